/**
 * United States federal payroll taxes: income tax withholding, Social Security, Medicare and FUTA.
 *
 * The pay date selects the year's tables. A pay date without a table is refused, and never
 * calculated with another year's table. State taxes are not calculated, and a company declares
 * that.
 */

import { type Answer, answer, assert, refuse } from '#errors.ts';
import type { Minor } from '#money/minor.ts';
import { percent } from '#money/rate.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import {
  closerRulesSinceEdition,
  flatRateConditionSinceEdition,
  newestEdition,
} from '#payslip/rules-editions.ts';
import type {
  OpenTaxPack,
  TaxLine,
  TaxPack,
  TaxSheet,
  TaxTable,
  TaxYear,
} from '#payslip/taxes/tax-pack.ts';
import type { GivenTables } from '#payslip/taxes/year-tables.ts';
import { exemptionOf } from './exemptions.ts';
import { explainExemption } from './explain-exemption.ts';
import { explainFica } from './explain-fica.ts';
import { type ExplainIncomeTaxAsk, explainIncomeTax } from './explain-income-tax.ts';
import { explainTipTaxes } from './explain-tip-taxes.ts';
import { federal2026 } from './federal-2026.ts';
import {
  warnOfExemption,
  warnOfFewTips,
  warnOfForm,
  warnOfNothingKnown,
} from './federal-warnings.ts';
import { type FederalFigures, type FederalYear, federalFigures } from './federal-year.ts';
import { ficaLines, futaExemptWages, type GivenWages, writeFica } from './fica.ts';
import { formerTaxes, lessFormer, writeFormer } from './imputed-income.ts';
import { type ImputedTaxes, imputedTaxes } from './imputed-taxes.ts';
import { fitWagesOf, type IncomeTaxAsk, incomeTax, onSupplementalOf } from './income-tax.ts';
import { integerFederal } from './integer-federal.ts';
import { lastDayCodes, sickLines } from './sick-pay.ts';
import type { SupplementalMethod } from './supplemental-method.ts';
import { usYearTables } from './tables/us-year-tables.ts';
import { type TipAsk, taxesTaken, tipLines, usCodesOfTips, writeNotTaken } from './tip-taxes.ts';
import { usAllowances } from './us-allowances.ts';
import { usBalances, usBringsTaxes, usRosterDeductions } from './us-columns.ts';
import { usCovered, usNotCovered } from './us-coverage.ts';
import { usExamples } from './us-examples.ts';
import { usLimits } from './us-limits.ts';
import { minimumWageOfEdition } from './us-minimum-wage.ts';
import { usOtherPayrolls } from './us-other-payrolls.ts';
import { usWeeklyOvertime } from './us-overtime.ts';
import { federalLines, usPayCodes, usTaxSubjects } from './us-pay-codes.ts';
import { usStates } from './us-states.ts';
import { type KnownYear, type UsYears, usYearsWith } from './us-years.ts';
import { w4Of } from './w4.ts';
import { w4Reader } from './w4-reader.ts';
import { withSickPay, type YearOfWages } from './year-with-sick-pay.ts';

interface UsFederalOptions {
  /** Default: `flat`. */
  readonly supplementalMethod?: SupplementalMethod;
  /** The FUTA rate of an employer without the full credit (a credit reduction state), such as `0.9`. */
  readonly futaPercent?: string;
  /** As in `PackSettings`. */
  readonly carriesTables?: boolean;
  readonly rulesEdition?: number;
  readonly given?: readonly GivenTables[];
}

const currency = 'USD';

/** Index of the income tax in `usTaxSubjects`. */
const FIT = 0;

const regularTax: TaxPack<PayslipInput>['regularTax'] = {
  tax: 'FIT',
  supplementalWages: 'SUPPLEMENTAL_WAGES',
  onSupplemental: 'FIT_ON_SUPPLEMENTAL',
  estimatedRate: percent(federal2026.supplemental.flatPercent),
};

/** The pack with the full FUTA credit and the flat rate on supplemental wages. */
export const usFederal: TaxPack<PayslipInput> = usFederalWith({});

