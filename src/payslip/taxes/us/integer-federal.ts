/**
 * Federal taxes of a plain payslip in whole numbers. The same rules as income-tax.ts and fica.ts,
 * which name their sources.
 *
 * Not covered, and so left to them: supplemental wages, tips, group-term life cover of former employees or without its cost, taxes that
 * earlier payslips could not take or the company paid ahead, nonresident aliens, and a Form W-4 that is invalid or has an
 * amount beyond the bound.
 */

import type { Rate } from '#money/rate.ts';
import { type Division, divideWhole, type SafeIntegers, wholeOf } from '#money/safe-integers.ts';
import type { AmountsByCode } from '#payslip/amounts-by-code.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type {
  IntegerTaxableWages,
  IntegerTaxes,
  IntegerTaxSheet,
} from '#payslip/taxes/tax-pack.ts';
import type { Bracket, FederalFigures, RateColumn } from './federal-year.ts';
import { type FicaLines, FUTA, MEDICARE, SS } from './fica.ts';
import type { ImputedLines } from './imputed-income.ts';
import { type ColumnIndex, type IntegerForm, IntegerForms } from './integer-form.ts';
import { sickCodes } from './sick-pay.ts';
import { type TipLines, taxNames } from './tip-taxes.ts';
import { w4Of } from './w4.ts';

/** Index of the income tax in `usTaxSubjects`. */
const FIT = 0;

interface IntegerBracket {
  readonly atLeast: number;
  /** The tax on `atLeast`, times 100. */
  readonly hundredfold: number;
  readonly percent: number;
}

/** By the index of the column in `columns`. */
type Columns<Value> = readonly [single: Value, mfj: Value, hoh: Value];

interface IntegerRate {
  readonly numerator: number;
  readonly division: Division;
}

interface IntegerFigures {
  readonly standard: Columns<readonly IntegerBracket[]>;
  readonly step2: Columns<readonly IntegerBracket[]>;
  readonly line1g: Columns<number>;
  readonly allowance: number;
  readonly socialSecurity: IntegerRate;
  readonly socialSecurityBase: number;
  readonly medicare: IntegerRate;
  readonly additional: IntegerRate;
  readonly additionalAbove: number;
  readonly futa: IntegerRate;
  readonly futaBase: number;
}

interface IntegerFederalAsk {
  readonly figures: FederalFigures;
  readonly lines: FicaLines;
  readonly ofTips: TipLines;
  readonly ofImputed: ImputedLines;
  readonly fitSlot: number;
  readonly fitWagesSlot: number;
}

export function integerFederal(ask: IntegerFederalAsk): IntegerTaxes<PayslipInput> {
  const figures = integerFigures(ask.figures);
  const forms = new IntegerForms();
  const { lines, fitSlot, fitWagesSlot } = ask;
  const { formerCover, cover } = ask.ofImputed;
  const notCovered = [ask.ofTips.tips, formerCover, cover].flatMap((of) => (of ? [of.slot] : []));
  const carried = new CarriedTaxes([
    ...taxNames.map((name) => ask.ofTips.notTaken[name].id),
    ask.ofImputed.advance.id,
    ask.ofImputed.repaid.id,
  ]);
  return {
    uncovered: sickCodes,
    withhold(input, wages, sheet) {
      const regular = (wages.regular[FIT] ?? 0) - (wages.pretax[FIT] ?? 0);
      if (regular < 0 || wages.supplemental[FIT] !== 0) return false;
      for (const slot of notCovered) if (sheet.amounts[slot] !== 0) return false;
      if (carried.areIn(input.yearToDate)) return false;
      const form = forms.of(w4Of(input));
      if (form === null) return false;
      const { periodsPerYear } = input.period;
      const tax = form.isExempt
        ? 0
        : incomeTax(sheet.integers, figures, { form, regular, periodsPerYear });
      sheet.write(fitSlot, tax);
      sheet.write(fitWagesSlot, regular);
      withholdFica({ figures, lines, yearToDate: input.yearToDate }, wages, sheet);
      return true;
    },
  };
}

/** Whether a year-to-date has any of these pay codes. People in turn often share the list of codes. */
class CarriedTaxes {
  readonly #ids: readonly number[];
  #codes: readonly number[] = [];
  #areIn = false;

  constructor(ids: readonly number[]) {
    this.#ids = ids;
  }

