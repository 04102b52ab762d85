/**
 * Judges one period of the Django design: what its rule would have done there, what it does here, and what
 * becomes of the period.
 *
 * Only a period that the design calls completed counts as paid. One that says anything else and has payslips was
 * interrupted, or is being paid: that stops the import.
 */

import type { OldPeriod } from '#files/django/old-records.ts';
import { ruleWarnings } from '#operations/schedules/check-for-saving.ts';
import { parseRule } from '#schedule/automation-rule.ts';
import { dueInstant } from '#schedule/due-instant.ts';
import { type Frequency, parseFrequency } from '#schedule/frequency.ts';
import { type PayPeriod, payPeriodByHand } from '#schedule/pay-period.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { parsePlainDate } from '#time/plain-date.ts';
import { resolveLocal } from '#time/zone.ts';
import type { ComingFinding, ComingFindings } from './findings.ts';
import { oldMoment } from './moments.ts';
import { type OldScan, parsedRule, type Then, whatThen } from './what-then.ts';

type Outcome = 'paid_before' | 'add_active' | 'add_draft' | 'stays_behind' | 'stops';

/** What the rule does here. A run that nobody looks at is approved only if it has no blocker. */
interface Now {
  readonly code: 'due' | 'due_has_passed' | 'by_hand' | 'refused';
  readonly at: Temporal.Instant | null;
  readonly zone: string;
  readonly review: 'approve_when_clean';
}

export interface JudgedPeriod {
  /** The id of the period in the other system. */
  readonly row: string;
  /** The code of the company here. */
  readonly company: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate | null;
  readonly frequency: Frequency;
  readonly status: string;
  readonly rule: unknown;
  /** There the run was committed in the same step, and nobody looked. */
  readonly there: Then;
  readonly here: Now;
  readonly difference: 'none' | 'other_time' | 'only_now' | 'only_then';
  readonly payslips: number;
  readonly outcome: Outcome;
}

interface OldPeriodAsk {
  readonly company: CompanyRow;
  readonly calendar: BankCalendar;
  readonly scan: OldScan;
  readonly now: Temporal.Instant;
  readonly table: string;
  readonly findings: ComingFindings;
  readonly payslipsOf: (periodId: string) => number;
  readonly entryOf: (periodId: string) => Parameters<typeof whatThen>[0]['entry'];
}

/** Null: its days or its type cannot be read, which is told and stops. */
export function judgePeriod(period: OldPeriod, ask: OldPeriodAsk): JudgedPeriod | null {
  const tell = tellOf(period, ask);
  const startOn = parsePlainDate(period.startOn.slice(0, 10));
  const endOn = parsePlainDate(period.endOn.slice(0, 10));
  const payOn = period.payOn === null ? null : parsePlainDate(period.payOn.slice(0, 10));
  const frequency = parseFrequency(period.type);
  if (!frequency.ok) tell('stops', frequency.refusal.code, frequency.refusal.message);
  if (!startOn.ok || !endOn.ok || payOn?.ok === false) {
    tell('stops', 'period_dates_wrong', 'The days of the period cannot be read.');
    return null;
  }
  if (Temporal.PlainDate.compare(startOn.value, endOn.value) > 0) {
    tell('stops', 'period_dates_wrong', 'The period ends before it starts.');
    return null;
  }
  if (!frequency.ok) return null;
  const days = { startOn: startOn.value, endOn: endOn.value, payOn: payOn?.value ?? null };
  const payslips = ask.payslipsOf(period.id);
  const there = thenOf(period, { ...ask, ...days });
  const ruled = nowOf(period, { ...ask, ...days });
  const { now, refusals } = ruled;
  const isPaid = period.status === 'completed';
  const level = isPaid ? 'told' : 'left';
  for (const refusal of refusals) tell(level, refusal.code, refusal.message);
  const outcome = outcomeOf(period, { payslips, now, tell });
  if (!isPaid && outcome !== 'stops') tellDifferences(period, { there, here: now, outcome, tell });
  return {
    ...{ row: period.id, company: ask.company.code, ...days, frequency: frequency.value },
    ...{ status: period.status, rule: parsedRule(period.rule), payslips, outcome },
    ...{ there, here: now },
    difference: differenceOf(there, now),
  };
}

type Tell = (level: ComingFinding['level'], code: string, message: string) => void;

function tellOf({ id }: OldPeriod, { findings, table, company }: OldPeriodAsk): Tell {
  return (level, code, message) =>
    findings.add({ level, code, table, row: id, company: company.code, message });
}

interface Days {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate | null;
}

function thenOf(period: OldPeriod, ask: OldPeriodAsk & Days): Then {
  const isPaid = period.status === 'completed';
  const { scan, now, startOn, endOn } = ask;
  if (!isPaid && !period.isAutomated) return { code: 'automation_off', at: null, zone: scan.zone };
  const first = resolveLocal(startOn.toPlainDateTime(), scan.zone).at;
  return whatThen({
    ...{ rule: period.rule, endOn, scan, entry: ask.entryOf(period.id) },
    ...{ from: isPaid ? null : now, cronFrom: isPaid ? first : now },
  });
}

