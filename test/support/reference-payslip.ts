/**
 * A slow and simple calculation of a payslip. It uses fractions of dollars, and names every line of
 * the official worksheets. It shares only the printed tables with the calculation that it checks.
 *
 * It covers the employees of random-employee.ts: salaries and hours, bonuses, reimbursements, both
 * generations of Form W-4, and deductions by amount or percentage, before and after tax. It also
 * covers supplemental wages, at the flat rate and aggregated, and the yearly limits of a person (reference-limits.ts),
 * and tips that the employee has received already.
 */

import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { FederalYear } from '#payslip/taxes/us/federal-year.ts';
import { w4Of } from '#payslip/taxes/us/w4.ts';
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
  times,
  toCents,
  ZERO,
} from './fractions.ts';
import { roomOf } from './reference-limits.ts';
import { referenceOrders } from './reference-orders.ts';
import { referenceWeeks } from './reference-weeks.ts';

type ReferencePayslip =
  | { readonly kind: 'held' }
  | {
      readonly kind: 'payslip';
      /** Pay code → cents. Lines of zero are left out. */
      readonly lines: ReadonlyMap<string, bigint>;
      readonly netMinor: bigint;
    };

export interface ReferenceAsk {
  readonly year: FederalYear;
  readonly method: 'flat' | 'aggregate';
  /** Whether the hours have days, and weekly overtime is paid. */
  readonly hasDays?: boolean;
  readonly codeOf: (payCodeId: number) => string;
  readonly idOf: (code: string) => number;
}

const HOURS: Readonly<Record<string, Fraction>> = {
  REGULAR: fraction(1n),
  OVERTIME: fraction(3n, 2n),
  DOUBLE_TIME: fraction(2n),
};
const BEFORE_INCOME_TAX = new Set(['401K', 'SECTION125', 'HSA']);
const BEFORE_ALL_TAXES = new Set(['SECTION125', 'HSA']);

