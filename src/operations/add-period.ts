/**
 * Adds one pay period by hand, as a draft, with its own rule.
 *
 * Refusals: those of `parseFrequency`, `payPeriodByHand`, `parseRule` and `dueInstant` (a cron rule
 * that names no moment of the period), period_overlaps (the same people would be covered twice).
 */
import { type Answer, answer, type Refused, refuse } from '#errors.ts';
import { parseRule } from '#schedule/automation-rule.ts';
import { dueInstant } from '#schedule/due-instant.ts';
import { parseFrequency } from '#schedule/frequency.ts';
import { type PayPeriod, payPeriodByHand } from '#schedule/pay-period.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { companyById, schedules } from '#store/reads/companies.ts';
import { type Reading, violatedConstraint } from '#store/store.ts';
import { audit } from '#store/writes/audit.ts';
import { insertPeriod, type NewDueInstant } from '#store/writes/periods.ts';
import type { BankCalendar } from '#time/bank-calendar.ts';
import { findCalendar } from '#time/calendars/built-in.ts';
import { ruleWarnings } from './check-for-saving.ts';
import { companyNotFound } from './find-company.ts';
import { localText } from './generate-periods.ts';
import { ownCalendars, periodsOfParts, savedSchedule } from './saved-schedule.ts';
import type { World } from './world.ts';

export interface AddPeriod {
  readonly companyId: number;
  readonly scheduleId: number | null;
  readonly frequency: string;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  /** Default: the last day, moved to the banking day before it where that is closed. */
  readonly payOn: Temporal.PlainDate | null;
  /** The origin's JSON; null: only run by hand. */
  readonly rule: unknown;
  readonly by: string;
}

export interface AddedPeriod {
  readonly periodId: number;
  readonly period: PayPeriod;
  readonly due: NewDueInstant | null;
  /** Of its rule, a sentence each. */
  readonly warnings: readonly string[];
}

export async function addPeriod(world: World, ask: AddPeriod): Promise<Answer<AddedPeriod>> {
  const { companyId } = ask;
  const { company, calendars, isGiven } = await world.store.read(ask, async (at) => ({
    company: await companyById(at, companyId),
    calendars: await ownCalendars(at, companyId),
    isGiven: await willBeGiven(at, ask),
  }));
  if (!company) return companyNotFound(String(companyId));
  const frequency = parseFrequency(ask.frequency);
  if (!frequency.ok) return frequency;
  const calendar = findCalendar(company.calendar, calendars);
  if (!calendar.ok) return calendar;
  const byHand = payPeriodByHand({ ...ask, calendar: calendar.value, convention: 'preceding' });
  if (!byHand.ok) return byHand;
  const period = byHand.value;
  if (isGiven) return overlaps(ask);
  const context = { period, zone: company.timeZone, calendar: calendar.value };
  const ruled = dueOfRule(ask.rule, context);
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
      await audit(tx, { companyId, actor: ask.by, action: 'period.add', subject, facts });
      return id;
    });
    return answer({ periodId, period, due, warnings });
  } catch (error) {
    if (violatedConstraint(error) !== 'pay_period_no_overlap') throw error;
    return overlaps(ask);
  }
}

/** Whether the schedule will give these days a period of its own, which does not exist yet. */
async function willBeGiven(at: Reading, ask: AddPeriod): Promise<boolean> {
  const { scheduleId, startOn, endOn } = ask;
  if (scheduleId === null) return false;
  const row = (await schedules(at)).find((one) => one.scheduleId === scheduleId);
  if (row === undefined || row.generatedTo === null) return false;
  if (Temporal.PlainDate.compare(endOn, row.generatedTo) <= 0) return false;
  const { parts } = await savedSchedule(at, row);
  const free = parts.map((part): PaySchedule => ({ ...part, convention: 'none' }));
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
    message: `a period from ${ask.startOn} to ${ask.endOn} would cover the same people twice`,
    hint: "'paybeat plan' shows the periods of their schedule; other people need a schedule of their own",
  });
}

interface Ruled {
  readonly due: NewDueInstant | null;
  readonly warnings: readonly string[];
}

function dueOfRule(
  json: unknown,
  ask: { readonly period: PayPeriod; readonly zone: string; readonly calendar: BankCalendar },
): Answer<Ruled> {
  if (json === null) return answer({ due: null, warnings: [] });
  const rule = parseRule(json);
  if (!rule.ok) return underRule(rule);
  const warnings = ruleWarnings(rule.value, { kind: 'period', ...ask });
  if (!warnings.ok) return warnings;
  const due = dueInstant({ rule: rule.value, ...ask });
  if (!due.ok) return due;
  const { local, ...rest } = due.value;
  return answer({
    due: { ...rest, local: localText(local), rule: rule.value.definition },
    warnings: warnings.value,
  });
}

/** Pointers begin at the period, of which the rule is one key. */
function underRule({ refusal }: Refused): Refused {
  const issues = (refusal.issues ?? []).map((issue) => ({
    ...issue,
    pointer: `/rule${issue.pointer}`,
  }));
  return refuse({ ...refusal, issues });
}
