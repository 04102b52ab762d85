/** The marks of a planned period: facts that deserve a look, each with a code and a sentence. */

import type { Refusal } from '#errors.ts';
import type { Deadline } from '#schedule/deadlines.ts';
import { periodsPerYear } from '#schedule/frequency.ts';
import type { PaidDay } from '#schedule/pay-period.ts';
import type { DatedPeriod, PaySchedule } from '#schedule/pay-schedule.ts';
import { counted } from '#text/counted.ts';
import {
  type BankCalendar,
  bankingDaysBefore,
  closedBecause,
  knowsDay,
} from '#time/bank-calendar.ts';
import {
  civilOf,
  dayInWords,
  type EpochDay,
  epochDayOf,
  fromEpochDay,
  isoOf,
  toEpochDay,
} from '#time/plain-date.ts';
import { clockChangesBetween } from '#time/zone.ts';
import type { Mark, MarkCode, PlanRow } from './planned.ts';

interface MarkedPeriod {
  readonly row: Omit<PlanRow, 'marks'>;
  readonly dated: DatedPeriod;
  readonly paid: PaidDay;
  /** The pay days of the periods before and after it, if dates were set by hand. Otherwise null. */
  readonly neighbours: { readonly before: EpochDay | null; readonly after: EpochDay | null };
  /** The days before it that the schedule leaves out. Null: there are none. */
  readonly gap: { readonly fromDay: EpochDay; readonly toDay: EpochDay } | null;
  /** Why a deadline or the due instant is unknown. */
  readonly refusals: readonly Refusal[];
  readonly changes: ClockChanges;
}

export function marksOf(schedule: PaySchedule, of: MarkedPeriod): readonly Mark[] {
  const moments = momentsOf(schedule, of.row);
  return [
    ...transitionMarks(schedule, of),
    ...gapMarks(of),
    ...payDateMarks(schedule, of),
    ...payOrderMarks(of),
    ...refusalMarks(of),
    ...closedDayMarks(moments),
    ...bankMarks(schedule, of),
    ...clockMarks(of.changes, moments),
    ...orderMarks(of),
  ];
}

interface MarkedTaxYear {
  readonly firstDay: EpochDay;
  /** `2026`, or `2026/27` if the year does not begin in January. */
  readonly name: string;
}

export function taxYearOf(schedule: PaySchedule, day: EpochDay): MarkedTaxYear {
  const { month, day: first } = schedule.taxYearStarts;
  const { year } = civilOf(day);
  const begins = epochDayOf({ year, month, day: first });
  const firstYear = begins <= day ? year : year - 1;
  const isCalendarYear = month === 1 && first === 1;
  return {
    firstDay: begins <= day ? begins : epochDayOf({ year: year - 1, month, day: first }),
    name: isCalendarYear
      ? `${firstYear}`
      : `${firstYear}/${String((firstYear + 1) % 100).padStart(2, '0')}`,
  };
}

/** Zone → local days with a clock change → what happens on them. */
export type ClockChanges = ReadonlyMap<string, ReadonlyMap<EpochDay, string>>;

/** The clock changes during the plan, in the zones of the schedule and of its rule. */
export function clockChangeDays(
  schedule: PaySchedule,
  span: { fromDay: EpochDay; toDay: EpochDay },
): ClockChanges {
  const bounds = { fromOn: fromEpochDay(span.fromDay), toOn: fromEpochDay(span.toDay) };
  const zones = new Set([schedule.timeZone, schedule.rule?.timeZone ?? schedule.timeZone]);
  return new Map(
    [...zones].map((zone) => [
      zone,
      new Map(
        clockChangesBetween(zone, bounds).map(({ on, minutes }) => {
          const direction = minutes > 0 ? 'forward' : 'back';
          const words = `clocks in ${zone} go ${direction} ${Math.abs(minutes)} minutes`;
          return [toEpochDay(on), words];
        }),
      ),
    ]),
  );
}

