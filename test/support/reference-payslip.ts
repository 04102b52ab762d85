/**
 * A slow and simple calculation of a payslip. It uses fractions of dollars, and names every line of the official
 * worksheets. It shares only the printed tables with the calculation that it checks.
 *
 * It covers the employees of random-employee.ts: salaries and hours, bonuses, reimbursements, both generations of Form
 * W-4, deductions before and after tax, supplemental wages, tips, and what the other files named reference- have.
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
import { referenceExempt } from './reference-exemptions.ts';
import { bookCover, notMoney } from './reference-life.ts';
import { roomOf } from './reference-limits.ts';
import { enteredCodes, mileageOf, sickOf } from './reference-nonwage.ts';
import { referenceOrders } from './reference-orders.ts';
import { referenceWeeks } from './reference-weeks.ts';
import { worksheet } from './reference-worksheet.ts';

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
    } else if (code === 'MILEAGE') {
      for (const [of, minor] of mileageOf(item, input.period.payOn.year)) book(of, cents(minor));
    } else if (enteredCodes.has(code) || notMoney.includes(code)) {
      book(code, cents(item.amountMinor ?? 0n));
    }
  }
  const isUnpaid = employee.payType === 'hourly' && !hoursEntered;
  if (isUnpaid || !bookCover({ ...ask, book }, input)) return { kind: 'held' };
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
    ...['SHIFT_PREMIUM', 'WEEKLY_OVERTIME_PREMIUM', 'SICK_PAY'],
  ]);
  const inMoney = sum(['BONUS', 'COMMISSION', 'EXPENSE_ALLOWANCE']);
  const gross = add(regular, inMoney);
  // Income that is not money, by the taxes on it: Publication 15, sections 5 and 15; Publication 15-B, table 2-1.
  const formerCover = lines.get('GROUP_TERM_LIFE_FORMER') ?? ZERO;
  const imputedFit = sum(['IMPUTED_INCOME', 'S_CORP_HEALTH']);
  const sickPay = lines.get('THIRD_PARTY_SICK_PAY') ?? ZERO;
  const imputedFuta = sum(['IMPUTED_INCOME', 'COMPANY_CAR_NO_FIT', 'THIRD_PARTY_SICK_PAY']);
  const imputedFica = add(imputedFuta, sum(['GROUP_TERM_LIFE', 'GROUP_TERM_LIFE_FORMER']));
  const supplemental = add(add(inMoney, tips), imputedFit);

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
  const inMoneyOrTips = add(gross, tips);
  if (less(add(inMoneyOrTips, imputedFit), beforeIncomeTax)) return { kind: 'held' };
  if (less(add(inMoneyOrTips, imputedFica), beforeAllTaxes)) return { kind: 'held' };
  if (less(add(inMoneyOrTips, imputedFuta), beforeAllTaxes)) return { kind: 'held' };

  // Income tax.
  const regularLeft = minus(regular, beforeIncomeTax);
  const regularWages = larger(regularLeft, ZERO);
  const supplementalWages = less(regularLeft, ZERO) ? add(supplemental, regularLeft) : supplemental;
  const wagesOfTax = { regularWages, supplementalWages };
  const exempt = referenceExempt(input);
  const incomeTax = exempt?.incomeTax === true ? ZERO : taxOnAll(ask, input, wagesOfTax);
  if (exempt === null || incomeTax === null) return { kind: 'held' };
  book('FIT_WAGES', add(regularWages, supplementalWages));
  book('SUPPLEMENTAL_WAGES', supplementalWages);

  // Social Security, Medicare, FUTA.
  const before = (code: string): Fraction => cents(input.yearToDate.get(ask.idOf(code)) ?? 0n);
  const { socialSecurity, medicare, futa } = ask.year;
  const threshold = decimal(medicare.additionalAbove);
  const sick = sickOf(input, {
    ...{ codeOf: ask.codeOf, before: (code) => toCents(before(code)) },
    ...{ wageBase: toCents(decimal(socialSecurity.wageBase)), threshold: toCents(threshold) },
    isExemptWork: exempt.fica,
  });
  if (sick === null) return { kind: 'held' };
  book('EXEMPT_SICK_PAY', cents(sick.exempt));
  const { elsewhere } = sick;
  const lower = add(beforeAllTaxes, cents(sick.exempt));
  const ficaPay = (of: Fraction) => (exempt.fica ? ZERO : larger(minus(of, lower), ZERO));
  const wages = ficaPay(add(inMoneyOrTips, imputedFica));
  const percent = (text: string): Fraction => over(decimal(text), fraction(100n));
  const upTo = (base: string, code: string, of: Fraction): Fraction =>
    larger(smaller(of, minus(decimal(base), before(code))), ZERO);

  /** The tax on a base, of which somebody else has withheld from a part. */
  const taxOn = (base: Fraction, rate: string, part = 0n): Fraction =>
    rounded(times(larger(minus(base, cents(part)), ZERO), percent(rate)));
  const ssWages = upTo(socialSecurity.wageBase, 'SS_WAGES', wages);
  book('SS_EMPLOYER', taxOn(ssWages, socialSecurity.percent));
  book('SS_WAGES', ssWages);
  book('MEDICARE_EMPLOYER', taxOn(wages, medicare.percent));
  book('MEDICARE_WAGES', wages);
  const beforeAbove = larger(minus(before('MEDICARE_WAGES'), threshold), ZERO);
  /** The employee's taxes on some of the wages. */
  const ficaOn = (of: Fraction): Omit<Taxes, 'FIT'> => {
    const after = larger(minus(add(before('MEDICARE_WAGES'), of), threshold), ZERO);
    const upToBase = upTo(socialSecurity.wageBase, 'SS_WAGES', of);
    const above = minus(after, beforeAbove);
    return {
      SS: taxOn(upToBase, socialSecurity.percent, elsewhere.ss),
      MEDICARE: taxOn(of, medicare.percent, elsewhere.medicare),
      ADDITIONAL: taxOn(above, medicare.additionalPercent, elsewhere.above),
    };
  };
  const { SS: ss, MEDICARE: medicareTax, ADDITIONAL: additional } = ficaOn(wages);

  const futaPay = larger(minus(add(inMoneyOrTips, imputedFuta), lower), ZERO);
  const futaWages = upTo(futa.wageBase, 'FUTA_WAGES', exempt.futa ? ZERO : futaPay);
  if (exempt.futa) book('FUTA_EXEMPT_WAGES', futaPay);
  const futaRate = minus(percent(futa.percent), percent(futa.creditPercent));
  book('FUTA_EMPLOYER', rounded(times(futaWages, futaRate)));
  book('FUTA_WAGES', futaWages);

  // What is withheld.
  const due = { SS: ss, MEDICARE: medicareTax, ADDITIONAL: additional, FIT: incomeTax };
  /** Income tax on the wages without some supplemental wages. */
  const taxWithout = (left: Fraction): Fraction => {
    if (exempt.incomeTax) return ZERO;
    const ofPay = minus(regular, smaller(beforeIncomeTax, add(regular, left)));
    const own = taxOnAll(ask, input, {
      regularWages: larger(ofPay, ZERO),
      supplementalWages: less(ofPay, ZERO) ? add(left, ofPay) : left,
    });
    return own ?? ZERO;
  };
  const ownWages = ficaPay(add(gross, imputedFica));
  const taken = inOrder({
    left: minus(gross, beforeIncomeTax),
    due,
    onWages: { ...ficaOn(ownWages), FIT: smaller(taxWithout(add(inMoney, imputedFit)), incomeTax) },
    before: (tax) => before(`UNCOLLECTED_${tax}`),
    hasTips: less(ZERO, tips),
  });

  // 26 U.S.C. 3102(d): a former employee pays these with the own return.
  const withoutCover = ficaOn(larger(minus(wages, formerCover), ZERO));
  if (less(withoutCover.ADDITIONAL, additional) && less(ZERO, formerCover)) return { kind: 'held' };
  const former = {
    SS: minus(ss, withoutCover.SS),
    MEDICARE: minus(medicareTax, withoutCover.MEDICARE),
  };
  book('UNCOLLECTED_LIFE_SS', former.SS);
  book('UNCOLLECTED_LIFE_MEDICARE', former.MEDICARE);
  book('SS', minus(taken.SS, former.SS));
  book('MEDICARE', minus(taken.MEDICARE, former.MEDICARE));
  book('ADDITIONAL_MEDICARE', taken.ADDITIONAL);
  book('FIT', taken.FIT);
  for (const tax of taxNames) book(`UNCOLLECTED_${tax}`, minus(due[tax], taken[tax]));
  const onRegular = exempt.incomeTax ? ZERO : taxOnRegular(ask, input, regularWages);
  book('FIT_ON_SUPPLEMENTAL', larger(minus(taken.FIT, onRegular), ZERO));
  const withheld = Object.values(taken).reduce(add, ZERO);
  const taxes = minus(withheld, add(former.SS, former.MEDICARE));

  // Publication 15, section 13: what the pay in money does not cover, up to the taxes on other income.
  const inMoneyFica = ficaOn(
    larger(minus(wages, minus(imputedFica, add(formerCover, sickPay))), ZERO),
  );
  const restTaxes = { ...inMoneyFica, FIT: taxWithout(add(inMoney, tips)) };
  const caused = taxNames
    .map((tax) => larger(minus(due[tax], restTaxes[tax]), ZERO))
    .reduce(add, ZERO);
  const left = minus(minus(gross, beforeIncomeTax), taxes);
  const advance = larger(smaller(minus(ZERO, left), caused), ZERO);
  book('TAX_ADVANCE', advance);
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
  const ofPay = minus(gross, add(deductions, taxes));
  const owed = minus(before('TAX_ADVANCE'), before('TAX_ADVANCE_REPAID'));
  const repaid = less(owed, ZERO) ? owed : larger(smaller(owed, ofPay), ZERO);
  book('TAX_ADVANCE_REPAID', repaid);
  const other = add(sum(['REIMBURSEMENT', 'MILEAGE']), advance);
  const net = minus(add(ofPay, other), repaid);
  // What is given back pays no deduction of this payslip.
  if (less(add(net, smaller(repaid, ZERO)), ZERO)) return { kind: 'held' };
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
