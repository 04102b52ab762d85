/**
 * Adds one pay period by hand, as a draft, with its own rule.
 *
 * Refusals: those of `parseFrequency`, `payPeriodByHand`, `parseRule` and `dueInstant` (a cron rule that
 * names no time in the period), period_overlaps (the same people would be covered twice), paid_before (by another
 * system). When several of the first three fail, period_invalid lists all their errors.
 */

import { actorOf } from '#caller.ts';
import {
  type Answer,
  answer,
  assert,
  type Issue,
  type Refusal,
  type Refused,
  refuse,
} from '#errors.ts';
import { companyNotFound } from '#operations/companies/company-not-found.ts';
import { ruleWarnings } from '#operations/schedules/check-for-saving.ts';
import { paidDaysFrom, refusePaidBefore } from '#operations/schedules/days-paid-before.ts';
import { localText } from '#operations/schedules/generate-periods.ts';
import {
  ownCalendars,
  periodsOfParts,
  savedSchedule,
} from '#operations/schedules/saved-schedule.ts';
import type { World } from '#operations/world.ts';
import { type AutomationRule, parseRule } from '#schedule/automation-rule.ts';
import { withoutMoves } from '#schedule/dated-periods.ts';
import { dueInstant } from '#schedule/due-instant.ts';
import { parseFrequency } from '#schedule/frequency.ts';
import { type PayPeriod, payPeriodByHand } from '#schedule/pay-period.ts';
import { companyById, schedules } from '#store/reads/companies.ts';
import { type Reading, violatedConstraint } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { insertPeriod, type NewDueInstant } from '#store/writes/periods.ts';
import { counted } from '#text/counted.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { findCalendar } from '#time/calendars/built-in.ts';

export interface AddPeriod {
  readonly companyId: number;
  readonly scheduleId: number | null;
  readonly frequency: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  /** Default: the last day or, when banks are closed on it, the business day before it. */
  readonly payOn: Temporal.PlainDate | null;
  /** The rule as JSON, in the origin's form; null for a period that only a person runs. */
  readonly rule: unknown;
}

export interface AddedPeriod {
  readonly periodId: number;
  readonly period: PayPeriod;
  readonly due: NewDueInstant | null;
  /** Warnings about its rule, one sentence each. */
  readonly warnings: readonly string[];
}

export async function addPeriod(world: World, ask: AddPeriod): Promise<Answer<AddedPeriod>> {
  const { companyId } = ask;
  const { company, calendars, isGiven, paid } = await world.store.read(ask, async (at) => ({
    company: await companyById(at, companyId),
    calendars: await ownCalendars(at, companyId),
    isGiven: await willBeGiven(at, ask),
    paid: await paidDaysFrom(at, { companyId, scheduleId: ask.scheduleId, fromOn: ask.startOn }),
  }));
  if (!company) return companyNotFound(String(companyId));
  const calendar = findCalendar(company.calendar, calendars);
  if (!calendar.ok) return calendar;
  const byHand = payPeriodByHand({ ...ask, calendar: calendar.value, convention: 'preceding' });
  const frequency = parseFrequency(ask.frequency);
  const rule = ask.rule === null ? answer(null) : parseRule(ask.rule);
  if (!frequency.ok || !byHand.ok || !rule.ok) return together(frequency, byHand, rule);
  const period = byHand.value;
  if (isGiven) return overlaps(ask);
  if (paid.share(period) !== 'none') return refusePaidBefore(period);
  const context = { period, zone: company.timeZone, calendar: calendar.value };
  const ruled = dueOfRule(rule.value, context);
  if (!ruled.ok) return ruled;
  const { due, warnings } = ruled.value;
  try {
    const periodId = await world.store.write({ companyId }, async (tx) => {
      const id = await insertPeriod(tx, {
        companyId,
        scheduleId: ask.scheduleId,
        frequency: frequency.value,
        ...period,
        status: 'draft',
        automationEnabled: due !== null,
        automationRule: due?.rule ?? null,
        catchUpDays: 7,
        due,
        byHand: true,
        whole: null,
      });
      const facts = {
        startOn: ask.startOn.toString(),
        endOn: ask.endOn.toString(),
        rule: ask.rule,
      };
      const subject = `period:${id}`;
      await audit(tx, {
        companyId,
        actor: actorOf(world.caller),
        action: 'period.add',
        subject,
        facts,
      });
      return id;
    });
    return answer({ periodId, period, due, warnings });
  } catch (error) {
    const violated = violatedConstraint(error);
    if (violated === 'pay_period_paid_before') return refusePaidBefore(period);
    if (violated !== 'pay_period_no_overlap') throw error;
    return overlaps(ask);
  }
}

