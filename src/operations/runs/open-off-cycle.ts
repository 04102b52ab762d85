/**
 * Opens runs outside the schedule, each in one transaction.
 *
 *   openHeldRun      pays the people that the runs of a period held, once their data are right; never
 *                    somebody who has a payslip of that period
 *   openOffCycleRun  pays what a file says on a date of its own (a bonus, a correction): no salary by
 *                    itself, and nothing that recurs
 *
 * Refusals
 *   run_not_found, run_state   there is no such run, or it is not committed
 *   nobody_held                nobody waits to be paid for that period
 *   run_exists                 a run is at the held people of the period already
 *   pay_date_past              the money cannot arrive on a day that has passed
 *   frequency_unclear          the people of the file are paid at different frequencies, or at none known
 *   period_backwards           it ends before it starts
 *   tax_table_missing, invalid_pay_codes, those of `readInputs`
 *
 * The unique key on open runs of held people decides between two who open at once, and the trigger on
 * commit refuses a second payslip of the period whatever happened (I2).
 */
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { calculatorOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import { peopleOf } from '#operations/files/employee-cell.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { whatItIs } from '#run/run-state.ts';
import { parseFrequency, periodsPerYear } from '#schedule/frequency.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import { databaseNow } from '#store/reads/due.ts';
import { openHeldRun as heldRunOf, heldUnpaid } from '#store/reads/held.ts';
import { frequenciesOf } from '#store/reads/off-cycle.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { employeeIdsOf } from '#store/reads/roster.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { violatedConstraint, type Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { freezeInputRevision, raiseInputRevision } from '#store/writes/companies.ts';
import { periodItems, replacePeriodItems } from '#store/writes/inputs.ts';
import { insertPeriod } from '#store/writes/periods.ts';
import { insertRun, lockPeriod } from '#store/writes/runs.ts';
import { stageVersions } from '#store/writes/versions.ts';
import { runNotFound } from './control-run.ts';
import type { OpenedRun } from './open-run.ts';
import { readInputs } from './read-inputs.ts';

export interface OpenHeldRun {
  /** A committed run of the period whose held people are to be paid. */
  readonly runId: number;
  /** Default: the period's pay date, or today when it has passed. */
  readonly payOn: Temporal.PlainDate | null;
  readonly by: string;
}

export async function openHeldRun(
  tx: Writing,
  ask: OpenHeldRun & { readonly world: World },
): Promise<Answer<OpenedRun>> {
  const run = await runById(tx, ask.runId);
  if (!run) return runNotFound(ask.runId);
  const { companyId, periodId } = run;
  await lockPeriod(tx, periodId);
  const period = await periodById(tx, periodId);
  const company = await companyById(tx, companyId);
  assert(period && company, `run ${run.runId} has a period and a company`);
  const state = (await runById(tx, run.runId))?.state ?? run.state;
  if (state !== 'committed') return notCommitted(run, state);
  const open = await heldRunOf(tx, periodId);
  if (open !== null) return heldRunExists(period, open);
  const held = await heldUnpaid(tx, periodId);
  if (held.length === 0) return nobodyHeld(run);
  const today = await todayOf(tx, company);
  const payOn = ask.payOn ?? laterOf(period.payOn, today);
  if (Temporal.PlainDate.compare(payOn, today) < 0) return payDatePast(payOn, today);
  const revision = await freezeInputRevision(tx, companyId);
  return insertOpened(tx, {
    ...{ ...ask, company, periodId, payOn, revision, paysHeldOf: run.runId },
    employeeIds: held.map((one) => one.employeeId),
  });
}

/** What the unique key says of two who opened at once. */
export function heldRunOpenedAtOnce(error: unknown): Refused | null {
  if (violatedConstraint(error) !== 'pay_run_one_open_held') return null;
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: 'somebody else has just opened a run for these people',
    hint: "'paybeat runs list' shows it",
  });
}

export interface OpenOffCycleRun {
  readonly company: CompanyRow;
  readonly payOn: Temporal.PlainDate;
  readonly bytes: Uint8Array;
  /** Default: one pay period that ends on the pay date. */
  readonly startOn: Temporal.PlainDate | null;
  readonly endOn: Temporal.PlainDate | null;
  /** How often these people are paid; needed where that is not plain. */
  readonly frequency: string | null;
  readonly by: string;
}

