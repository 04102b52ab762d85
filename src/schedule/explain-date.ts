/**
 * Explains what a date is in a schedule: pay date, due date, deadline, bound of a period, or closed
 * day. For each of these that it is not, the answer gives the reason and the nearest such dates.
 */

import { type Answer, answer } from '#errors.ts';
import { closedBecause, knowsDay } from '#time/bank-calendar.ts';
import { dayInWords, isoOf, toEpochDay } from '#time/plain-date.ts';
import { clockChangeOn } from '#time/zone.ts';
import type { Deadline } from './deadlines.ts';
import type { PaySchedule } from './pay-schedule.ts';
import { type PlanRow } from './plan/planned.ts';
import { planSchedule } from './plan.ts';
import { mayLeaveGaps } from './seasons.ts';

export type DateTopic =
  | 'pay_date'
  | 'due_date'
  | 'input_cutoff'
  | 'approval_deadline'
  | 'period_bound'
  | 'banking_day'
  | 'working_day'
  | 'clock_change';

interface DateFact {
  readonly topic: DateTopic;
  /** Whether the date has this role. */
  readonly holds: boolean;
  readonly sentence: string;
  /** How the answer was found. */
  readonly steps: readonly string[];
}

export interface ExplainedDate {
  readonly on: Temporal.PlainDate;
  readonly facts: readonly DateFact[];
}

/** On either side: longer than any period and the distance to its pay date. */
const reachDays = 500;

/** Refusals: those of `planSchedule`. */
export function explainDate(schedule: PaySchedule, on: Temporal.PlainDate): Answer<ExplainedDate> {
  const span = { fromOn: on.subtract({ days: reachDays }), toOn: on.add({ days: reachDays }) };
  const plan = planSchedule(schedule, { ...span, by: 'end' });
  if (!plan.ok) return plan;
  const { rows } = plan.value;
  const of: Asked = { schedule, on, rows };
  return answer({
    on,
    facts: [
      payDate(of),
      dueDate(of),
      ...deadlines(of),
      periodBound(of),
      bankingDay(of),
      ...workingDay(of),
      ...clockChange(of),
    ],
  });
}

interface Asked {
  readonly schedule: PaySchedule;
  readonly on: Temporal.PlainDate;
  readonly rows: readonly PlanRow[];
}

function payDate({ on, rows }: Asked): DateFact {
  const paid = rows.find((row) => row.payOn?.equals(on) === true);
  if (paid !== undefined) {
    const sentence = `It is the pay date of the period ${spanOf(paid)}.`;
    const nominal = `The nominal pay date is ${words(paid.nominalPayOn)}.`;
    return {
      topic: 'pay_date',
      holds: true,
      sentence,
      steps: [nominal, capital(paid.payOnReason)],
    };
  }
  const nominal = rows.find((row) => row.nominalPayOn.equals(on));
  if (nominal !== undefined) {
    const to = nominal.payOn === null ? 'on an unknown day' : `on ${words(nominal.payOn)}`;
    const sentence = `It is the nominal pay date of the period ${spanOf(nominal)}, but the money arrives ${to}.`;
    return { topic: 'pay_date', holds: false, sentence, steps: [capital(nominal.payOnReason)] };
  }
  const dates = rows.flatMap((row) => (row.payOn === null ? [] : [row.payOn]));
  const sentence = `It is not a pay date. ${nearest(dates, { on, what: 'pay date' })}`;
  return { topic: 'pay_date', holds: false, sentence, steps: [] };
}

function dueDate({ schedule, on, rows }: Asked): DateFact {
  const topic = 'due_date';
  if (schedule.rule === null) {
    const sentence = 'Nothing falls due: the schedule has no automation rule.';
    return { topic, holds: false, sentence, steps: [] };
  }
  const due = rows.find((row) => row.due?.local.toPlainDate().equals(on) === true);
  if (due?.due) {
    const sentence = `The period ${spanOf(due)} falls due on this date. ${due.due.why}`;
    return { topic, holds: true, sentence, steps: due.due.steps };
  }
  const own = rows.find((row) => contains(row, on));
  const skipped = own?.marks.find(({ code }) => code === 'rule_skips_period');
  const dates = rows.flatMap((row) => (row.due === null ? [] : [row.due.local.toPlainDate()]));
  const around = nearest(dates, { on, what: 'due date' });
  const steps = [
    ...(own?.due
      ? [`This date is in the period ${spanOf(own)}. ${own.due.why}`, ...own.due.steps]
      : []),
    ...(skipped === undefined ? [] : [`Its period never falls due: ${skipped.message}`]),
  ];
  return { topic, holds: false, sentence: `No period falls due on this date. ${around}`, steps };
}

function deadlines({ on, rows }: Asked): readonly DateFact[] {
  const facts: DateFact[] = [];
  const add = (topic: DateTopic, of: { row: PlanRow; deadline: Deadline | null; name: string }) => {
    const { row, deadline, name } = of;
    if (deadline === null || !deadline.local.toPlainDate().equals(on)) return;
    const time = deadline.local.toPlainTime().toString({ smallestUnit: 'minute' });
    const sentence = `It is the ${name} of the period ${spanOf(row)}, at ${time} in ${deadline.zone}.`;
    facts.push({ topic, holds: true, sentence, steps: [capital(deadline.why)] });
  };
  for (const row of rows) {
    add('input_cutoff', { row, deadline: row.inputCutoff, name: 'input cut-off' });
    add('approval_deadline', { row, deadline: row.approvalDeadline, name: 'approval deadline' });
  }
  return facts;
}

