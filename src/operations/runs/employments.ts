/**
 * Which employment of a person a run pays: nearly always the only one. A person who came back may have two in one
 * period, and then each has its own days and its own pay.
 *
 * A run that looks back has the dates as known now, and the pay as known to the run where it knew the employment.
 */
import type { PayTerms } from '#payslip/payslip-input.ts';
import { hasDayIn } from '#run/employments.ts';
import { earlierEmployments } from '#store/reads/earlier-employments.ts';
import type { EmployeeRow, EmploymentsRow } from '#store/reads/roster.ts';

type Paid = Pick<
  EmployeeRow,
  'hiredOn' | 'endedOn' | 'payType' | 'annualSalaryMinor' | 'hourlyRateMicro'
>;

/** The rows of the person, one for each employment with a day of the period. Never empty. */
export function employmentsIn(
  row: EmployeeRow,
  ask: {
    /** As known now; undefined: as the row says. */
    readonly dates: EmploymentsRow | undefined;
    readonly period: { readonly startOn: Temporal.PlainDate; readonly endOn: Temporal.PlainDate };
    /** Limits an employment to the days that the run pays. */
    readonly seen: (row: EmployeeRow) => EmployeeRow;
  },
): readonly [EmployeeRow, ...EmployeeRow[]] {
  const { dates = row, period, seen } = ask;
  if (row.earlier === null && dates.earlier === null) {
    return [seen(dates === row ? row : { ...row, ...datesOf(dates) })];
  }
  const known = allOf(row);
  const all = allOf(dates).map((one) => {
    const paid = known.find(({ hiredOn }) => hiredOn.equals(one.hiredOn)) ?? one;
    return seen({ ...row, ...payOf(paid), ...datesOf(one) });
  });
  const [first, ...others] = all.filter((one) => hasDayIn(one, period));
  if (first !== undefined) return [first, ...others];
  return [seen({ ...row, ...datesOf(dates) })];
}

/** The earliest first. */
function allOf(of: Paid & { readonly earlier: string | null }): readonly Paid[] {
  return of.earlier === null ? [of] : [...earlierEmployments(of.earlier), of];
}

function datesOf({ hiredOn, endedOn }: Pick<Paid, 'hiredOn' | 'endedOn'>) {
  return { hiredOn, endedOn };
}

function payOf({ payType, annualSalaryMinor, hourlyRateMicro }: Paid) {
  return { payType, annualSalaryMinor, hourlyRateMicro };
}

/** The terms for the days of these employments only, and each employment's own pay before its first dated terms. */
export function termsApart(
  employments: readonly Paid[],
  dated: readonly PayTerms[],
): readonly PayTerms[] {
  const { compare } = Temporal.PlainDate;
  const isCovered = (on: Temporal.PlainDate) =>
    dated.some(({ job, fromOn }) => job === null && compare(fromOn, on) <= 0);
  const own = employments.flatMap((one): readonly PayTerms[] =>
    isCovered(one.hiredOn)
      ? []
      : [{ job: null, fromOn: one.hiredOn, untilOn: null, ...payOf(one) }],
  );
  const all = [...own, ...dated];
  return all.flatMap((term) => {
    const later = all.filter(
      ({ job, fromOn }) => job === term.job && compare(fromOn, term.fromOn) > 0,
    );
    const ends = [...later.map(({ fromOn }) => fromOn.subtract({ days: 1 })), term.untilOn];
    return employments.flatMap(({ hiredOn, endedOn }): readonly PayTerms[] => {
      const fromOn = compare(hiredOn, term.fromOn) > 0 ? hiredOn : term.fromOn;
      const untilOn = earliest([...ends, endedOn]);
      if (untilOn !== null && compare(untilOn, fromOn) < 0) return [];
      return [{ ...term, fromOn, untilOn }];
    });
  });
}

function earliest(days: readonly (Temporal.PlainDate | null)[]): Temporal.PlainDate | null {
  const known = days.filter((day) => day !== null);
  return known.toSorted((one, other) => Temporal.PlainDate.compare(one, other))[0] ?? null;
}