export function usFederalWith(options: UsFederalOptions): TaxPack<PayslipInput> {
  const years = usYearsWith(options.given);
  const carries = options.carriesTables === true;
  return {
    id: 'us-federal',
    title: 'United States federal payroll taxes',
    country: 'us',
    currency,
    settings: settingsText(options),
    subjects: usTaxSubjects,
    payCodes: federalLines,
    brings: usPayCodes,
    form: w4Reader,
    rosterDeductions: usRosterDeductions,
    orders: years.orders,
    regions: usStates,
    balances: usBalances,
    bringsTaxes: usBringsTaxes,
    lastRegularPay: { wages: 'FIT_WAGES', withheld: 'FIT' },
    regularTax: hasCondition(options) ? regularTax : null,
    employerTax: {
      name: 'FUTA',
      // The rate without any credit: 26 U.S.C. 3301.
      percentMax: '6',
      usual: '0.6 % (full state credit)',
    },
    yearlyLimits: ['Social Security wage base', 'Additional Medicare'],
    // IRS Publication 15 (2026), section 13, "Wage Repayments".
    reversedPay: {
      earlierQuarter:
        'Form 941-X corrects its taxes; the deposits of that quarter stay as they were.',
      earlierYear:
        'Form 941-X corrects Social Security and Medicare only. Income tax and Additional Medicare that were withheld then are not given back, and whoever repays the pay repays its gross amount.',
    },
    regionalTaxes: 'State taxes',
    owedTo: 'IRS',
    returns: years.returns,
    otherPayrolls: usOtherPayrolls,
    with: ({
      supplementalMethod,
      employerTaxPercent,
      carriesTables,
      rulesEdition,
      given = options.given,
    }) =>
      usFederalWith({
        ...(given === undefined ? {} : { given }),
        ...(rulesEdition === undefined ? {} : { rulesEdition }),
        ...(carriesTables === true ? { carriesTables } : {}),
        ...(supplementalMethod === undefined ? {} : { supplementalMethod }),
        ...(employerTaxPercent === undefined ? {} : { futaPercent: employerTaxPercent }),
      }),
    tables: years.federal.map(({ table }) => table),
    yearTables: usYearTables(years),
    covered: usCovered,
    notCovered: usNotCovered,
    examples: usExamples,
    limits: usLimits({
      ...{ carries, years },
      hasPlans: editionOf(options) >= closerRulesSinceEdition,
    }),
    codesOfTips: usCodesOfTips,
    overtime: usWeeklyOvertime,
    earlierDays: ['MILEAGE', ...lastDayCodes],
    allowances: usAllowances({ carries, years: years.mileage }),
    minimumWage: minimumWageOfEdition(years.minimumWage, editionOf(options)),
    open: (ask) => open(ask, options),
  };
}

function editionOf({ rulesEdition = newestEdition }: UsFederalOptions): number {
  return rulesEdition;
}

function settingsText(options: UsFederalOptions): string {
  return [
    options.supplementalMethod ?? 'flat',
    options.futaPercent ?? 'full credit',
    ...(options.carriesTables === true ? ['carries tables'] : []),
    ...(options.given ?? []).map(
      ({ file, version }) =>
        `${file.year} ${version === null ? 'from a file' : `version ${version}`}`,
    ),
    ...(editionOf(options) === newestEdition ? [] : [`edition ${editionOf(options)}`]),
  ].join(' ');
}

/** Whether the flat rate depends on tax that was withheld from regular wages. */
function hasCondition(options: UsFederalOptions): boolean {
  return (
    options.supplementalMethod !== 'aggregate' &&
    editionOf(options) >= flatRateConditionSinceEdition
  );
}

/** The years with tables, for a sentence: `2023 to 2026`. */
function yearsInWords({ federal }: UsYears): string {
  return `${federal[0]?.data.year} to ${federal.at(-1)?.data.year}`;
}

function open(ask: OpenTaxPack, options: UsFederalOptions): Answer<TaxYear<PayslipInput>> {
  const years = usYearsWith(options.given);
  const known = yearFor(ask.payOn.year, { years, carries: options.carriesTables === true });
  if (known === null) return noTable(ask.payOn, years);
  if (ask.currency.code !== currency) {
    return refuse({
      family: 'invalid',
      code: 'currency_not_covered',
      message: `United States federal taxes are calculated in ${currency}, not in ${ask.currency.code}`,
      hint: `pay these employees from a company whose currency is ${currency}`,
    });
  }
  const { data, table } = known;
  return answer(taxYear(figuresFor(data, options), { ask, table, options }));
}

