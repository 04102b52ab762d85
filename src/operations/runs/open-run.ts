/**
 * Opens the regular run of one pay period: guards, snapshot, roster and chunks, all in one transaction.
 *
 * Refusals
 *   period_not_found   the period does not exist
 *   period_completed   it has already been paid; force does not change that
 *   period_not_active  it is a draft or was skipped
 *   in_shadow          another payroll pays it, and force does not change that
 *   period_off_cycle   it belongs to an off-cycle run, and only that run pays it
 *   run_exists         the period has a live run (the facts give its id and who opened it); force does not
 *                      change that
 *   automation_off, automation_paused, no_due_instant, not_due
 *                      the rule does not open it now; force does
 *   due_held           it is held; force opens it only if the rule about lateness is the one reason
 *   waits_in_turn      a run or due period of the same people comes first and continues by itself (the facts
 *                      say which); force does not wait
 *   missed_too_long    its due instant is older than the catch-up window; it is now held for a person
 *   missed_and_held    it is late, and its rule says if_missed: hold; it is now held for a person
 *   empty_roster       the roster of this period is empty
 *   tax_table_missing  no tax table covers its pay date
 *   invalid_pay_codes  a built-in pay code of a newer version has the same name as a company pay code
 *
 * When two callers open at once, the unique key on live regular runs per period lets one succeed.
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer, assert, type Refused, refuse } from '#errors.ts';
import { calculatorOf, payCodesAt } from '#operations/companies/pay-codes.ts';
import { periodNotFound } from '#operations/not-found.ts';
import { dueSpelled } from '#operations/schedules/due-spelled.ts';
import { actorInWords } from '#operations/who-was-first.ts';
import type { World } from '#operations/world.ts';
import { planChunks } from '#run/chunk-plan.ts';
import { aheadInWords, dueConditions, notDueBecause } from '#run/due-conditions.ts';
import { type Missed, type MissedDecision, missedDecision } from '#run/lateness.ts';
import { companyById } from '#store/reads/companies.ts';
import {
  type Ahead,
  aheadOf,
  type DueBefore,
  otherRunAhead,
  secondsInTurn,
} from '#store/reads/earlier-work.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { runById } from '#store/reads/runs.ts';
import { type Reading, violatedConstraint, type Writing } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { freezeInputRevision } from '#store/writes/companies.ts';
import { fulfilDueInstant, holdDueInstant } from '#store/writes/periods.ts';
import { insertExclusions, insertRun, lockPeriod, shareScheduleOf } from '#store/writes/runs.ts';
import { heldInSpite, inShadowRefused, isHeldByPerson, isInShadow } from './not-even-by-force.ts';
import { newRun, openedRow } from './opened-run.ts';
import { planRoster } from './plan-roster.ts';
import { planWarnings } from './plan-warnings.ts';
import { hasNotRead } from './unread-inputs.ts';

export interface OpenRun {
  readonly companyId: number;
  readonly periodId: number;
  /** Overrides the rule and the automation flag, nothing else. */
  readonly force?: { readonly reason: string };
  /** Accepts lateness, even when the period is held for it. Every other obstacle still refuses. */
  readonly late?: { readonly reason: string };
  /** Due periods that count as ahead of this one, in addition to runs. When absent, only runs count. */
  readonly dueBefore?: DueBefore;
}

export interface OpenedRun {
  readonly runId: number;
  readonly periodId: number;
  readonly rosterCount: number;
  readonly chunkCount: number;
}

export async function openRun(world: World, ask: OpenRun): Promise<Answer<OpenedRun>> {
  try {
    const opened = await world.store.write({ companyId: ask.companyId }, (tx) =>
      openInTransaction(tx, { ...ask, world }),
    );
    if (opened.ok) {
      const { runId, periodId, rosterCount, chunkCount } = opened.value;
      world.telemetry.emit({
        kind: 'run_opened',
        runId,
        periodId,
        roster: rosterCount,
        chunks: chunkCount,
      });
    }
    return opened;
  } catch (error) {
    if (violatedConstraint(error) !== 'pay_run_one_live_regular') throw error;
    return world.store.read(ask, async (at) => {
      const period = await periodById(at, ask.periodId);
      return period ? runExists(at, period) : periodNotFound(ask.periodId);
    });
  }
}