function transitionMarks(schedule: PaySchedule, of: MarkedPeriod): readonly Mark[] {
  const { transition } = schedule;
  if (transition === null || transition.startDay !== of.dated.startDay) return [];
  return [{ code: 'transition', message: `Transition period: ${transition.reason}.` }];
}

function gapMarks({ gap }: MarkedPeriod): readonly Mark[] {
  if (gap === null) return [];
  const days =
    gap.fromDay === gap.toDay
      ? `${dayInWords(gap.fromDay)} is`
      : `The days from ${dayInWords(gap.fromDay)} to ${dayInWords(gap.toDay)} are`;
  return [{ code: 'after_gap', message: `${days} in no period.` }];
}

/** The employer may work on a day on which no bank moves money. */
function bankMarks(schedule: PaySchedule, of: MarkedPeriod): readonly Mark[] {
  const { approvalDeadline: rule, calendar, stages } = schedule;
  const { approvalDeadline } = of.row;
  if (approvalDeadline === null || of.paid.kind === 'unknown') return [];
  const isStage = stages.approve === rule;
  const isOwn = rule.calendar !== calendar && rule.counted.kind === 'business_days';
  if (!isStage && !isOwn) return [];
  const wanted = isStage || rule.counted.kind !== 'business_days' ? 2 : rule.counted.days;
  const bankDay = bankingDaysBefore(calendar, { day: of.paid.day, days: wanted });
  const day = epochDayOf(approvalDeadline.local);
  const isFromPayDate = isStage || rule.from === 'pay_date';
  if (!isFromPayDate || bankDay === null || day <= bankDay) return [];
  const message = `The approval deadline, ${dayInWords(day)}, leaves the bank fewer than ${counted(wanted, 'banking day')}.`;
  return [{ code: 'approval_short_of_bank', message }];
}

function payDateMarks(schedule: PaySchedule, of: MarkedPeriod): readonly Mark[] {
  const { paid, dated, row } = of;
  const marks: Mark[] = [];
  if (paid.kind === 'unknown') {
    const message = `The calendar ${schedule.calendar.id} does not know ${dayInWords(paid.day)}.`;
    return [{ code: 'unknown_calendar_year', message }];
  }
  const year = taxYearOf(schedule, paid.day);
  const usual = periodsPerYear(schedule.frequency);
  if (row.payDateOfYear > usual) {
    const message = `This is pay date ${row.payDateOfYear} in tax year ${year.name}; a year usually has ${usual}.`;
    marks.push({ code: 'extra_pay_date', message });
  }
  const nominalYear = taxYearOf(schedule, dated.nominalDay);
  if (nominalYear.firstDay !== year.firstDay) {
    const message = `Moved from the tax year ${nominalYear.name} into ${year.name}.`;
    marks.push({ code: 'pay_date_crosses_tax_year', message });
  }
  const workYear = taxYearOf(schedule, dated.endDay);
  if (workYear.firstDay < year.firstDay) {
    const message = `Work of the tax year ${workYear.name}, paid and taxed in ${year.name}.`;
    marks.push({ code: 'paid_in_next_tax_year', message });
  }
  if (paid.change === 'by_hand') {
    marks.push({ code: 'pay_date_by_hand', message: `The pay date was ${paid.reason}.` });
  }
  const closed = knowsDay(schedule.calendar, paid.day)
    ? closedBecause(schedule.calendar, paid.day)
    : null;
  if (closed !== null) {
    const message = `The pay date ${dayInWords(paid.day)} is closed (${closed}).`;
    marks.push({ code: 'pay_date_on_closed_day', message });
  }
  return marks;
}

