/**
 * Opens a run that pays the people held by the runs of a period, once their data are right, and those whose payslip
 * for it was reversed. It never pays a person who has another payslip for that period.
 *
 * A repeated request returns the existing run: the one now paying these people or, when none are left, the
 * run that paid them.
 *
 * Refusals
 *   run_not_found, run_state   the run does not exist, or it is not committed
 *   reversal_open              nobody else is unpaid, and a reversal of the period is not committed yet
 *   nobody_held                the period has no held people left to pay, and no run has paid any since
 *   inputs_changed             the existing run is waiting, and inputs arrived after it read them
 *   run_exists                 a run pays or has paid the held people on a different pay date
 *   those of pay-date-given.ts and insert-off-cycle.ts
 *
 * Opening locks the period. In any case, a unique key on open runs of held people prevents a second run. The
 * commit trigger refuses a second payslip for the period (I2).
 */
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { runNotFound } from '#operations/not-found.ts';
import {
  againstPayDate,
  beyond,
  openDayFrom,
  type PayDays,
  payDaysOf,
} from '#operations/schedules/pay-date-given.ts';
import type { World } from '#operations/world.ts';
import { whatItIs } from '#run/run-state.ts';
import { companyById } from '#store/reads/companies.ts';
import { type HeldRun, heldUnpaid, newestHeldRun } from '#store/reads/held.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { openReversalsOf } from '#store/reads/reversals.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Writing } from '#store/store.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import { lockPeriod } from '#store/writes/runs.ts';
import { toEpochDay } from '#time/plain-date.ts';
import { insertOffCycle, type Opening } from './insert-off-cycle.ts';
import { unreadOfHeld } from './unread-inputs.ts';

export interface OpenHeldRun {
  /** A committed run of the period whose held people are to be paid. */
  readonly runId: number;
  /** Default: the period's pay date or, when that has passed, the first business day from today on. */
  readonly payOn: Temporal.PlainDate | null;
}

export async function openHeldRun(
  tx: Writing,
  ask: OpenHeldRun & { readonly world: World },
): Promise<Answer<Opening>> {
  const run = await runById(tx, ask.runId);
  if (!run) return runNotFound(ask.runId);
  const { companyId, periodId } = run;
  await lockPeriod(tx, periodId);
  const period = await periodById(tx, periodId);
  const company = await companyById(tx, companyId);
  assert(period && company, `run ${run.runId} has a period and a company`);
  const state = (await runById(tx, run.runId))?.state ?? run.state;
  if (state !== 'committed') return notCommitted(run, state);
  const held = await heldUnpaid(tx, periodId);
  const there = await newestHeldRun(tx, periodId);
  if (there !== null && (there.isOpen || held.length === 0)) {
    const unread = there.isWaiting ? await unreadOfHeld(tx, { ...there, periodId }) : null;
    return unread ?? wasThere(there, { period, ask });
  }
  if (held.length === 0) return nobodyHeld(run, await openReversalsOf(tx, periodId));
  const days = await payDaysOf(tx, company);
  if (!days.ok) return days;
  const payOn = payDateOf(ask, { period, days: days.value });
  if (!payOn.ok) return payOn;
  const revision = await freezeInputRevision(tx, companyId);
  return insertOffCycle(tx, {
    ...{ ...ask, company, periodId, payOn: payOn.value, revision, paysHeldOf: run.runId },
    offCycle: null,
    employeeIds: held.map((one) => one.employeeId),
  });
}

function payDateOf(
  { payOn }: OpenHeldRun,
  { period, days }: { readonly period: PeriodRow; readonly days: PayDays },
): Answer<Temporal.PlainDate> {
  if (payOn !== null) return againstPayDate(payOn, days) ?? answer(payOn);
  const next = openDayFrom(period.payOn, days);
  return next === null ? beyond(toEpochDay(period.payOn), days.calendar) : answer(next);
}

/** Answers a repeated request. A request with a different pay date is a different request, and is refused. */
function wasThere(
  there: HeldRun,
  { period, ask }: { readonly period: PeriodRow; readonly ask: OpenHeldRun },
): Answer<Opening> {
  const { runId, payOn, isOpen } = there;
  const { periodId } = period;
  if (ask.payOn === null || ask.payOn.equals(payOn)) {
    return answer({ kind: 'was_there', runId, periodId });
  }
  return refuse({
    family: 'conflict',
    code: 'run_exists',
    message: isOpen
      ? `run ${runId} is already paying the held people of period ${periodId}, on ${payOn}`
      : `run ${runId} already paid the held people of period ${periodId}, on ${payOn}`,
    hint: isOpen ? 'to change the pay date, void that run first' : 'the run shows who was paid',
    actions: [{ action: isOpen ? 'void_run' : 'show_run', run: runId }],
    facts: { periodId, runId },
  });
}

/** Whoever is reversed is paid again once the reversal is committed, and not before. */
function notReversedYet({ periodId }: RunRow, { runId }: { readonly runId: number }): Refused {
  return refuse({
    family: 'conflict',
    code: 'reversal_open',
    message: `run ${runId} reverses payslips of period ${periodId} and is not committed yet`,
    hint: 'its people can be paid again once it is committed',
    actions: [{ action: 'show_run', run: runId }],
    facts: { runId, periodId },
  });
}

function notCommitted(run: RunRow, state: RunRow['state']): Refused {
  return refuse({
    family: 'conflict',
    code: 'run_state',
    message: `run ${run.runId} ${whatItIs[state]}: it can still pay the people it holds`,
    hint: 'enter what is missing, then recalculate the run',
    actions: [{ action: 'recalculate_run', run: run.runId }],
    facts: { runId: run.runId, state },
  });
}

function nobodyHeld(run: RunRow, reversals: readonly { readonly runId: number }[]): Refused {
  const [reversal] = reversals;
  if (reversal !== undefined) return notReversedYet(run, reversal);
  return refuse({
    family: 'conflict',
    code: 'nobody_held',
    message: `period ${run.periodId} has no held people left to pay`,
    hint: 'the run shows who was paid and who is excluded',
    actions: [{ action: 'show_run', run: run.runId }],
    facts: { runId: run.runId, periodId: run.periodId },
  });
}