async function openInTransaction(
  tx: Writing,
  ask: OpenRun & { readonly world: World },
): Promise<Answer<OpenedRun>> {
  const { companyId, periodId } = ask;
  // Locks the schedule before the period, so that a pause or change of the schedule in progress finishes
  // first.
  await shareScheduleOf(tx, periodId);
  const locked = await lockPeriod(tx, periodId);
  const period = locked && (await periodById(tx, periodId));
  if (!period) return periodNotFound(periodId);
  const refusal = await guard(tx, period, ask);
  if (refusal) return refusal;

  const revision = await freezeInputRevision(tx, companyId);
  const plan = await planRoster(tx, { period, revision });
  if (plan.rosterCount === 0) return emptyRoster(period);
  const { calculated: employeeIds } = plan;
  const ahead = ask.force
    ? null
    : ((await aheadOf(tx, ask)) ?? (await otherRunAhead(tx, { place: period, employeeIds })));
  if (ahead) return waitsInTurn(periodId, ahead);
  const company = await companyById(tx, companyId);
  assert(company, `company ${companyId} is there`);
  const { currency } = company;
  const codes = await payCodesAt(tx, { companyId, currency, revision });
  if (!codes.ok) return codes;
  const settings = await paySettingsAt(tx, { companyId, revision });
  const { payOn } = period;
  const calculator = calculatorOf(codes.value, { currency, payOn, hasBasePay: true, settings });
  if (!calculator.ok) return calculator;
  const chunks = planChunks(plan.calculated, ask.world.settings.chunkSize);
  const openedBy = actorOf(ask.world.caller);
  const planned = await planWarnings(tx, { place: period, revision, employeeIds });
  const warnings = [...planned, ...plan.warnings];
  const { stateTax } = company;
  const of = { revision, stateTax, openedBy, warnings, plan, chunks, settings };
  const opening = { period, ...of, ...ask };
  const runId = await insertRun(tx, newRun(opening));
  await insertExclusions(tx, { companyId, runId, excluded: plan.excluded });
  await fulfilDueInstant(tx, { periodId, runId });
  await audit(tx, openedRow(runId, opening));
  return answer({ runId, periodId, rosterCount: plan.rosterCount, chunkCount: chunks.length });
}

/**
 * The reason to refuse the opening; null when there is none. It does not check whether the period has to wait
 * for its turn. Side effect: holds a missed due instant.
 */
async function guard(
  tx: Writing,
  period: PeriodRow,
  ask: OpenRun & { readonly world: World },
): Promise<Refused | null> {
  if (period.status === 'completed') return periodCompleted(tx, period);
  if (period.kind !== 'regular') return periodOffCycle(period);
  if (period.status !== 'active') return periodNotActive(period);
  if (isInShadow(period)) return inShadowRefused(period);
  if (period.liveRunId !== null) return runExists(tx, period);
  if (ask.force) return isHeldByPerson(period) ? heldInSpite(period) : null;
  const isLet = ask.late !== undefined && period.isHeldLate === true;
  const seen = isLet ? { ...period, dueState: 'waiting' as const, dueHeldWhy: null } : period;
  const missing = notDueBecause(dueConditions(dueFactsOf(seen, null)));
  if (missing) return notDue(period, missing, ask);
  if (ask.late) return null;
  const decision = await whatIsMissed(tx, period);
  if (decision.kind === 'run') return null;
  const { why } = decision;
  await holdDueInstant(tx, { periodId: period.periodId, why, isLate: true });
  await audit(tx, {
    companyId: ask.companyId,
    actor: actorOf(ask.world.caller),
    action: 'due_instant.hold',
    subject: `period:${period.periodId}`,
    facts: { why },
  });
  ask.world.telemetry.emit({ kind: 'period_held', periodId: period.periodId, why });
  return refuse({
    family: 'conflict',
    code: decision.code,
    message: `period ${period.periodId} was due at ${dueSpelled(period)}; ${why}, so it is held`,
    hint: 'check the period, then release it',
    actions: [{ action: 'run_late', period: period.periodId }],
    facts: { periodId: period.periodId },
  });
}