/** Whether the schedule will later generate its own period for these days. */
async function willBeGiven(at: Reading, ask: AddPeriod): Promise<boolean> {
  const { scheduleId, startOn, endOn } = ask;
  if (scheduleId === null) return false;
  const row = (await schedules(at)).find((one) => one.scheduleId === scheduleId);
  if (row === undefined || row.generatedTo === null) return false;
  if (Temporal.PlainDate.compare(endOn, row.generatedTo) <= 0) return false;
  const { parts } = await savedSchedule(at, row);
  const free = parts.map(withoutMoves);
  const toOn = endOn.add({ years: 1 });
  const coming = periodsOfParts(free, { fromOn: row.generatedTo.add({ days: 1 }), toOn });
  return (
    coming.ok &&
    coming.value.periods.some(
      ({ period }) =>
        Temporal.PlainDate.compare(period.startOn, endOn) <= 0 &&
        Temporal.PlainDate.compare(period.endOn, startOn) >= 0,
    )
  );
}

function overlaps(ask: AddPeriod): Refused {
  return refuse({
    family: 'conflict',
    code: 'period_overlaps',
    message: `a period from ${ask.startOn} to ${ask.endOn} would overlap another period of the same people`,
    hint: 'to pay other people, add a schedule for them; see the existing periods',
    actions: [{ action: 'plan_schedules' }],
  });
}

interface Ruled {
  readonly due: NewDueInstant | null;
  readonly warnings: readonly string[];
}

function dueOfRule(
  rule: AutomationRule | null,
  ask: { readonly period: PayPeriod; readonly zone: string; readonly calendar: BankCalendar },
): Answer<Ruled> {
  if (rule === null) return answer({ due: null, warnings: [] });
  const warnings = ruleWarnings(rule, { kind: 'period', ...ask });
  if (!warnings.ok) return warnings;
  const due = dueInstant({ rule, ...ask });
  if (!due.ok) return due;
  const { local, ...rest } = due.value;
  return answer({
    due: { ...rest, local: localText(local), rule: rule.definition },
    warnings: warnings.value,
  });
}

/** Returns a single refusal unchanged, or combines the errors of several. Pointers start at the period. */
function together(
  frequency: Answer<unknown>,
  dates: Answer<unknown>,
  rule: Answer<unknown>,
): Refused {
  const under = { '/type': frequency, '': dates, '/rule': rule };
  const refusals = Object.entries(under).flatMap(([pointer, one]) =>
    one.ok ? [] : [pointed(one.refusal, pointer)],
  );
  const [only] = refusals;
  assert(only, 'something is refused');
  if (refusals.length === 1) return refuse(only);
  const issues = refusals.flatMap((one) => one.issues);
  return refuse({
    family: 'invalid',
    code: 'period_invalid',
    message: `the period has ${counted(issues.length, 'problem')}; nothing was added`,
    issues,
  });
}

function pointed(refusal: Refusal, pointer: string): Refusal & { issues: readonly Issue[] } {
  const { code, message, hint, actions = [] } = refusal;
  const inWords = hint === undefined ? message : `${message} ${hint}`;
  const whole: Issue = { pointer: '', code, message: inWords, actions };
  const issues = (refusal.issues ?? [whole]).map((issue) => ({
    ...issue,
    pointer: `${pointer}${issue.pointer}`,
  }));
  return { ...refusal, issues };
}
