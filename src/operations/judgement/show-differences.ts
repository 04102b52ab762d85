/**
 * What a run pays differently from the last run of its schedule, and why: by cause, and for the people with the
 * largest differences or for one person.
 *
 * Refusals: those of compared-run.ts; unknown_cause; employee_not_found, and employee_not_paid when neither run
 * pays the person; run_changed, when the run was recalculated meanwhile.
 */
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import {
  type DifferenceCause,
  differenceCauses,
  type PersonDifference,
} from '#judgement/difference.ts';
import { type CauseTotal, DifferenceTotals } from '#judgement/difference-totals.ts';
import { noPayslip } from '#operations/runs/explain-payslip.ts';
import type { World } from '#operations/world.ts';
import { effectiveAmountsOf, paidAmountsOf } from '#store/reads/paid-amounts.ts';
import { employeeIdsOf, peopleNamed } from '#store/reads/roster.ts';
import { exceptionOf, type RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { didYouMean } from '#text/closest-word.ts';
import { comparedRun } from './compared-run.ts';
import { type DepartmentDifference, DepartmentTotals } from './department-totals.ts';
import { type ComparedRun, differencePages, runChanged } from './difference-pages.ts';
import { differencesOfPairs, pairsOf } from './differences-of-people.ts';
import type { RunBasisSeen } from './two-runs.ts';

export interface NamedDifference extends PersonDifference {
  readonly number: string;
  readonly name: string;
}

export interface ShownDifferences {
  readonly run: RunRow;
  /** The run that it is compared with. Null: the schedule has no earlier one. */
  readonly last: RunRow | null;
  /** The people who have a difference, or this cause; the totals are theirs. */
  readonly people: number;
  readonly grossMinor: bigint;
  readonly netMinor: bigint;
  readonly byCause: readonly CauseTotal[];
  /** They add up to the totals. Null: they were not asked for. */
  readonly byDepartment: readonly DepartmentDifference[] | null;
  /** The largest first. */
  readonly largest: readonly NamedDifference[];
  readonly codeOf: (payCodeId: number) => string;
  /** Whether a line only informs, such as the base of a tax. */
  readonly isInformation: (payCodeId: number) => boolean;
}

export interface AskDifferences {
  readonly runId: number;
  /** Only this person, by employee number. */
  readonly employee: string | null;
  readonly cause: string | null;
  /** How many people are listed. */
  readonly limit: number;
  /** Also the totals by department: that of the run's last day, even for those whom only the last run paid. */
  readonly departments?: boolean | undefined;
}

export async function showDifferences(
  world: World,
  ask: AskDifferences,
): Promise<Answer<ShownDifferences>> {
  const cause = causeNamed(ask.cause);
  if (!cause.ok) return cause;
  const found = await comparedRun(world, ask.runId);
  if (!found.ok) return found;
  const compared = found.value;
  const totals = new DifferenceTotals({ cause: cause.value, largestMax: ask.limit });
  const departments =
    ask.departments === true
      ? new DepartmentTotals(world, { ...compared, cause: cause.value })
      : null;
  if (ask.employee === null) {
    for await (const page of differencePages(world, compared)) {
      if (page === runChanged) return changedMeanwhile(compared.run);
      for (const person of page) totals.add(person);
      await departments?.add(page);
    }
  } else {
    const { employee } = ask;
    const one = await world.store.read(compared.run, (at) => ofOne(at, compared, employee));
    if (!one.ok) return one;
    for (const person of one.value) totals.add(person);
    await departments?.add(one.value);
  }
  const { run, last, now } = compared;
  const largest = await world.store.read(run, (at) => named(at, now, totals.largest()));
  const { people, grossMinor, netMinor } = totals;
  const byCause = totals.byCause();
  const byDepartment = departments?.sums() ?? null;
  const words = { codeOf: codeNames(now), isInformation: informationLines(now) };
  return answer({
    run,
    last,
    people,
    grossMinor,
    netMinor,
    byCause,
    byDepartment,
    largest,
    ...words,
  });
}

export function informationLines({ codes }: RunBasisSeen): (payCodeId: number) => boolean {
  return (payCodeId) => codes.byId.get(payCodeId)?.kind === 'information';
}

/** Every code of the company stays known under its id. */
export function codeNames({ codes }: RunBasisSeen): (payCodeId: number) => string {
  return (payCodeId) => codes.byId.get(payCodeId)?.code ?? String(payCodeId);
}

export async function named(
  at: Reading,
  { frame }: RunBasisSeen,
  people: readonly PersonDifference[],
): Promise<readonly NamedDifference[]> {
  const employeeIds = people.map(({ employeeId }) => employeeId);
  const names = await peopleNamed(at, { employeeIds, revision: frame.snapshotRevision });
  const byId = new Map(names.map((one) => [one.employeeId, one]));
  return people.map((person) => {
    const { number = String(person.employeeId), name = '' } = byId.get(person.employeeId) ?? {};
    return { ...person, number, name };
  });
}

async function ofOne(
  at: Reading,
  compared: ComparedRun,
  number: string,
): Promise<Answer<readonly PersonDifference[]>> {
  const { run, last, now } = compared;
  const { companyId, runId } = run;
  const [employeeId] = (await employeeIdsOf(at, { companyId, numbers: [number] })).values();
  if (employeeId === undefined) return employeeNotFound(run, number);
  const employeeIds = [employeeId];
  const has = await paidAmountsOf(at, { runId, employeeIds });
  const { snapshotRevision: revision } = now.frame;
  const had =
    last === null ? [] : await effectiveAmountsOf(at, { runId: last.runId, revision, employeeIds });
  if (has.length === 0 && had.length === 0) {
    return noPayslip(run, { number, exception: await exceptionOf(at, { runId, number }) });
  }
  const pairs = pairsOf(employeeIds, { had, has });
  return answer(await differencesOfPairs(at, { now, lastRunId: last?.runId ?? null, pairs }));
}

export function causeNamed(text: string | null): Answer<DifferenceCause | null> {
  if (text === null) return answer(null);
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
  const cause = differenceCauses.find((one) => one === plain);
  if (cause !== undefined) return answer(cause);
  return refuse({
    family: 'invalid',
    code: 'unknown_cause',
    message: `no difference has the cause ${JSON.stringify(text)}.${didYouMean(text, differenceCauses)}`,
    hint: `the causes are ${differenceCauses.join(', ')}`,
  });
}

function employeeNotFound(run: RunRow, number: string): Refused {
  return refuse({
    family: 'not_found',
    code: 'employee_not_found',
    message: `${run.companyCode} has no employee ${number}`,
    hint: 'write the employee number exactly as in the roster; capital letters matter',
    facts: { employee: number },
  });
}

export function changedMeanwhile({ runId }: RunRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'run_changed',
    message: `run ${runId} was recalculated or voided while its differences were read`,
    hint: 'see the run, and ask again',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId },
  });
}
