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
import type { Reading, Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import type { World } from './world.ts';

interface AboutEmployee {
  readonly employeeNumber: string;
  readonly rowNumber: number;
}

/** One transaction, in which no run of the period can open. */
export async function takePeriodInputs(
  world: World,
  ask: {
    readonly period: PeriodRow;
    readonly rows: readonly AboutEmployee[];
    readonly idOf: (employeeNumber: string) => number;
    readonly dryRun: boolean;
    readonly by: string;
    readonly action: string;
    readonly write: (tx: Writing, revision: number) => Promise<unknown>;
  },
): Promise<Answer<null>> {
  const { companyId, periodId } = ask.period;
  const transaction = ask.dryRun ? world.store.rehearse : world.store.write;
  return transaction({ companyId }, async (tx): Promise<Answer<null>> => {
    await lockPeriod(tx, periodId);
    const period = (await periodById(tx, periodId)) ?? ask.period;
    const enterable = await enterableFor(tx, period);
    if (!enterable.ok) return enterable;
    const issues = paidAlready(ask.rows, { ...ask, period, enterable: enterable.value });
    if (issues.length > 0) return paidAlreadyRefused(issues, period);
    const revision = await raiseInputRevision(tx, companyId);
    await ask.write(tx, revision);
    const facts = { revision, rows: ask.rows.length };
    const subject = `period:${periodId}`;
    await audit(tx, { companyId, actor: ask.by, action: ask.action, subject, facts });
    return answer(null);
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
function paidAlready(
  rows: readonly AboutEmployee[],
  ask: {
    readonly period: PeriodRow;
    readonly enterable: EnterableFor;
    readonly idOf: (employeeNumber: string) => number;
  },
): readonly Issue[] {
  const { only } = ask.enterable;
  if (only === null) return [];
  const issues: Issue[] = [];
  for (const { rowNumber, employeeNumber } of rows) {
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
