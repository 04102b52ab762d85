/**
 * Paybeat as a library: what the command can do, as typed functions on one object.
 *
 * An answer is `{ ok: true, value }` or `{ ok: false, refusal }`; `valueOf` turns a refusal into an
 * exception for those who prefer one. Only an outage (no database) or a bug is thrown by itself.
 * Where several companies are in the database, functions that act on one take its code.
 *
 * Elsewhere: the tasks (tasks.ts), what each operation does and refuses (operations/).
 */

import { userInfo } from 'node:os';
import { findingShape } from '#answers/findings.ts';
import { answerShownAs, eachShownAs, shownAs } from '#answers/json-form.ts';
import { lockShape } from '#answers/locks.ts';
import { confinedTo, operator } from '#caller.ts';
import { type Answer, answer } from '#errors.ts';
import { type OpenedWorld, openWorld } from '#open-world.ts';
import { checkBeat } from '#operations/beat/check-beat.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { doctor } from '#operations/doctor.ts';
import { listLocks } from '#operations/locks/list-locks.ts';
import { releaseLock } from '#operations/locks/release-lock.ts';
import { storeFor } from '#operations/look-up.ts';
import { verify } from '#operations/verify.ts';
import { examineProcesses } from '#operations/workers/examine-processes.ts';
import { type Config, type ConfigFlags, loadConfig } from '#settings/config.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { version } from '#version.ts';
import { calendarsIn } from './calendars.ts';
import { checkArguments, withChecks } from './checked.ts';
import type { Hand } from './hand.ts';
import { withJsonForms } from './json-forms.ts';
import { companiesIn, peopleIn, periodsIn, runsIn } from './payroll.ts';
import { takes, takesOpening } from './takes.ts';
import { UntilClosed } from './until-closed.ts';
import { beatIn, processesIn, tasksIn, workersIn } from './work.ts';

export interface OpenPaybeat {
  /** Settings by the names of paybeat.config.json; stronger than the environment and the file. */
  readonly settings?: Partial<Omit<Config, 'configFile' | 'sources'>>;
  /** Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start; default: the current folder. */
  readonly folder?: string;
  /** Who acts, for the audit chain; default: `person:` and the user of the operating system. */
  readonly actor?: string;
  /** Bring the schema of DATABASE_URL up to date; the embedded one always is. */
  readonly migrate?: boolean;
  readonly onEvent?: (event: PaybeatEvent) => void;
}

export type Paybeat = ReturnType<typeof paybeatOn>;

/** Refusal: configuration_invalid, before anything is opened. Throws Outage without a database. */
export async function openPaybeat(asked: OpenPaybeat = {}): Promise<Answer<Paybeat>> {
  const checked = checkArguments('openPaybeat', takesOpening, [asked]);
  if (!checked.ok) return checked;
  const [ask] = checked.value;
  const config = loadConfig({
    env: ask.env ?? process.env,
    // Checked like every other source, so that any setting may be among them.
    flags: { ...ask.settings } as ConfigFlags,
    folder: ask.folder ?? process.cwd(),
    checkBeat,
  });
  if (!config.ok) return config;
  const opened = await openWorld({
    config: config.value,
    listen: ask.onEvent ?? (() => undefined),
    migrate: ask.migrate === true,
    version: version(),
  });
  if (!opened.ok) return opened;
  const by = ask.actor ?? `person:${userInfo().username}`;
  return answer(paybeatOn(opened.value, { config: config.value, by }));
}

function paybeatOn(
  opened: OpenedWorld,
  { config, by }: { readonly config: Config; readonly by: string },
) {
  const caller = operator({ who: by, door: 'library' });
  const world = { ...opened.world, caller };
  const hand: Hand = { world, config };
  const untilClosed = new UntilClosed();
  const members = {
    ...companiesIn(hand),
    ...calendarsIn(hand),
    ...peopleIn(hand),
    ...periodsIn(hand),
    ...runsIn(hand),
    ...tasksIn(hand),
    ...workersIn(hand, untilClosed),
    ...processesIn(hand, { opened, untilClosed }),
    beat: beatIn(hand),
    locks: locksIn(hand),
    /**
     * The same for one person, confined to companies: what is of no company is not there.
     * Refusal: company_not_found.
     */
    as: (ask: AsPerson) => confined(hand, ask),
    /** Every invariant; each must come back without a violation. */
    verify: () => verify(world),
    /** What a pay run needs, and what to do about what is wrong. */
    doctor: async () =>
      eachShownAs(
        [
          ...(await doctor(world, {
            embeddedIn: config.databaseUrl === null ? config.dataFolder : null,
          })),
          ...(await examineProcesses(world, config)),
        ],
        findingShape,
      ),
  };
  const close = async () => {
    await untilClosed.close();
    await opened.close();
  };
  return {
    ...withJsonForms(withChecks(members, takes)),
    /** @internal For the tasks of index.ts. */
    hand,
    /**
     * Ends the workers, the beat, the monitor and whoever follows events, then closes the database.
     * Work in hand is finished first. Until then Node does not exit. A second call is allowed.
     */
    close,
    /** `await using paybeat = valueOf(await openPaybeat())` closes it at the end of the block. */
    [Symbol.asyncDispose]: close,
  };
}

/** One person and their companies. */
interface AsPerson {
  /** `person:ada`, for the audit chain. */
  readonly person: string;
  /** Codes. */
  readonly companies: readonly string[];
  /** For whom this person, or a program, acts: `person:bob`. */
  readonly onBehalfOf?: string;
}

export type ConfinedPaybeat = ReturnType<typeof confinedPaybeat>;

async function confined(hand: Hand, ask: AsPerson): Promise<Answer<ConfinedPaybeat>> {
  const ids: number[] = [];
  for (const code of ask.companies) {
    const company = await findCompany(hand.world, code);
    if (!company.ok) return company;
    ids.push(company.value.companyId);
  }
  const { person: who, onBehalfOf = null } = ask;
  const caller = { ...confinedTo(operator({ who, door: 'library' }), ids), onBehalfOf };
  const store = storeFor(hand.world.store, caller);
  const confined = confinedPaybeat({ ...hand, world: { ...hand.world, caller, store } });
  return answer(shownAs(confined, () => ({ who, onBehalfOf, companies: ask.companies })));
}

/** Workers, queues, the beat, the doctor and new companies are an operator's. */
function confinedPaybeat(hand: Hand) {
  const { companies, schedules, employees } = companiesIn(hand);
  const { runPeriod, runPeriods, runs, payslips } = runsIn(hand);
  const { runPayrollForPeriod, tasks } = tasksIn(hand);
  const members = {
    companies: { list: companies.list, settings: companies.settings },
    ...{ schedules, employees, ...calendarsIn(hand) },
    ...peopleIn(hand),
    ...periodsIn(hand),
    ...{ runPeriod, runPeriods, runs, payslips },
    runPayrollForPeriod,
    tasks: { find: tasks.find, list: tasks.list },
    locks: locksIn(hand),
  };
  return withJsonForms(withChecks(members, takes));
}

function locksIn({ world }: Hand) {
  return {
    list: async () => eachShownAs(await listLocks(world), lockShape),
    release: async (ask: { readonly name: string; readonly isForced?: boolean }) =>
      answerShownAs(await releaseLock(world, { isForced: false, ...ask }), lockShape),
  };
}
