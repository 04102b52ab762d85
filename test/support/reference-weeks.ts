/**
 * Weekly overtime, slowly: 29 CFR 778.104 to 778.117. Each workweek from Sunday to Saturday is counted by itself. The
 * hours above forty are the last ones of the week. They earn half of the regular rate on top: all pay of the week,
 * divided by all hours worked in it.
 *
 * Where every hour has one rate and there is no other pay, the overtime hours are paid at one and a half times that rate.
 * Each item is rounded there. Otherwise the extra half of a week is rounded once.
 */
import type { PayItem, PayslipInput } from '#payslip/payslip-input.ts';
import {
  add,
  cents,
  decimal,
  type Fraction,
  fraction,
  larger,
  less,
  minus,
  over,
  rounded,
  smaller,
  sumOf,
  times,
  ZERO,
} from './fractions.ts';

interface WeeksAsk {
  readonly codeOf: (payCodeId: number) => string;
  readonly book: (code: string, amount: Fraction) => void;
}

interface Hours {
  readonly day: Temporal.PlainDate;
  readonly hours: Fraction;
  readonly rate: Fraction;
  /** The run before pays them. */
  readonly isBefore: boolean;
}

const half = fraction(1n, 2n);

/** Books the pay of all hours with days, and of the other pay of these days. */
export function referenceWeeks({ codeOf, book }: WeeksAsk, input: PayslipInput): void {
  const { employee, period, items, worked } = input;
  const own = employee.hourlyRateMicro ?? 0n;
  const micro = (value: bigint): Fraction => fraction(value, 1_000_000n);
  const hoursOf = (all: readonly PayItem[], isBefore: boolean): Hours[] =>
    all
      .filter((item) => codeOf(item.payCodeId) === 'REGULAR')
      .map(({ workedOn, quantityMicro, rateMicro }) => ({
        ...{ day: workedOn ?? period.endOn, isBefore },
        ...{ hours: micro(quantityMicro ?? 0n), rate: micro(rateMicro ?? own) },
      }));
  const all = [...hoursOf(worked?.items ?? [], true), ...hoursOf(items, false)];
  all.sort((a, b) => Temporal.PlainDate.compare(a.day, b.day));
  const other = items.flatMap(({ payCodeId, workedOn, quantityMicro, rateMicro, amountMinor }) => {
    const code = codeOf(payCodeId);
    const day = workedOn ?? null;
    if (day === null || (code !== 'SHIFT_PREMIUM' && code !== 'COMMISSION')) return [];
    const premium = times(micro(quantityMicro ?? 0n), micro(rateMicro ?? 1_000_000n));
    const amount = code === 'COMMISSION' ? cents(amountMinor ?? 0n) : premium;
    book(code, rounded(amount));
    return less(ZERO, amount) ? [{ day, amount }] : [];
  });
  const sundayOf = (day: Temporal.PlainDate) =>
    day.subtract({ days: day.dayOfWeek % 7 }).toString();
  for (const [sunday, week] of Map.groupBy(all, ({ day }) => sundayOf(day))) {
    const saturday = Temporal.PlainDate.from(sunday).add({ days: 6 });
    // The run of the period in which a workweek ends pays its overtime.
    const isPaidHere =
      Temporal.PlainDate.compare(saturday, period.startOn) >= 0 &&
      Temporal.PlainDate.compare(saturday, lastDay(input)) <= 0;
    const more = other.filter(({ day }) => sundayOf(day) === sunday).map(({ amount }) => amount);
    payWeek(book, { week, more: isPaidHere ? more : [], isPaidHere });
  }
}

/** Somebody who leaves has no later period in which the last workweek could end. */
function lastDay({ employee, period, worked }: PayslipInput): Temporal.PlainDate {
  const { endedOn } = employee;
  const leaves = endedOn !== null && Temporal.PlainDate.compare(endedOn, period.endOn) <= 0;
  if (worked !== undefined || !leaves) return period.endOn;
  const later = endedOn.add({ days: 6 });
  return Temporal.PlainDate.compare(later, period.endOn) > 0 ? later : period.endOn;
}

function payWeek(
  book: WeeksAsk['book'],
  of: {
    readonly week: readonly Hours[];
    readonly more: readonly Fraction[];
    readonly isPaidHere: boolean;
  },
): void {
  const { week, more, isPaidHere } = of;
  const total = sumOf(week.map(({ hours }) => hours));
  const overtime = isPaidHere ? larger(minus(total, decimal('40')), ZERO) : ZERO;
  const [first] = week;
  const isOneRate = week.every(
    ({ rate }) => first !== undefined && !less(rate, first.rate) && !less(first.rate, rate),
  );
  const isPlain = isOneRate && more.length === 0;
  let toFind = overtime;
  let hasOwn = false;
  for (const { hours, rate, isBefore } of week.toReversed()) {
    const late = smaller(hours, toFind);
    toFind = minus(toFind, late);
    const early = minus(hours, late);
    if (isBefore) {
      if (isPlain) book('WEEKLY_OVERTIME_PREMIUM', rounded(times(times(late, rate), half)));
      continue;
    }
    book('REGULAR', rounded(times(early, rate)));
    if (!less(ZERO, late)) continue;
    hasOwn = true;
    book('OVERTIME', rounded(times(times(late, rate), isPlain ? fraction(3n, 2n) : fraction(1n))));
  }
  if (isPlain || !less(ZERO, overtime)) return;
  const pay = add(sumOf(week.map(({ hours, rate }) => times(hours, rate))), sumOf(more));
  const regularRate = over(pay, total);
  book(
    hasOwn ? 'OVERTIME' : 'WEEKLY_OVERTIME_PREMIUM',
    rounded(times(times(regularRate, overtime), half)),
  );
}
