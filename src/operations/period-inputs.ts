/**
 * Whose inputs of a period may still be entered: everybody's until its run opens, and then those of
 * the people whom it held, until they are paid.
 *
 * Refusals: run_exists (a run has read its inputs), period_completed (nobody waits to be paid),
 * already_paid (with the rows of people who were not held).
 */
import { type Answer, answer, type Issue, type Refused, refuse } from '#errors.ts';
import { heldUnpaid, openHeldRun } from '#store/reads/held.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import type { Reading } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { type PeriodItem, periodItems, replacePeriodItems } from '#store/writes/inputs.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import { peopleIn } from '#store/writes/staged-questions.ts';
import { type Replaced, stageVersions } from '#store/writes/versions.ts';
import { allOrNothing } from './all-or-nothing.ts';
import { hasChanged, type ImportProgress } from './import-in-slices.ts';
import type { World } from './world.ts';

interface AboutEmployee {
  readonly employeeNumber: string;
  readonly rowNumber: number;
}

/** One transaction; once the rows are staged, no run of the period can open in it. */
export async function takePeriodInputs(
  world: World,
  ask: {
    readonly period: PeriodRow;
    readonly rowCount: number;
    readonly rows: () => Iterable<AboutEmployee>;
    readonly items: () => Iterable<PeriodItem>;
    /** Under which pay codes the items of a person are replaced. */
    readonly payCodeIds: 'own' | 'all' | readonly number[];
    readonly idOf: (employeeNumber: string) => number;
    readonly dryRun: boolean;
    readonly by: string;
    readonly action: string;
    readonly progress: ImportProgress;
  },
): Promise<Answer<Replaced & { readonly items: number; readonly employees: number }>> {
  const { rowCount, dryRun, payCodeIds, progress } = ask;
  const { companyId, periodId } = ask.period;
  return allOrNothing(world, { scope: { companyId }, dryRun, hasChanged }, async (tx) => {
    const sent = progress.sent(rowCount);
    const staged = await stageVersions(tx, periodItems(periodId), { rows: ask.items(), ...sent });
    await lockPeriod(tx, periodId);
    const period = (await periodById(tx, periodId)) ?? ask.period;
    const enterable = await enterableFor(tx, period);
    if (!enterable.ok) return enterable;
    const issues = paidAlready({ ...ask, period, enterable: enterable.value });
    if (issues.length > 0) return paidAlreadyRefused(issues, period);
    const revision = await raiseInputRevision(tx, companyId);
    const tell = progress.written(staged.rows);
    const done = await replacePeriodItems(tx, {
      ...{ companyId, revision, periodId, staged, payCodeIds, tell },
    });
    const facts = { revision, rows: rowCount };
    const subject = `period:${periodId}`;
    await audit(tx, { companyId, actor: ask.by, action: ask.action, subject, facts });
    return answer({ ...done, items: staged.rows, employees: await peopleIn(tx, staged) });
  });
}

interface EnterableFor {
  /** Employee ids; null: everybody. */
  readonly only: ReadonlySet<number> | null;
}

async function enterableFor(at: Reading, period: PeriodRow): Promise<Answer<EnterableFor>> {
  const { periodId, liveRunId, liveRunState } = period;
  if (liveRunId === null) return answer({ only: null });
  if (liveRunState !== 'committed') return inputsRead(period, liveRunId);
  const open = await openHeldRun(at, periodId);
  if (open !== null) return inputsRead(period, open);
  const held = await heldUnpaid(at, periodId);
  if (held.length > 0) return answer({ only: new Set(held.map((one) => one.employeeId)) });
  return refuse({
    family: 'conflict',
    code: 'period_completed',
    message: `run ${liveRunId} has paid everybody in period ${periodId}: it has read its inputs already`,
    hint: 'enter it in the next period; an amount below zero takes something back',
    facts: { periodId, runId: liveRunId },
  });
}

/** An issue for each row about somebody who has been paid for the period. */
function paidAlready(ask: {
  readonly period: PeriodRow;
  readonly rows: () => Iterable<AboutEmployee>;
  readonly enterable: EnterableFor;
  readonly idOf: (employeeNumber: string) => number;
}): readonly Issue[] {
  const { only } = ask.enterable;
  if (only === null) return [];
  const issues: Issue[] = [];
  for (const { rowNumber, employeeNumber } of ask.rows()) {
    if (only.has(ask.idOf(employeeNumber))) continue;
    issues.push({
      pointer: `row ${rowNumber}, column employee_id`,
      code: 'already_paid',
      message: `Run ${ask.period.liveRunId} did not hold ${employeeNumber}: only those whom it held can be entered now.`,
    });
  }
  return issues;
}

function paidAlreadyRefused(issues: readonly Issue[], period: PeriodRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'already_paid',
    message: `${issues.length === 1 ? '1 row is' : `${issues.length} rows are`} about people who were paid, or were not there, in period ${period.periodId}; nothing was imported`,
    hint: 'enter their corrections in the next period; an amount below zero takes something back',
    issues: issues.slice(0, 1_000),
    facts: { periodId: period.periodId, runId: period.liveRunId },
  });
}

function inputsRead(period: PeriodRow, runId: number): Refused {
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: `run ${runId} of period ${period.periodId} has read its inputs already`,
    hint: `enter what is missing after voiding it: paybeat runs void ${runId} --reason 'late hours'`,
    facts: { periodId: period.periodId, runId },
  });
}