  areIn({ codes }: AmountsByCode): boolean {
    if (codes === this.#codes) return this.#areIn;
    this.#codes = codes;
    this.#areIn = this.#ids.some((id) => codes.includes(id));
    return this.#areIn;
  }
}

/** Worksheet 1A, as in income-tax.ts. */
function incomeTax(
  integers: SafeIntegers,
  figures: IntegerFigures,
  ask: { readonly form: IntegerForm; readonly regular: number; readonly periodsPerYear: number },
): number {
  const { form, regular, periodsPerYear } = ask;
  if (regular === 0) return 0;
  const { column } = form;
  let annual = integers.product(regular, periodsPerYear);
  let schedule = figures.standard[column];
  if (form.allowances === null) {
    annual = integers.within(integers.within(annual + form.step4a) - form.step4b);
    if (form.step2) schedule = figures.step2[column];
    else annual -= figures.line1g[column];
  } else {
    annual -= integers.product(form.allowances, figures.allowance);
  }
  const hundredfold = annualTaxHundredfold(integers, schedule, annual) - form.credit;
  if (hundredfold <= 0) return form.extra;
  const divisor = integers.product(100, periodsPerYear);
  return divideWhole(integers.within(hundredfold), { divisor, mode: 'half_up' }) + form.extra;
}

function annualTaxHundredfold(
  integers: SafeIntegers,
  schedule: readonly IntegerBracket[],
  annual: number,
): number {
  for (let index = schedule.length - 1; index >= 0; index -= 1) {
    const row = schedule[index];
    if (row === undefined || annual < row.atLeast) continue;
    const excess = integers.product(row.percent, annual - row.atLeast);
    return integers.within(row.hundredfold + excess);
  }
  return 0;
}

interface IntegerFicaAsk {
  readonly figures: IntegerFigures;
  readonly lines: FicaLines;
  readonly yearToDate: AmountsByCode;
}

function withholdFica(
  { figures, lines, yearToDate }: IntegerFicaAsk,
  wages: IntegerTaxableWages,
  sheet: IntegerTaxSheet,
): void {
  const { integers } = sheet;
  const before = (id: number): number => integers.within(yearToDate.whole(id));

  const room = figures.socialSecurityBase - before(lines.socialSecurityWages.id);
  const ssWages = room <= 0 ? 0 : Math.min(total(wages, SS), room);
  const ss = taxOn(integers, ssWages, figures.socialSecurity);
  sheet.write(lines.socialSecurity.slot, ss);
  sheet.write(lines.socialSecurityEmployer.slot, ss);
  sheet.write(lines.socialSecurityWages.slot, ssWages);

  const medicareWages = total(wages, MEDICARE);
  const medicare = taxOn(integers, medicareWages, figures.medicare);
  sheet.write(lines.medicare.slot, medicare);
  sheet.write(lines.medicareEmployer.slot, medicare);
  sheet.write(lines.medicareWages.slot, medicareWages);
  const above = before(lines.medicareWages.id) + medicareWages - figures.additionalAbove;
  if (above > 0) {
    const taxed = Math.min(above, medicareWages);
    if (taxed > 0) {
      sheet.write(lines.additionalMedicare.slot, taxOn(integers, taxed, figures.additional));
    }
  }

  const futaRoom = figures.futaBase - before(lines.futaWages.id);
  const futaWages = futaRoom <= 0 ? 0 : Math.min(total(wages, FUTA), futaRoom);
  if (futaWages > 0) {
    sheet.write(lines.futaWages.slot, futaWages);
    sheet.write(lines.futaEmployer.slot, taxOn(integers, futaWages, figures.futa));
  }
}

function total({ regular, supplemental, pretax }: IntegerTaxableWages, subject: number): number {
  return (regular[subject] ?? 0) + (supplemental[subject] ?? 0) - (pretax[subject] ?? 0);
}

function taxOn(integers: SafeIntegers, wages: number, by: IntegerRate): number {
  return integers.mulDiv(wages, by.numerator, by.division);
}

function integerFigures(figures: FederalFigures): IntegerFigures {
  const { socialSecurity, medicare, futa } = figures;
  return {
    standard: eachColumn(figures.standard, brackets),
    step2: eachColumn(figures.step2, brackets),
    line1g: eachColumn(figures.line1gMinor, wholeOf),
    allowance: wholeOf(figures.allowanceMinor),
    socialSecurity: integerRate(socialSecurity.rate),
    socialSecurityBase: wholeOf(socialSecurity.wageBaseMinor),
    medicare: integerRate(medicare.rate),
    additional: integerRate(medicare.additionalRate),
    additionalAbove: wholeOf(medicare.additionalAboveMinor),
    futa: integerRate(futa.rate),
    futaBase: wholeOf(futa.wageBaseMinor),
  };
}

function eachColumn<From, To>(
  columns: Readonly<Record<RateColumn, From>>,
  of: (value: From) => To,
): Columns<To> {
  return [of(columns.single), of(columns.mfj), of(columns.hoh)] satisfies Record<ColumnIndex, To>;
}

function brackets(schedule: readonly Bracket[]): readonly IntegerBracket[] {
  return schedule.map(({ atLeastMinor, taxMinor, percent }) => ({
    atLeast: wholeOf(atLeastMinor),
    hundredfold: wholeOf(taxMinor * 100n),
    percent: wholeOf(percent),
  }));
}

function integerRate({ numerator, denominator }: Rate): IntegerRate {
  const division: Division = { divisor: wholeOf(denominator), mode: 'half_up' };
  return { numerator: wholeOf(numerator), division };
}