function periodBound({ schedule, on, rows }: Asked): DateFact {
  const topic = 'period_bound';
  const row = rows.find((one) => contains(one, on));
  if (row === undefined) {
    const { startsDay, endsDay, transition, seasons } = schedule;
    const from = transition?.startDay ?? startsDay;
    const bounds = [
      ...(from === null ? [] : [`begins on ${isoOf(from)}`]),
      ...(endsDay === null ? [] : [`ends on ${isoOf(endsDay)}`]),
    ];
    const isInside = rows.some((one) => isBefore(one, on)) && rows.some((one) => isAfter(one, on));
    if (isInside && mayLeaveGaps(schedule)) {
      const gap = seasons.length > 0 ? 'it is outside of its seasons' : 'its list leaves it out';
      const sentence = `It is not in any period of the schedule: ${gap}.`;
      return { topic, holds: false, sentence, steps: [] };
    }
    const why = bounds.length === 0 ? '' : `: the schedule ${bounds.join(' and ')}`;
    return { topic, holds: false, sentence: `It is not in any period${why}.`, steps: [] };
  }
  const isFirst = row.startOn.equals(on);
  const isLast = row.endOn.equals(on);
  const place = isFirst && isLast ? 'the only day' : isFirst ? 'the first day' : 'the last day';
  const sentence =
    isFirst || isLast
      ? `It is ${place} of the period ${spanOf(row)}.`
      : `It lies inside the period ${spanOf(row)}, day ${row.startOn.until(on).days + 1} of ${row.startOn.until(row.endOn).days + 1}.`;
  return { topic, holds: isFirst || isLast, sentence, steps: [] };
}

function bankingDay({ schedule, on }: Asked): DateFact {
  const topic = 'banking_day';
  const { calendar } = schedule;
  const day = toEpochDay(on);
  if (!knowsDay(calendar, day)) {
    const sentence = `The calendar ${calendar.id} does not know ${on.year} (it knows ${calendar.firstYear} to ${calendar.lastYear}).`;
    return { topic, holds: false, sentence, steps: [] };
  }
  const because = closedBecause(calendar, day);
  const sentence =
    because === null
      ? `It is a banking day of the calendar ${calendar.id}.`
      : `It is a closed day of the calendar ${calendar.id}: ${because}.`;
  return { topic, holds: because === null, sentence, steps: [] };
}

/** For a schedule whose deadlines follow another calendar than its pay dates. */
function workingDay({ schedule, on }: Asked): readonly DateFact[] {
  const { calendar } = schedule.inputCutoff ?? schedule.approvalDeadline;
  if (calendar === schedule.calendar) return [];
  const topic = 'working_day';
  const day = toEpochDay(on);
  const name = `the calendar ${calendar.id}, which the deadlines follow`;
  if (!knowsDay(calendar, day)) {
    const sentence = `${capital(name).slice(0, -1)}, does not know ${on.year}.`;
    return [{ topic, holds: false, sentence, steps: [] }];
  }
  const because = closedBecause(calendar, day);
  const sentence =
    because === null
      ? `It is a working day of ${name}.`
      : `It is a closed day of ${name}: ${because}.`;
  return [{ topic, holds: because === null, sentence, steps: [] }];
}

function clockChange({ schedule, on }: Asked): readonly DateFact[] {
  const zones = new Set([schedule.timeZone, schedule.rule?.timeZone ?? schedule.timeZone]);
  return [...zones].flatMap((zone) => {
    const change = clockChangeOn(on, zone);
    if (change === null) return [];
    const direction = change.minutes > 0 ? 'forward' : 'back';
    const sentence = `Clocks in ${zone} go ${direction} ${Math.abs(change.minutes)} minutes on it.`;
    return [{ topic: 'clock_change' as const, holds: true, sentence, steps: [] }];
  });
}

function isBefore(row: PlanRow, on: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(row.endOn, on) < 0;
}

function isAfter(row: PlanRow, on: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(row.startOn, on) > 0;
}

function contains(row: PlanRow, on: Temporal.PlainDate): boolean {
  const { compare } = Temporal.PlainDate;
  return compare(row.startOn, on) <= 0 && compare(on, row.endOn) <= 0;
}

function nearest(
  dates: readonly Temporal.PlainDate[],
  of: { on: Temporal.PlainDate; what: string },
): string {
  const { compare } = Temporal.PlainDate;
  const before = dates.findLast((date) => compare(date, of.on) < 0);
  const after = dates.find((date) => compare(date, of.on) > 0);
  const found = [
    ...(before === undefined ? [] : [`the ${of.what} before it is ${words(before)}`]),
    ...(after === undefined ? [] : [`the next is ${words(after)}`]),
  ];
  if (found.length === 0) return `There is no ${of.what} near it.`;
  return `${capital(found.join('; '))}`;
}

function spanOf(row: PlanRow): string {
  return `${row.startOn} to ${row.endOn}`;
}

function words(date: Temporal.PlainDate): string {
  return dayInWords(toEpochDay(date));
}

/** The text with a capital first letter. */
function capital(text: string): string {
  const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return sentence.endsWith('.') ? sentence : `${sentence}.`;
}