export function referencePayslip(ask: ReferenceAsk, input: PayslipInput): ReferencePayslip {
  const lines = new Map<string, Fraction>();
  const book = (code: string, amount: Fraction): void => {
    lines.set(code, add(lines.get(code) ?? ZERO, amount));
  };
  const { employee, items } = input;

  // Pay. Hours below the federal minimum wage hold the person, unless commissions and tips make up for them (29 U.S.C. 206).
  let hoursEntered = false;
  let short = ZERO;
  let isBelowCash = false;
  const hasDays = ask.hasDays === true && employee.payType === 'hourly';
  if (hasDays) referenceWeeks({ ...ask, book }, input);
  for (const item of items) {
    const code = ask.codeOf(item.payCodeId);
    const multiplier = HOURS[code];
    if (multiplier !== undefined) {
      hoursEntered = true;
      if (hasDays) continue;
      const hours = fraction(item.quantityMicro ?? 0n, 1_000_000n);
      const rate = fraction(item.rateMicro ?? employee.hourlyRateMicro ?? 0n, 1_000_000n);
      book(code, rounded(times(times(hours, rate), multiplier)));
      short = add(short, times(hours, larger(minus(decimal('7.25'), rate), ZERO)));
      isBelowCash ||= less(ZERO, hours) && less(rate, decimal('2.13'));
    } else if (hasDays && code === 'COMMISSION') {
      continue;
    } else if (['BONUS', 'COMMISSION', 'REIMBURSEMENT', 'CASH_TIPS'].includes(code)) {
      book(code, cents(item.amountMinor ?? 0n));
    }
  }
  if (employee.payType === 'hourly' && !hoursEntered) return { kind: 'held' };
  const tips = lines.get('CASH_TIPS') ?? ZERO;
  if (employee.payType === 'hourly' && !hasDays) {
    if (less(add(lines.get('COMMISSION') ?? ZERO, tips), short)) return { kind: 'held' };
    if (isBelowCash && less(ZERO, tips)) return { kind: 'held' };
  }
  if (employee.payType === 'salary') book('SALARY', salary(input));
  const sum = (codes: readonly string[]): Fraction =>
    codes.reduce((total, code) => add(total, lines.get(code) ?? ZERO), ZERO);
  const regular = sum([
    ...['SALARY', 'REGULAR', 'OVERTIME', 'DOUBLE_TIME'],
    ...['SHIFT_PREMIUM', 'WEEKLY_OVERTIME_PREMIUM'],
  ]);
  const inMoney = sum(['BONUS', 'COMMISSION']);
  const gross = add(regular, inMoney);
  const supplemental = add(inMoney, tips);

  // Deductions.
  let beforeIncomeTax = ZERO;
  let beforeAllTaxes = ZERO;
  let deductions = ZERO;
  for (const code of [...BEFORE_INCOME_TAX, 'POST_TAX', 'ROTH_401K']) {
    const own = items.filter((item) => ask.codeOf(item.payCodeId) === code);
    if (own.length === 0) continue;
    const wanted = own
      .map((item) =>
        item.amountMinor !== null
          ? cents(item.amountMinor)
          : rounded(times(gross, fraction(item.percentMicro ?? 0n, 100_000_000n))),
      )
      .reduce(add, ZERO);
    const soFar = (one: string): bigint => toCents(lines.get(one) ?? ZERO);
    const room = roomOf(code, { ...ask, input, soFar });
    const amount = room === null ? wanted : smaller(wanted, cents(room));
    book(code, amount);
    deductions = add(deductions, amount);
    if (BEFORE_INCOME_TAX.has(code)) beforeIncomeTax = add(beforeIncomeTax, amount);
    if (BEFORE_ALL_TAXES.has(code)) beforeAllTaxes = add(beforeAllTaxes, amount);
  }
  if (less(add(gross, tips), beforeIncomeTax)) return { kind: 'held' };

  // Income tax.
  const regularLeft = minus(regular, beforeIncomeTax);
  const regularWages = larger(regularLeft, ZERO);
  const supplementalWages = less(regularLeft, ZERO) ? add(supplemental, regularLeft) : supplemental;
  const wagesOfTax = { regularWages, supplementalWages };
  const incomeTax = taxOnAll(ask, input, wagesOfTax);
  if (incomeTax === null) return { kind: 'held' };
  book('FIT_WAGES', add(regularWages, supplementalWages));
  book('SUPPLEMENTAL_WAGES', supplementalWages);

  // Social Security, Medicare, FUTA.
  const before = (code: string): Fraction => cents(input.yearToDate.get(ask.idOf(code)) ?? 0n);
  const wages = minus(add(gross, tips), beforeAllTaxes);
  const { socialSecurity, medicare, futa } = ask.year;
  const percent = (text: string): Fraction => over(decimal(text), fraction(100n));
  const upTo = (base: string, code: string): Fraction =>
    larger(smaller(wages, minus(decimal(base), before(code))), ZERO);

  const ssWages = upTo(socialSecurity.wageBase, 'SS_WAGES');
  const ss = rounded(times(ssWages, percent(socialSecurity.percent)));
  book('SS_EMPLOYER', ss);
  book('SS_WAGES', ssWages);

  const medicareTax = rounded(times(wages, percent(medicare.percent)));
  book('MEDICARE_EMPLOYER', medicareTax);
  book('MEDICARE_WAGES', wages);
  const threshold = decimal(medicare.additionalAbove);
  const beforeAbove = larger(minus(before('MEDICARE_WAGES'), threshold), ZERO);
  const afterAbove = larger(minus(add(before('MEDICARE_WAGES'), wages), threshold), ZERO);
  const additional = rounded(
    times(minus(afterAbove, beforeAbove), percent(medicare.additionalPercent)),
  );

  const futaWages = upTo(futa.wageBase, 'FUTA_WAGES');
  const futaRate = minus(percent(futa.percent), percent(futa.creditPercent));
  book('FUTA_EMPLOYER', rounded(times(futaWages, futaRate)));
  book('FUTA_WAGES', futaWages);

  // What is withheld.
  const due = { SS: ss, MEDICARE: medicareTax, ADDITIONAL: additional, FIT: incomeTax };
  const ownLeft = minus(regular, smaller(beforeIncomeTax, gross));
  const ownTax = taxOnAll(ask, input, {
    regularWages: larger(ownLeft, ZERO),
    supplementalWages: less(ownLeft, ZERO) ? add(inMoney, ownLeft) : inMoney,
  });
  const ownWages = larger(minus(gross, beforeAllTaxes), ZERO);
  const ownAbove = larger(minus(add(before('MEDICARE_WAGES'), ownWages), threshold), ZERO);
  const taken = inOrder({
    left: minus(gross, beforeIncomeTax),
    due,
    onWages: {
      SS: rounded(times(smaller(ownWages, ssWages), percent(socialSecurity.percent))),
      MEDICARE: rounded(times(ownWages, percent(medicare.percent))),
      ADDITIONAL: rounded(
        times(larger(minus(ownAbove, beforeAbove), ZERO), percent(medicare.additionalPercent)),
      ),
      FIT: smaller(ownTax ?? ZERO, incomeTax),
    },
    before: (tax) => before(`UNCOLLECTED_${tax}`),
    hasTips: less(ZERO, tips),
  });
  book('SS', taken.SS);
  book('MEDICARE', taken.MEDICARE);
  book('ADDITIONAL_MEDICARE', taken.ADDITIONAL);
  book('FIT', taken.FIT);
  for (const tax of taxNames) book(`UNCOLLECTED_${tax}`, minus(due[tax], taken[tax]));
  const onRegular = taxOnRegular(ask, input, regularWages);
  book('FIT_ON_SUPPLEMENTAL', larger(minus(taken.FIT, onRegular), ZERO));
  const taxes = Object.values(taken).reduce(add, ZERO);

  // Court orders come after taxes, and before the deductions after tax.
  const ordered = referenceOrders(items, {
    disposable: larger(minus(gross, taxes), ZERO),
    takeHome: minus(minus(gross, beforeIncomeTax), taxes),
    payOn: input.period.payOn,
    periodsPerYear: input.period.periodsPerYear,
  });
  if (ordered === null) return { kind: 'held' };
  for (const [code, amount] of ordered) {
    book(code, amount);
    deductions = add(deductions, amount);
  }

  // Net.
  const net = minus(add(gross, lines.get('REIMBURSEMENT') ?? ZERO), add(deductions, taxes));
  if (less(net, ZERO)) return { kind: 'held' };
  return {
    kind: 'payslip',
    netMinor: toCents(net),
    lines: new Map(
      [...lines]
        .map(([code, amount]) => [code, toCents(amount)] as const)
        .filter(([, c]) => c !== 0n),
    ),
  };
}