interface Told {
  readonly code: string;
  readonly message: string;
}

function nowOf(
  period: OldPeriod,
  ask: OldPeriodAsk & Days,
): { readonly now: Now; readonly refusals: readonly Told[] } {
  const zone = ask.company.timeZone;
  const without = (code: Now['code']): Now => ({
    code,
    at: null,
    zone,
    review: 'approve_when_clean',
  });
  const { calendar } = ask;
  // A rule that is off is not carried over, so it may be wrong.
  const isOff = !period.isAutomated && period.status !== 'completed';
  const rule = isOff ? null : parsedRule(period.rule);
  if (rule === null) return { now: without('by_hand'), refusals: [] };
  const byHand = payPeriodByHand({ ...ask, calendar, convention: 'preceding' });
  const parsed = parseRule(rule);
  if (!parsed.ok) {
    const issues = parsed.refusal.issues ?? [parsed.refusal];
    return { now: without('refused'), refusals: issues };
  }
  if (!byHand.ok) return { now: without('refused'), refusals: [byHand.refusal] };
  const due = dueOf(byHand.value, { ...ask, rule: parsed.value, zone });
  if (!due.ok) return { now: without('refused'), refusals: [due.refusal] };
  const { at } = due.value;
  const code = Temporal.Instant.compare(at, ask.now) <= 0 ? 'due_has_passed' : 'due';
  return { now: { ...without(code), at, zone: due.value.zone }, refusals: [] };
}

function dueOf(
  period: PayPeriod,
  ask: {
    readonly rule: Parameters<typeof ruleWarnings>[0];
    readonly zone: string;
    readonly calendar: BankCalendar;
  },
) {
  const checked = ruleWarnings(ask.rule, { kind: 'period', period, ...ask });
  return checked.ok ? dueInstant({ period, ...ask }) : checked;
}

const runningWords = ['processing', 'running', 'in_progress', 'calculating'];

function outcomeOf(
  period: OldPeriod,
  of: { readonly payslips: number; readonly now: Now; readonly tell: Tell },
): Outcome {
  const { status } = period;
  const { payslips, now, tell } = of;
  if (status === 'completed') {
    if (payslips === 0) {
      tell(
        'told',
        'completed_without_payslips',
        'The period is completed, and nobody has a payslip.',
      );
    }
    return 'paid_before';
  }
  if (runningWords.includes(status) || payslips > 0) {
    const some = `The period is ${status} and has ${payslips} payslips.`;
    tell('stops', 'run_half_finished', `${some} Finish it there, or take its payslips back.`);
    return 'stops';
  }
  if (status !== 'draft' && status !== 'active') {
    tell('stops', 'status_unknown', `The status ${status} is not one of the design.`);
    return 'stops';
  }
  if (now.code === 'refused') return 'stays_behind';
  return status === 'active' && now.code !== 'due_has_passed' ? 'add_active' : 'add_draft';
}

function tellDifferences(
  period: OldPeriod,
  of: {
    readonly there: Then;
    readonly here: Now;
    readonly outcome: Outcome;
    readonly tell: Tell;
  },
): void {
  const { there, here, outcome, tell } = of;
  if (!period.isAutomated && period.rule !== null) {
    tell('told', 'automation_was_off', 'Automation is off there, so the rule is not carried over.');
  }
  if (here.code === 'due_has_passed') {
    const message = 'Its due time has passed, so it becomes a draft. Activate it to run it.';
    tell('told', 'due_time_passed', message);
  }
  if (outcome === 'add_active' && there.at === null && here.at !== null) {
    const why = `The old system never runs it by itself (${there.code}). Paybeat runs it.`;
    tell('told', 'rule_never_ran', why);
  }
}

function differenceOf(then: Then, now: Now): JudgedPeriod['difference'] {
  if (then.at === null) return now.at === null ? 'none' : 'only_now';
  if (now.at === null) return 'only_then';
  return then.at.equals(now.at) ? 'none' : 'other_time';
}

/** The day on which the design paid a period: the day of its processing, or its last day. */
export function paidDayOf(
  period: OldPeriod,
  { zone, tell }: { readonly zone: string; readonly tell: Tell },
): Temporal.PlainDate | null {
  const given = period.payOn === null ? null : parsePlainDate(period.payOn.slice(0, 10));
  if (given?.ok === true) return given.value;
  if (period.processedAt !== null) {
    const moment = oldMoment(period.processedAt, zone);
    if (moment === null)
      tell('told', 'moment_unreadable', 'The time of its processing is unreadable.');
    else {
      if (!moment.hasZone) {
        tell(
          'told',
          'moment_without_zone',
          `The time of its processing is taken as local to ${zone}.`,
        );
      }
      return moment.day;
    }
  }
  const end = parsePlainDate(period.endOn.slice(0, 10));
  if (!end.ok) return null;
  tell('told', 'pay_day_not_known', `Its pay day is not known; ${end.value} is taken.`);
  return end.value;
}