/** A year with its table. Where tables are carried, the last one goes on. Null: there is none. */
function yearFor(
  year: number,
  { years: { federal }, carries }: { readonly years: UsYears; readonly carries: boolean },
): KnownYear | null {
  const found = federal.find(({ data }) => data.year === year);
  if (found !== undefined) return found;
  const newest = federal.at(-1);
  if (!carries || newest === undefined || year <= newest.data.year) return null;
  const source = `${newest.table.source}, carried forward to ${year}`;
  return { data: { ...newest.data, year }, table: { ...newest.table, source } };
}

function figuresFor(data: FederalYear, { futaPercent }: UsFederalOptions): FederalFigures {
  const figures = federalFigures(data);
  if (futaPercent === undefined) return figures;
  return { ...figures, futa: { ...figures.futa, rate: percent(futaPercent) } };
}

function taxYear(
  figures: FederalFigures,
  { ask, table, options }: { ask: OpenTaxPack; table: TaxTable; options: UsFederalOptions },
): TaxYear<PayslipInput> {
  const fitSlot = ask.line('FIT').slot;
  const fitWagesSlot = ask.line('FIT_WAGES').slot;
  const supplemental = ask.line('SUPPLEMENTAL_WAGES');
  const lines = ficaLines(ask);
  const onSupplemental = ask.line('FIT_ON_SUPPLEMENTAL');
  const rulesEdition = editionOf(options);
  const ofTips = tipLines(ask);
  const incomeTaxAsk = incomeTaxAskOf(figures, ask, options);
  const taxAsk = { ficaLines: lines, figures, incomeTaxAsk, rulesEdition };
  const tipAsk = { ...taxAsk, lines: ofTips };
  const imputed = imputedTaxes(ask, taxAsk);
  const ofFica = { figures, lines };
  const slots = {
    ...{ fitSlot, fitWagesSlot, supplementalSlot: supplemental.slot },
    onSupplementalSlot: onSupplemental.slot,
  };
  const parts = { table, tipAsk, imputed, slots };
  const year: YearOfWages = {
    table,
    integers: integerFederal({ ...ofFica, ...slots, ofTips, ofImputed: imputed.lines }),
    withhold(input, { wages, elsewhere }, sheet) {
      const fitWages = fitWagesOf(wages, FIT);
      const tax = incomeTax(incomeTaxAsk, input, fitWages);
      if ('kind' in tax) return tax;
      warnOfForm(sheet, w4Of(input));
      if (tax.isNothingKnown) warnOfNothingKnown(sheet, ask.payOn);
      const exempted = exemptionOf(input, rulesEdition);
      warnOfExemption(sheet, exempted, fitWages.supplementalMinor !== 0n);
      const fica = { ...ofFica, yearToDate: input.yearToDate, exempted, ...elsewhere };
      const former = formerTaxes({ lines: imputed.lines, fica }, wages, sheet);
      if (former !== null && 'kind' in former) return former;
      const { taken, notTaken, tips } = taxesTaken(tipAsk, { input, wages, tax, elsewhere }, sheet);
      if (tips !== null && rulesEdition >= closerRulesSinceEdition) warnOfFewTips(sheet, tips);
      sheet.write(fitSlot, taken.incomeTaxMinor);
      sheet.write(fitWagesSlot, fitWages.regularMinor + fitWages.supplementalMinor);
      writeSupplemental({ supplemental, onSupplemental, rulesEdition }, sheet, {
        wagesMinor: fitWages.supplementalMinor,
        taxMinor: onSupplementalOf(tax, taken.incomeTaxMinor),
      });
      writeFica({ ...fica, taken: lessFormer(taken, former) }, wages, sheet);
      writeNotTaken(ofTips, notTaken, sheet);
      writeFormer(imputed.lines, former, sheet);
      return null;
    },
    beforeTaxes: imputed.beforeTaxes,
    afterTaxes: imputed.afterTaxes,
    afterAll: imputed.afterAll,
    explain: (input, given, sheet) => explainFederal(parts, { ...given, input, sheet }),
  };
  return withSickPay(year, { figures, lines, sick: sickLines(ask), rulesEdition });
}