/** Decides what happens to a due period when nothing else prevents it from opening. */
export async function whatIsMissed(at: Reading, period: PeriodRow): Promise<MissedDecision> {
  const facts = missedFactsOf(period);
  const decision = missedDecision(facts);
  // The catch-up window counts every day, whatever the reason.
  if (decision.kind === 'run' || decision.code === 'missed_too_long') return decision;
  // The time spent on runs ahead of this period does not count as lateness.
  const inTurnSeconds = await secondsInTurn(at, period);
  return missedDecision({ ...facts, lateSeconds: facts.lateSeconds - inTurnSeconds });
}

export function missedFactsOf(period: PeriodRow): Missed {
  return {
    lateSeconds: period.sinceDueSeconds ?? 0,
    ifMissed: period.ifMissed ?? 'run',
    catchUpDays: period.catchUpDays,
    opens: period.dueOpens ?? 'due_instant',
    isReleased: period.isReleased ?? false,
  };
}

export function dueFactsOf(period: PeriodRow, ahead: Ahead | null) {
  return {
    status: period.status,
    automationEnabled: period.automationEnabled,
    isInShadow: isInShadow(period),
    pausedWhy: period.pausedAt === null ? null : (period.pausedWhy ?? 'no reason given'),
    due:
      period.dueState === null
        ? null
        : {
            state: period.dueState,
            heldWhy: period.dueHeldWhy,
            hasCome: period.dueHasCome ?? false,
            spelled: dueSpelled(period),
          },
    liveRunId: period.liveRunId,
    ahead,
  };
}

const notDueCodes = {
  active: 'period_not_active',
  not_in_shadow: 'in_shadow',
  automated: 'automation_off',
  not_paused: 'automation_paused',
  has_due_instant: 'no_due_instant',
  not_held: 'due_held',
  due_time_arrived: 'not_due',
  no_live_run: 'run_exists',
  in_turn: 'waits_in_turn',
} as const;

export function waitsInTurn(periodId: number, ahead: Ahead): Refused {
  return refuse({
    family: 'conflict',
    code: 'waits_in_turn',
    message: `period ${periodId} waits for ${aheadInWords(ahead)}`,
    hint: 'it starts after that; you do not need to do anything',
    facts: { periodId, aheadPeriodId: ahead.periodId, aheadRunId: ahead.runId },
  });
}

function notDue(
  { periodId: period, isHeldLate }: PeriodRow,
  missing: { readonly code: keyof typeof notDueCodes; readonly sentence: string },
  { late }: Pick<OpenRun, 'late'>,
): Refused {
  const common = {
    family: 'conflict',
    code: notDueCodes[missing.code],
    facts: { periodId: period },
  } as const;
  const isByHand = missing.code === 'automated' || missing.code === 'has_due_instant';
  if (late && isByHand) {
    return refuse({
      ...common,
      message: `period ${period} runs by hand, so it cannot be late: ${missing.sentence}`,
      hint: 'run it with force instead',
      actions: [{ action: 'force_period', period, ...late }],
    });
  }
  if (missing.code === 'not_held') {
    const release = { action: 'release_period', period } as const;
    const message = `period ${period} was not run: ${missing.sentence}`;
    const isForceable = isHeldLate === true;
    return isForceable
      ? refuse({
          ...common,
          message,
          hint: 'release it to run it when it is due, or run it anyway',
          actions: [release, { action: 'force_period', period }],
        })
      : refuse({
          ...common,
          message,
          hint: 'release it to run it when it is due',
          actions: [release],
        });
  }
  return refuse({
    ...common,
    message: `period ${period} is not due: ${missing.sentence}`,
    hint: 'see what it waits for, or run it anyway',
    actions: [
      { action: 'explain_period', period },
      { action: 'force_period', period },
    ],
  });
}