export async function openOffCycleRun(
  tx: Writing,
  ask: OpenOffCycleRun & { readonly world: World },
): Promise<Answer<OpenedRun>> {
  const { company, payOn } = ask;
  const { companyId } = company;
  const endOn = ask.endOn ?? payOn;
  // The days bound the hours that a file may have: first by a month, then by what people are paid by.
  const widest = ask.startOn ?? endOn.subtract({ months: 1 }).add({ days: 1 });
  if (Temporal.PlainDate.compare(widest, endOn) > 0) return backwards(widest, endOn);
  const known = await employeeIdsOf(tx, { companyId });
  const idOf = (employeeNumber: string) => known.get(employeeNumber) ?? 0;
  const people = { ...peopleOf(known), idOf };
  const first = await readInputs(tx, { ...ask, people, period: { startOn: widest, endOn } });
  if (!first.ok) return first;
  const ids = new Set<number>();
  for (const { employeeId } of first.value.rows()) ids.add(employeeId);
  const employeeIds = [...ids].sort((a, b) => a - b);
  const frequency = await frequencyFor(tx, { ...ask, companyId, employeeIds });
  if (!frequency.ok) return frequency;
  const days = Math.floor(364 / periodsPerYear(frequency.value));
  const startOn = ask.startOn ?? endOn.subtract({ days: days - 1 });
  const inputs = await readInputs(tx, { ...ask, people, period: { startOn, endOn } });
  if (!inputs.ok) return inputs;
  const revision = await raiseInputRevision(tx, companyId);
  const periodId = await insertPeriod(tx, {
    ...{ companyId, scheduleId: null, frequency: frequency.value, startOn, endOn },
    ...{ nominalPayOn: payOn, payOn, payOnReason: `an off-cycle run, by ${ask.by}` },
    ...{ status: 'active', automationEnabled: false, automationRule: null, catchUpDays: 0 },
    ...{ due: null, byHand: true, kind: 'off_cycle' },
  });
  const staged = await stageVersions(tx, periodItems(periodId), { rows: inputs.value.rows() });
  await replacePeriodItems(tx, { companyId, revision, periodId, staged, payCodeIds: 'all' });
  const opening = { ...ask, periodId, revision, paysHeldOf: null, employeeIds };
  return insertOpened(tx, opening);
}

async function insertOpened(
  tx: Writing,
  ask: {
    readonly world: World;
    readonly company: CompanyRow;
    readonly periodId: number;
    readonly payOn: Temporal.PlainDate;
    readonly revision: number;
    readonly paysHeldOf: number | null;
    readonly employeeIds: readonly number[];
    readonly by: string;
  },
): Promise<Answer<OpenedRun>> {
  const { company, periodId, payOn, revision, paysHeldOf, employeeIds } = ask;
  const { companyId, currency } = company;
  const codes = await payCodesAt(tx, { companyId, currency, revision });
  if (!codes.ok) return codes;
  const settings = await paySettingsAt(tx, { companyId, revision });
  const hasBasePay = paysHeldOf !== null;
  const calculator = calculatorOf(codes.value, { currency, payOn, hasBasePay, settings });
  if (!calculator.ok) return calculator;
  const chunks = planChunks(employeeIds, ask.world.settings.chunkSize);
  const runId = await insertRun(tx, {
    ...{ companyId, periodId, kind: 'off_cycle', paysHeldOf, openedBy: ask.by },
    ...{ forcedReason: null, dueAt: null, snapshotRevision: revision, payOn },
    ...{ taxYear: payOn.year, stateTax: company.stateTax, warnings: [] },
    ...{ rosterCount: employeeIds.length, chunks },
  });
  await audit(tx, {
    companyId,
    actor: ask.by,
    action: 'run.open',
    subject: `run:${runId}`,
    facts: {
      ...{ period: periodId, revision, roster: employeeIds.length, chunks: chunks.length },
      ...{ kind: 'off_cycle', payOn: payOn.toString(), paysHeldOf },
    },
  });
  return answer({
    ...{ runId, periodId, rosterCount: employeeIds.length, chunkCount: chunks.length },
  });
}

async function todayOf(tx: Writing, company: CompanyRow): Promise<Temporal.PlainDate> {
  return (await databaseNow(tx)).toZonedDateTimeISO(company.timeZone).toPlainDate();
}

function laterOf(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) < 0 ? other : one;
}

async function frequencyFor(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly employeeIds: readonly number[];
    readonly frequency: string | null;
  },
) {
  if (ask.frequency !== null) return parseFrequency(ask.frequency);
  const found = await frequenciesOf(tx, ask);
  const [only] = found;
  if (only !== undefined && found.length === 1) return parseFrequency(only);
  return refuse({
    family: 'invalid',
    code: 'frequency_unclear',
    message:
      only === undefined
        ? 'it is not known how often these people are paid'
        : `the people of the file are paid ${found.join(' and ')}: withholding depends on it`,
    hint: 'say it with --type, or make a run for each',
  });
}

function notCommitted(run: RunRow, state: RunRow['state']): Refused {
  return refuse({
    family: 'conflict',
    code: 'run_state',
    message: `run ${run.runId} ${whatItIs[state]}: the people it holds can still be paid by itself`,
    hint: `enter what is missing, then: paybeat runs recalculate ${run.runId} --reason 'data corrected'`,
    facts: { runId: run.runId, state },
  });
}

function heldRunExists(period: PeriodRow, runId: number): Refused {
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: `run ${runId} is at the held people of period ${period.periodId} already`,
    hint: `look at it, or void it: paybeat runs show ${runId}`,
    facts: { periodId: period.periodId, runId },
  });
}

function nobodyHeld(run: RunRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'nobody_held',
    message: `nobody whom a run of period ${run.periodId} held waits to be paid`,
    hint: `'paybeat runs show ${run.runId}' tells who was paid, and who is excluded`,
    facts: { runId: run.runId, periodId: run.periodId },
  });
}

function payDatePast(payOn: Temporal.PlainDate, today: Temporal.PlainDate): Refused {
  return refuse({
    family: 'invalid',
    code: 'pay_date_past',
    message: `${payOn} has passed; today is ${today}`,
    hint: 'choose today or a later day',
  });
}

function backwards(startOn: Temporal.PlainDate, endOn: Temporal.PlainDate): Refused {
  return refuse({
    family: 'invalid',
    code: 'period_backwards',
    message: `the days end on ${endOn}, before they start on ${startOn}`,
  });
}