interface FederalParts {
  readonly table: TaxTable;
  readonly tipAsk: TipAsk;
  readonly imputed: ImputedTaxes;
  readonly slots: Pick<
    ExplainIncomeTaxAsk,
    'fitSlot' | 'fitWagesSlot' | 'supplementalSlot' | 'onSupplementalSlot'
  >;
}

function explainFederal(
  { table, tipAsk, imputed, slots }: FederalParts,
  {
    input,
    wages,
    elsewhere,
    sheet,
  }: GivenWages & {
    readonly input: PayslipInput;
    readonly sheet: Pick<TaxSheet, 'amounts' | 'cashMinor'>;
  },
): Map<number, Explanation> {
  const { figures, ficaLines: lines, incomeTaxAsk } = tipAsk;
  const { fitSlot, fitWagesSlot } = slots;
  const fitWages = fitWagesOf(wages, FIT);
  const exempted = exemptionOf(input, tipAsk.rulesEdition);
  const fica = { figures, lines, yearToDate: input.yearToDate, exempted, ...elsewhere };
  const told = explainFica({ ...fica, table }, wages);
  const subject = { regular: wages.regular[FIT] ?? 0n, pretax: wages.pretax[FIT] ?? 0n };
  const tax = incomeTax(incomeTaxAsk, input, fitWages);
  assert(!('kind' in tax), 'only a payslip is explained');
  const paid = taxesTaken(tipAsk, { input, wages, tax, elsewhere }, sheet);
  for (const [slot, explanation] of explainIncomeTax(
    { ...incomeTaxAsk, table, ...slots },
    { input, wages: fitWages, subject, takenMinor: paid.taken.incomeTaxMinor },
  )) {
    told.set(slot, explanation);
  }
  const futaExemptMinor = futaExemptWages(fica, wages);
  explainExemption(exempted, { lines, ...slots, futaExemptMinor }, told);
  explainTipTaxes({ paid, lines: tipAsk.lines, ficaLines: lines, fitSlot }, told);
  imputed.explain({ fica, wages, sheet, wagesSlot: fitWagesSlot }, told);
  return told;
}

function writeSupplemental(
  lines: {
    readonly supplemental: TaxLine;
    readonly onSupplemental: TaxLine;
    readonly rulesEdition: number;
  },
  sheet: TaxSheet,
  { wagesMinor, taxMinor }: { readonly wagesMinor: Minor; readonly taxMinor: Minor },
): void {
  if (wagesMinor !== 0n) sheet.write(lines.supplemental.slot, wagesMinor);
  if (lines.rulesEdition < flatRateConditionSinceEdition) return;
  if (wagesMinor !== 0n || taxMinor !== 0n) sheet.write(lines.onSupplemental.slot, taxMinor);
}

function incomeTaxAskOf(
  figures: FederalFigures,
  { line }: OpenTaxPack,
  options: UsFederalOptions,
): IncomeTaxAsk {
  return {
    figures,
    supplementalMethod: options.supplementalMethod ?? 'flat',
    rulesEdition: editionOf(options),
    flatRate: figures.supplemental.flatRate,
    lines: {
      tax: line('FIT').id,
      wages: line('FIT_WAGES').id,
      supplementalWages: line('SUPPLEMENTAL_WAGES').id,
      taxOnSupplemental: line('FIT_ON_SUPPLEMENTAL').id,
    },
  };
}

function noTable(payOn: Temporal.PlainDate, years: UsYears): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'tax_table_missing',
    message: `there is no United States federal tax table for pay date ${payOn.toString()}; the tables cover ${yearsInWords(years)}`,
    hint: 'load the figures of that year, choose a pay date in the covered years, or install a version with the newer tables',
    actions: [{ action: 'load_tables' }],
    facts: { payOn: payOn.toString(), tables: years.federal.map(({ table }) => table.id) },
  });
}