const taxNames = ['SS', 'MEDICARE', 'ADDITIONAL', 'FIT'] as const;
type TaxName = (typeof taxNames)[number];
type Taxes = Readonly<Record<TaxName, Fraction>>;

/** Publication 15, section 6, "Ordering rule". The taxes as they are, if there are no tips and nothing is carried. */
function inOrder(ask: {
  readonly left: Fraction;
  readonly due: Taxes;
  readonly onWages: Taxes;
  readonly before: (tax: TaxName) => Fraction;
  readonly hasTips: boolean;
}): Taxes {
  const { due, onWages, before, hasTips } = ask;
  if (!hasTips && taxNames.every((tax) => !less(ZERO, before(tax)))) return due;
  const taken: Record<TaxName, Fraction> = {
    SS: ZERO,
    MEDICARE: ZERO,
    ADDITIONAL: ZERO,
    FIT: ZERO,
  };
  let { left } = ask;
  const take = (tax: TaxName, amount: Fraction): void => {
    const part = larger(smaller(amount, left), ZERO);
    taken[tax] = add(taken[tax], part);
    left = minus(left, part);
  };
  // The employer owes these in any case.
  const fica = ['SS', 'MEDICARE', 'ADDITIONAL'] as const;
  const first = hasTips ? onWages : due;
  for (const tax of fica) {
    taken[tax] = first[tax];
    left = minus(left, first[tax]);
  }
  take('FIT', first.FIT);
  for (const tax of fica) take(tax, add(minus(due[tax], first[tax]), before(tax)));
  take('FIT', add(minus(due.FIT, taken.FIT), before('FIT')));
  return taken;
}

