/** Lives the fortnights of the made-up city: a clerk who imports, a manager who confirms, and runs that go by themselves. */
import { operator } from '#caller.ts';
import type { Answer } from '#errors.ts';
import { liftLimits } from '#operations/judgement/lift-limits.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { activatePeriod } from '#operations/periods/activate-period.ts';
import { addPeriod } from '#operations/periods/add-period.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { type ExceptionRow, exceptionsOf, type RunRow } from '#store/reads/runs.ts';
import type { Store } from '#store/store.ts';
import { silent } from '../../test/support/silent.ts';
import { addCity } from '../city.ts';
import { must } from '../due-companies.ts';
import {
  type Fortnight,
  type HowDated,
  hoursFile,
  inputsFile,
  type Period,
  type Person,
  rosterFile,
} from './people.ts';
import type { Planted, PlantedFortnight } from './planted.ts';
import type { Judged, Stop } from './report.ts';

const options = { concurrency: 2, pause: async () => undefined };
const clean = /^(missing_hours|negative_net)$/;
/** For so many fortnights after a mistake was paid, a stop of that person may be its echo. */
const echoes = 6;

interface Files {
  readonly period: Period;
  /** As is true. */
  readonly known: ReadonlyMap<string, Person>;
  readonly people: Map<string, Person>;
  readonly worked: Map<string, Fortnight>;
}

export class City {
  readonly world: World;
  readonly #manager: World;
  readonly #company: CompanyRow;
  readonly #dated: HowDated;
  /** Employee number → the fortnight until which a stop is an echo. */
  readonly #echo = new Map<string, number>();
  /** People who were entered twice: they stay on the roster, as left. */
  readonly #doubles = new Map<string, Person>();
  #fortnights = 0;

  private constructor(world: World, company: CompanyRow, dated: HowDated) {
    this.world = world;
    this.#dated = dated;
    this.#manager = { ...world, caller: operator({ who: 'person:manager', door: 'library' }) };
    this.#company = company;
  }

  static async laid(store: Store, dated: HowDated): Promise<City> {
    const world: World = {
      ...{ store, telemetry: silent, worker: 'worker:bench', settings: defaultSettings },
      caller: operator({ who: 'person:clerk', door: 'library' }),
    };
    return new City(world, await addCity(world), dated);
  }

  async live(fortnight: PlantedFortnight): Promise<Judged> {
    const periodId = await this.#period(fortnight);
    const stops = new Map<string, Stop>();
    const refused = await this.#enter(fortnight, periodId);
    for (const [number, what] of refused) stops.set(number, { by: 'import', what });
    const run = await this.#run(periodId);
    const held = (await this.#exceptions(run)).filter(
      ({ disposition, code }) => disposition === 'held' && !clean.test(code),
    );
    for (const { number, code } of held) stops.set(number, { by: 'hold', what: code });
    const blockers = run.state === 'committed' ? [] : run.blockers.map(({ code }) => code);
    const judged = this.#judge(fortnight, { run, stops, blockers });
    const heldNumbers = new Set(held.map(({ number }) => number));
    await this.#goOn(fortnight, { periodId, run, heldNumbers });
    this.#fortnights += 1;
    return judged;
  }

