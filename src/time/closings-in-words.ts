/**
 * Names, in a sentence, the closed days over which a date was moved.
 *
 * Every closing on the way is named, because each one had an effect: without Good Friday, a Sunday
 * would have moved to the Friday. A weekend is named once, or not at all if the date itself lies in
 * it.
 */

import { type BankCalendar, closedBecause } from './bank-calendar.ts';
import { dayInWords, type EpochDay, weekdayOf } from './plain-date.ts';

/** Consecutive closed days with one reason. Weekend days between them do not divide them. */
interface Closing {
  readonly firstDay: EpochDay;
  readonly lastDay: EpochDay;
  /** Null for a weekend. */
  readonly name: string | null;
}

/** The closings between two days, both included, in the order in which they are passed. */
export function closingsPassed(
  calendar: BankCalendar,
  way: { readonly fromDay: EpochDay; readonly toDay: EpochDay },
): readonly Closing[] {
  const step = way.toDay < way.fromDay ? -1 : 1;
  const found: Closing[] = [];
  for (let day = way.fromDay; day !== way.toDay + step; day += step) {
    const because = closedBecause(calendar, day);
    if (because === null) continue;
    const isWeekend = calendar.weekend.includes(weekdayOf(day));
    const name = isWeekend ? null : because;
    const last = found.at(-1);
    const before = found.at(-2);
    if (last !== undefined && last.name === name && touches(last, day)) {
      found.splice(-1, 1, widened(last, day));
    } else if (isOverWeekend({ before, last, day }) && before?.name === name) {
      found.splice(-2, 2, widened(before, day));
    } else {
      found.push({ firstDay: day, lastDay: day, name });
    }
  }
  return found;
}

/** `Sun 2024-03-31 is closed (Sunday), so is Fri 2024-03-29 (Good Friday)` */
export function closedOnTheWay(
  calendar: BankCalendar,
  way: { readonly day: EpochDay; readonly movedTo: EpochDay },
): string {
  const { day, movedTo } = way;
  const first = `${dayInWords(day)} is closed (${closedBecause(calendar, day)})`;
  const step = movedTo < day ? -1 : 1;
  if (day + step === movedTo) return first;
  const ownWeekend = calendar.weekend.includes(weekdayOf(day));
  const passed = closingsPassed(calendar, { fromDay: day + step, toDay: movedTo - step });
  const others = passed.filter((one) => !(ownWeekend && one.name === null && touches(one, day)));
  if (others.length === 0) return first;
  const isOne = others.length === 1 && others[0]?.firstDay === others[0]?.lastDay;
  const verb = isOne || others.every(({ name }) => name === null) ? 'is' : 'are';
  return `${first}, so ${verb} ${inWords(others)}`;
}

/** The named closings between a day and a number of banking days before it. Empty if there are none. */
export function countedOver(
  calendar: BankCalendar,
  count: { readonly fromDay: EpochDay; readonly toDay: EpochDay },
): string {
  return inWords(closingsPassed(calendar, count).filter(({ name }) => name !== null));
}

/** `Mon 2026-02-16 (Washington's Birthday) and the weekend`. Empty if there are none. */
export function inWords(closings: readonly Closing[]): string {
  const words = closings.map(({ firstDay, lastDay, name }) => {
    if (name === null) return 'the weekend';
    const days =
      firstDay === lastDay
        ? dayInWords(firstDay)
        : `${dayInWords(firstDay)} to ${dayInWords(lastDay)}`;
    return `${days} (${name})`;
  });
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

function touches(closing: Closing, day: EpochDay): boolean {
  return day >= closing.firstDay - 1 && day <= closing.lastDay + 1;
}

function widened(closing: Closing, day: EpochDay): Closing {
  return {
    ...closing,
    firstDay: Math.min(closing.firstDay, day),
    lastDay: Math.max(closing.lastDay, day),
  };
}

/** Whether only weekend days lie between, and no banking day. */
function isOverWeekend(of: {
  before: Closing | undefined;
  last: Closing | undefined;
  day: EpochDay;
}): boolean {
  const { before, last, day } = of;
  if (before === undefined || last?.name !== null || !touches(last, day)) return false;
  return touches(before, last.firstDay) || touches(before, last.lastDay);
}