/** Year-to-date follows the pay dates. A period paid before an earlier one therefore counts first. */
function payOrderMarks(of: MarkedPeriod): readonly Mark[] {
  const { paid, neighbours } = of;
  if (paid.kind === 'unknown') return [];
  const marks: Mark[] = [];
  const add = (code: MarkCode, other: { place: string; day: EpochDay }) => {
    const message = `Paid on ${dayInWords(paid.day)}, ${other.place}, which is paid on ${dayInWords(other.day)}: year-to-date amounts and yearly limits follow the pay dates.`;
    marks.push({ code, message });
  };
  const { before, after } = neighbours;
  if (before !== null && paid.day < before) {
    add('pay_date_before_period_ahead', {
      place: 'before the period that precedes it',
      day: before,
    });
  }
  if (after !== null && paid.day > after) {
    add('pay_date_after_next_period', { place: 'after the next period', day: after });
  }
  return marks;
}

function refusalMarks(of: MarkedPeriod): readonly Mark[] {
  return of.refusals.map((refusal) => ({
    code: refusal.code === 'rule_skips_period' ? 'rule_skips_period' : 'unknown_calendar_year',
    message: refusal.message,
  }));
}

interface Moment {
  readonly name: string;
  readonly day: EpochDay;
  readonly zone: string;
  /** Whose closed days matter for it. */
  readonly calendar: BankCalendar;
}

function momentsOf(schedule: PaySchedule, row: Omit<PlanRow, 'marks'>): readonly Moment[] {
  const moments: Moment[] = [];
  const { calendar, inputCutoff, approvalDeadline } = schedule;
  const add = (
    moment: Pick<Deadline, 'local' | 'zone'> | null,
    of: Pick<Moment, 'name' | 'calendar'>,
  ) => {
    if (moment !== null) moments.push({ ...of, day: epochDayOf(moment.local), zone: moment.zone });
  };
  const people = inputCutoff?.calendar ?? approvalDeadline.calendar;
  add(row.inputCutoff, { name: 'input cut-off', calendar: people });
  add(row.due, { name: 'due instant', calendar });
  const isOne = row.approve !== null && row.approvalDeadline?.at.equals(row.approve.at) === true;
  if (!isOne) add(row.approve, { name: 'end of the review', calendar: people });
  add(row.approvalDeadline, { name: 'approval deadline', calendar: approvalDeadline.calendar });
  return moments;
}

function closedDayMarks(moments: readonly Moment[]): readonly Mark[] {
  return moments.flatMap(({ name, day, calendar }) => {
    const because = knowsDay(calendar, day) ? closedBecause(calendar, day) : null;
    if (because === null) return [];
    const message = `The ${name}, ${dayInWords(day)}, is on a closed day (${because}).`;
    return [{ code: 'deadline_on_closed_day' as const, message }];
  });
}

function clockMarks(changes: ClockChanges, moments: readonly Moment[]): readonly Mark[] {
  return moments.flatMap(({ name, day, zone }) => {
    const change = changes.get(zone)?.get(day);
    if (change === undefined) return [];
    const message = `On the day of the ${name}, ${isoOf(day)}, ${change}.`;
    return [{ code: 'clock_change' as const, message }];
  });
}

function orderMarks(of: MarkedPeriod): readonly Mark[] {
  const { due, approvalDeadline, inputCutoff } = of.row;
  if (due === null) return [];
  const marks: Mark[] = [];
  if (approvalDeadline !== null && Temporal.Instant.compare(due.at, approvalDeadline.at) > 0) {
    const message = 'The run opens after its approval deadline: the pay date cannot be met.';
    marks.push({ code: 'due_after_approval_deadline', message });
  }
  if (inputCutoff !== null && Temporal.Instant.compare(inputCutoff.at, due.at) > 0) {
    const message = 'The run opens before the input cut-off: later inputs would be missed.';
    marks.push({ code: 'input_cutoff_after_due', message });
  }
  if (epochDayOf(due.local) < of.dated.startDay) {
    const message = 'The run opens before the period begins.';
    marks.push({ code: 'due_before_period_start', message });
  }
  return marks;
}