  async #period({ period }: PlantedFortnight): Promise<number> {
    const { companyId } = this.#company;
    const { periodId } = must(
      await addPeriod(this.world, {
        ...{
          companyId,
          scheduleId: null,
          frequency: 'biweekly',
          payOn: null,
          rule: null,
          ...period,
        },
      }),
    );
    must(await activatePeriod(this.world, { periodId }));
    return periodId;
  }

  /** Employee number → why the import refused what was entered for them. They are corrected at once. */
  async #enter(fortnight: PlantedFortnight, periodId: number): Promise<Map<string, string>> {
    const refused = new Map<string, string>();
    for (;;) {
      const left = fortnight.mistakes.filter(({ number }) => !refused.has(number));
      const files = this.#files(fortnight, left);
      const wrong = (await this.#import(files, { periodId })) ?? new Map<string, string>();
      if (wrong.size === 0) return refused;
      const before = refused.size;
      for (const one of left) {
        const why = wrong.get(one.number) ?? wrong.get(one.entered.double?.number ?? '');
        if (why !== undefined) refused.set(one.number, why);
      }
      if (refused.size === before) throw new Error(`refused: ${JSON.stringify([...wrong])}`);
    }
  }

  #files({ people, worked, period }: PlantedFortnight, wrong: readonly Planted[]): Files {
    const known = new Map(people.map((one) => [one.number, one] as const));
    for (const { number, entered } of wrong) {
      const { double } = entered;
      const person = known.get(number);
      if (double !== undefined && person !== undefined) known.set(double.number, person);
    }
    const files: Files = {
      ...{ period, known },
      people: new Map([...this.#doubles, ...people.map((one) => [one.number, one] as const)]),
      worked: new Map(worked),
    };
    for (const { number, entered } of wrong) {
      files.people.set(number, entered.person);
      if (worked.has(number) || entered.fortnight.bonusCents > 0) {
        files.worked.set(number, entered.fortnight);
      }
      const { double } = entered;
      if (double === undefined) continue;
      files.people.set(double.number, double);
      if (worked.has(number)) files.worked.set(double.number, entered.fortnight);
    }
    return files;
  }

  /** Null when both files are in; otherwise employee number → the codes of the refusal. */
  async #import(
    { people, worked, period, known }: Files,
    { periodId, replace = false }: { readonly periodId: number; readonly replace?: boolean },
  ): Promise<Map<string, string> | null> {
    const company = this.#company;
    const roster = Buffer.from(rosterFile([...people.values()]));
    const taken = await importRoster(this.world, {
      ...{ company, bytes: roster, scheduleCode: null, dryRun: false },
    });
    if (!taken.ok) return refusedIn(taken, [...people.keys()]);
    if (worked.size === 0) return null;
    const how = this.#dated;
    const text =
      how === 'no' ? hoursFile(worked) : inputsFile(worked, { how, period, people: known });
    const ask = { periodId, bytes: Buffer.from(text), dryRun: false };
    const hours =
      how === 'no'
        ? await importHours(this.world, { ...ask, replace })
        : await importInputs(this.world, { ...ask, replaceAll: replace });
    if (hours.ok) return null;
    const numbers = text
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0] ?? '');
    return refusedIn(hours, numbers);
  }

  async #run(periodId: number): Promise<RunRow> {
    const force = { reason: 'bench' };
    const ran = must(await runPayrollForPeriod(this.world, { periodId, force }, options));
    if (ran.kind !== 'ran') throw new Error(JSON.stringify(ran));
    return ran.run;
  }

  #exceptions({ runId, companyId }: RunRow): Promise<readonly ExceptionRow[]> {
    return this.world.store.read({ companyId }, (at) => exceptionsOf(at, runId));
  }

  #judge(
    fortnight: PlantedFortnight,
    found: {
      readonly run: RunRow;
      readonly stops: ReadonlyMap<string, Stop>;
      readonly blockers: readonly string[];
    },
  ): Judged {
    const { stops, blockers } = found;
    const stopped = (one: Planted): Stop | null => {
      const stop = stops.get(one.number) ?? stops.get(one.entered.double?.number ?? '') ?? null;
      const [blocker] = blockers;
      return stop ?? (blocker === undefined ? null : { by: 'run', what: blocker });
    };
    const mistakes = fortnight.mistakes.map((one) => ({ ...one, stop: stopped(one) }));
    for (const { number, stop } of mistakes) {
      if (stop === null || stop.by === 'run') this.#echo.set(number, this.#fortnights + echoes);
    }
    const planted = new Set(
      [...fortnight.mistakes, ...fortnight.changes].map(({ number }) => number),
    );
    const doubles = new Set(fortnight.mistakes.map(({ entered }) => entered.double?.number));
    const isEcho = (number: string) => (this.#echo.get(number) ?? -1) >= this.#fortnights;
    const others = [...stops].filter(
      ([number]) => !planted.has(number) && !doubles.has(number) && !isEcho(number),
    );
    return {
      startOn: fortnight.period.startOn.toString(),
      people: found.run.paidCount ?? 0,
      mistakes,
      changes: fortnight.changes.map((one) => ({ ...one, stop: stops.get(one.number) ?? null })),
      others: others.map(([number, stop]) => ({ kind: 'nothing', number, stop })),
      blockers,
    };
  }

  /** The files are corrected, what is meant is confirmed, and everybody who was held is paid. */
  async #goOn(
    fortnight: PlantedFortnight,
    {
      periodId,
      run,
      heldNumbers,
    }: {
      readonly periodId: number;
      readonly run: RunRow;
      readonly heldNumbers: ReadonlySet<string>;
    },
  ): Promise<void> {
    for (const { entered } of fortnight.mistakes) {
      const { double } = entered;
      if (double === undefined || !(await this.#isKnown(double.number))) continue;
      const gone = { hiredOn: fortnight.period.startOn, endedOn: fortnight.period.startOn };
      this.#doubles.set(double.number, { ...double, ...gone });
    }
    const files = this.#files(fortnight, []);
    if (run.state === 'committed') {
      // A paid period only takes hours of people who were held.
      for (const number of files.worked.keys()) {
        if (!heldNumbers.has(number)) files.worked.delete(number);
      }
    }
    const wrong = await this.#import(files, { periodId, replace: true });
    if (wrong !== null) throw new Error(`the truth is refused: ${JSON.stringify([...wrong])}`);
    const { runId } = run;
    if (run.state === 'review') {
      must(await recalculateRun(this.#manager, { runId, why: 'corrected' }));
      await this.#run(periodId).catch(() => undefined);
      const why = 'looked at';
      await approveRun(this.#manager, { runId, why, totals: null, dryRun: false });
    }
    await this.#confirm(fortnight, { runId, heldNumbers });
    await payHeld(this.world, { runId, payOn: null, dryRun: false }, options);
  }

  /** The manager lets those pass whose pay is meant. */
  async #confirm(
    { mistakes }: PlantedFortnight,
    { runId, heldNumbers }: { readonly runId: number; readonly heldNumbers: ReadonlySet<string> },
  ): Promise<void> {
    const wrong = mistakes.flatMap(({ number, entered }) => [number, entered.double?.number]);
    const numbers = [...heldNumbers].filter((number) => !wrong.includes(number));
    if (numbers.length === 0) return;
    const ask = { runId, numbers, cause: null, seen: null, why: 'looked at', dryRun: false };
    await liftLimits(this.#manager, ask);
  }

  async #isKnown(number: string): Promise<boolean> {
    const { companyId } = this.#company;
    const known = await this.world.store.read({ companyId }, (at) =>
      employeeIdsOf(at, { companyId }),
    );
    return known.has(number);
  }
}

/** The rows that a refusal names, by employee number. `numbers` is in the order of the file's rows. */
function refusedIn(refused: Answer<unknown>, numbers: readonly string[]): Map<string, string> {
  if (refused.ok) return new Map();
  if ((refused.refusal.issues ?? []).length === 0) throw new Error(JSON.stringify(refused.refusal));
  const found = new Map<string, string>();
  for (const { pointer, code } of refused.refusal.issues ?? []) {
    const row = Number(/row (\d+)/.exec(pointer)?.[1]);
    const number = numbers[row - 2];
    if (number !== undefined) found.set(number, code);
  }
  return found;
}