/** The period's share of a salary, by calendar days for a person who is hired or leaves in it. */
function salary({ employee, period }: PayslipInput): Fraction {
  const later = (a: Temporal.PlainDate, b: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(a, b) > 0 ? a : b;
  const earlier = (a: Temporal.PlainDate, b: Temporal.PlainDate) =>
    Temporal.PlainDate.compare(a, b) < 0 ? a : b;
  const from = later(employee.hiredOn, period.startOn);
  const until = employee.endedOn === null ? period.endOn : earlier(employee.endedOn, period.endOn);
  const days = from.until(until).days + 1;
  const all = period.startOn.until(period.endOn).days + 1;
  const annual = cents(employee.annualSalaryMinor ?? 0n);
  const whole = over(annual, fraction(BigInt(period.periodsPerYear)));
  return rounded(times(whole, fraction(BigInt(days), BigInt(all))));
}

/** Publication 15, section 7. Null: the last regular pay is needed but unknown. */
function taxOnAll(
  ask: ReferenceAsk,
  input: PayslipInput,
  wages: { regularWages: Fraction; supplementalWages: Fraction },
): Fraction | null {
  const { regularWages, supplementalWages } = wages;
  const { supplemental } = ask.year;
  const paidBefore = cents(input.yearToDate.get(ask.idOf('SUPPLEMENTAL_WAGES')) ?? 0n);
  const roomBelowMillion = larger(minus(decimal(supplemental.highAbove), paidBefore), ZERO);
  const low = smaller(supplementalWages, roomBelowMillion);
  const high = minus(supplementalWages, low);
  const at = (amount: Fraction, rate: string): Fraction =>
    rounded(times(amount, over(decimal(rate), fraction(100n))));

  const mandatory = at(high, supplemental.highPercent);
  if (w4Of(input).exempt === true) return mandatory;
  const hasRegular = less(ZERO, regularWages);
  const onRegular = taxOnRegular(ask, input, regularWages);
  const mayBeFlat = less(ZERO, onRegular) || regularTaxBefore(ask, input);
  if ((ask.method === 'flat' && mayBeFlat) || !less(ZERO, low)) {
    return add(add(onRegular, at(low, supplemental.flatPercent)), mandatory);
  }
  if (hasRegular) return add(worksheet(ask.year, input, add(regularWages, low)), mandatory);
  const nobodyPaid = { wagesMinor: 0n, withheldMinor: 0n };
  const last = input.lastRegularPay ?? (regularWagesBefore(ask, input) ? null : nobodyPaid);
  if (last === null) return null;
  const together = worksheet(ask.year, input, add(cents(last.wagesMinor), low));
  return add(larger(minus(together, cents(last.withheldMinor)), ZERO), mandatory);
}

function taxOnRegular(ask: ReferenceAsk, input: PayslipInput, regularWages: Fraction): Fraction {
  if (w4Of(input).exempt === true || !less(ZERO, regularWages)) return ZERO;
  return worksheet(ask.year, input, regularWages);
}

/** The condition of the flat rate: income tax withheld from regular wages this year or last. */
function regularTaxBefore(ask: ReferenceAsk, input: PayslipInput): boolean {
  if (input.regularTax !== undefined && input.regularTax !== null) return true;
  const years = [input.regularTax === null ? undefined : input.yearToDate, input.yearBefore];
  return years.some((year) => {
    const of = (code: string) => year?.get(ask.idOf(code));
    const onSupplemental = of('FIT_ON_SUPPLEMENTAL');
    const estimated = times(cents(of('SUPPLEMENTAL_WAGES') ?? 0n), fraction(22n, 100n));
    const rest = onSupplemental === undefined ? rounded(estimated) : cents(onSupplemental);
    return less(rest, cents(of('FIT') ?? 0n));
  });
}

function regularWagesBefore(ask: ReferenceAsk, input: PayslipInput): boolean {
  return [input.yearToDate, input.yearBefore].some((year) => {
    const of = (code: string) => year?.get(ask.idOf(code)) ?? 0n;
    return of('FIT_WAGES') > of('SUPPLEMENTAL_WAGES');
  });
}

/** Publication 15-T, Worksheet 1A, line by line. Rounded to dollars and cents only at the end. */
function worksheet(year: FederalYear, input: PayslipInput, wages: Fraction): Fraction {
  const { lockIn = null } = w4Of(input);
  const own = worksheetOn(year, input, wages);
  // A lock-in letter: the larger tax counts.
  return lockIn === null
    ? own
    : larger(own, worksheetOn(year, { ...input, taxForm: lockIn }, wages));
}

function worksheetOn(year: FederalYear, input: PayslipInput, wages: Fraction): Fraction {
  const { period } = input;
  const w4 = w4Of(input);
  const column =
    w4.filingStatus === 'mfj' || w4.filingStatus === 'qss'
      ? 'mfj'
      : w4.filingStatus === 'hoh'
        ? 'hoh'
        : 'single';
  const isOldForm = w4.allowances !== null && w4.allowances !== undefined;
  const periods = fraction(BigInt(period.periodsPerYear));

  let line1a = wages;
  if (w4.nonresidentAlien === true) {
    const { from2020, before2020 } = year.nonresidentAddition;
    const perPeriod = over(decimal(isOldForm ? before2020 : from2020), periods);
    // The published tables are in tens of cents.
    line1a = add(line1a, over(rounded(over(perPeriod, fraction(10n))), fraction(1n, 10n)));
  }
  const line1c = times(line1a, periods);
  let adjusted: Fraction;
  let schedule: FederalYear['standard'];
  let line3a: Fraction;
  if (isOldForm) {
    const line1k = times(fraction(BigInt(w4.allowances ?? 0)), decimal(year.allowance));
    adjusted = larger(minus(line1c, line1k), ZERO);
    schedule = year.standard;
    line3a = ZERO;
  } else {
    const line1e = add(line1c, cents(w4.step4aMinor));
    const line1g = w4.step2 ? ZERO : decimal(year.line1g[column]);
    const line1h = add(cents(w4.step4bMinor), line1g);
    adjusted = larger(minus(line1e, line1h), ZERO);
    schedule = w4.step2 ? year.step2 : year.standard;
    line3a = cents(w4.step3Minor);
  }
  let line2g = ZERO;
  for (const [atLeast, tax, percent] of schedule[column]) {
    if (less(adjusted, decimal(atLeast))) break;
    const excess = minus(adjusted, decimal(atLeast));
    line2g = add(decimal(tax), times(excess, over(decimal(percent), fraction(100n))));
  }
  const line2h = over(line2g, periods);
  const line3b = over(line3a, periods);
  const line3c = larger(minus(line2h, line3b), ZERO);
  return rounded(add(line3c, cents(w4.step4cMinor)));
}