async function periodCompleted(at: Reading, period: PeriodRow): Promise<Refused> {
  const { who, facts } = await firstToOpen(at, period);
  return refuse({
    family: 'conflict',
    code: 'period_completed',
    message: `period ${period.periodId} is already paid, by ${who}`,
    hint: 'to correct what was paid, make an off-cycle run, or enter the correction in the next period',
    actions: [{ action: 'run_off_cycle', company: period.companyCode }],
    facts,
  });
}

async function firstToOpen(at: Reading, period: PeriodRow) {
  const { periodId, liveRunId: runId } = period;
  const run = runId === null ? null : await runById(at, runId);
  const act = run && { actor: run.openedBy, at: run.openedAt };
  const who = act ? `run ${runId}, opened by ${actorInWords(act)}` : 'another run';
  const opener = run ? { openedBy: run.openedBy, openedAt: run.openedAt.toString() } : {};
  return { who, facts: { periodId, runId, ...opener } };
}

function periodNotActive(period: PeriodRow): Refused {
  const why = period.statusWhy === null ? '' : ` (${period.statusWhy})`;
  return refuse({
    family: 'conflict',
    code: 'period_not_active',
    message: `period ${period.periodId} is ${period.status}${why}; only active periods run`,
    ...(period.status === 'draft'
      ? {
          hint: 'activate it first',
          actions: [{ action: 'activate_period', period: period.periodId }],
        }
      : {}),
    facts: { periodId: period.periodId, status: period.status },
  });
}

export function periodOffCycle({ periodId, companyCode: company }: PeriodRow): Refused {
  return refuse({
    family: 'conflict',
    code: 'period_off_cycle',
    message: `period ${periodId} belongs to an off-cycle run`,
    hint: 'make a new off-cycle run',
    actions: [{ action: 'run_off_cycle', company }],
    facts: { periodId },
  });
}

/** A committed run is final, so only another run can be voided. */
function lookOrStartOver({ liveRunId: run, liveRunState }: PeriodRow) {
  if (run === null) return { hint: 'look again', actions: [{ action: 'list_runs' }] } as const;
  const show = { action: 'show_run', run } as const;
  if (liveRunState === 'committed') return { hint: 'see the run', actions: [show] };
  const hint = 'see the run, or void it to start over';
  return { hint, actions: [show, { action: 'void_run', run } as const] };
}

async function runExists(at: Reading, period: PeriodRow): Promise<Refused> {
  const { periodId, liveRunId, liveRunState } = period;
  const { who, facts } = await firstToOpen(at, period);
  const exists = {
    family: 'conflict',
    code: 'run_exists',
    message: `period ${periodId} already has a run: ${who}`,
  } as const;
  const run = liveRunId === null ? null : await runById(at, liveRunId);
  const isWaiting = liveRunState === 'review' || liveRunState === 'failed';
  if (run === null || !isWaiting || !(await hasNotRead(at, run))) {
    return refuse({ ...exists, ...lookOrStartOver(period), facts });
  }
  return refuse({
    ...exists,
    hint: 'new inputs arrived after it was calculated; recalculate it',
    actions: [{ action: 'recalculate_run', run: run.runId }],
    facts: { ...facts, inputsCameSince: true },
  });
}

function emptyRoster({ periodId, ...of }: PeriodRow): Refused {
  const { scheduleCode: schedule, companyCode: company } = of;
  const where = schedule ? `schedule ${schedule}` : 'no schedule';
  return refuse({
    family: 'conflict',
    code: 'empty_roster',
    message: `nobody to pay in period ${periodId}: no employee has ${where}`,
    hint: 'import a roster',
    actions: [{ action: 'import_roster', schedule, company }],
    facts: { periodId },
  });
}
