/**
 * United States federal payroll taxes: income tax withholding, Social Security, Medicare, FUTA.
 *
 * The pay date picks the year's tables. A pay date without a table is refused by name, never
 * calculated with a neighbour's. States are not here: a company declares that none is calculated.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import type { Held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import { federal2023 } from './federal-2023.ts';
import { federal2024 } from './federal-2024.ts';
import { federal2025 } from './federal-2025.ts';
import { federal2026 } from './federal-2026.ts';
import { type FederalYear, federalFigures } from './federal-year.ts';
import { type FicaLines, withholdFica } from './fica.ts';
import { incomeTax } from './income-tax.ts';
import { federalLines, usTaxSubjects } from './us-pay-codes.ts';
import type {
  OpenTaxPack,
  TaxableWages,
  TaxPack,
  TaxSheet,
  TaxTable,
  TaxYear,
} from '#payslip/taxes/tax-pack.ts';

const years: readonly FederalYear[] = [federal2023, federal2024, federal2025, federal2026];

/** Position of the income tax among `usTaxSubjects`. */
const FIT = 0;

function tableOf({ year }: FederalYear): TaxTable {
  return {
    id: `us-federal-${year}`,
    fromOn: Temporal.PlainDate.from({ year, month: 1, day: 1 }, { overflow: 'reject' }),
    untilOn: Temporal.PlainDate.from({ year, month: 12, day: 31 }, { overflow: 'reject' }),
    source: `IRS Publication 15-T (${year}), percentage method tables for automated payroll systems; IRS Publication 15 (${year})`,
  };
}

const tables: readonly TaxTable[] = years.map(tableOf);

export const usFederal: TaxPack<PayslipInput> = {
  id: 'us-federal',
  title: 'United States federal payroll taxes',
  subjects: usTaxSubjects,
  payCodes: federalLines,
  tables,
  covered: [
    'Federal income tax by the percentage method, Form W-4 of 2020 or later and of 2019 or earlier',
    'Supplemental wages at the flat rate, and at the high rate above one million dollars a year',
    'Social Security up to the wage base, Medicare, Additional Medicare, FUTA at the full credit',
  ],
  notCovered: [
    'State and local taxes',
    'FUTA credit reductions of single states',
    'Pensions and annuities, household and agricultural employers, Form W-4 lock-in letters',
  ],
  open,
};

/** The years that have tables, for a sentence: `2023 to 2026`. */
export function usFederalYears(): string {
  return `${years[0]?.year} to ${years.at(-1)?.year}`;
}

function open(ask: OpenTaxPack): Answer<TaxYear<PayslipInput>> {
  const index = years.findIndex(({ year }) => year === ask.payOn.year);
  const data = years[index];
  const table = tables[index];
  if (data === undefined || table === undefined) {
    return refuse({
      family: 'invalid',
      code: 'tax_table_missing',
      message: `there is no United States federal tax table for pay date ${ask.payOn.toString()}; the tables cover ${usFederalYears()}`,
      hint: 'choose a pay date in the covered years, or install a version with the newer tables',
      facts: { payOn: ask.payOn.toString(), tables: tables.map(({ id }) => id) },
    });
  }
  if (ask.currency.code !== 'USD') {
    return refuse({
      family: 'invalid',
      code: 'currency_not_covered',
      message: `United States federal taxes are calculated in USD, not in ${ask.currency.code}`,
      hint: 'pay these employees from a company whose currency is USD',
    });
  }
  const figures = federalFigures(data);
  const withholdIncomeTax = incomeTax(figures, ask.idOf('SUPPLEMENTAL_WAGES'));
  const fit = { tax: ask.slotOf('FIT'), wages: ask.slotOf('FIT_WAGES') };
  const supplementalSlot = ask.slotOf('SUPPLEMENTAL_WAGES');
  const fica = ficaLines(ask);

  function withhold(input: PayslipInput, wages: TaxableWages, sheet: TaxSheet): Held | null {
    const regular = (wages.regular[FIT] ?? 0n) - (wages.pretax[FIT] ?? 0n);
    const supplemental = wages.supplemental[FIT] ?? 0n;
    // Deductions before tax come off the regular wages first, what is left of them off the rest.
    const fitWages = {
      regularMinor: regular < 0n ? 0n : regular,
      supplementalMinor: regular < 0n ? supplemental + regular : supplemental,
    };
    const tax = withholdIncomeTax(input, fitWages);
    if (typeof tax !== 'bigint') return tax;
    sheet.write(fit.tax, tax);
    sheet.write(fit.wages, fitWages.regularMinor + fitWages.supplementalMinor);
    if (fitWages.supplementalMinor !== 0n) {
      sheet.write(supplementalSlot, fitWages.supplementalMinor);
    }
    withholdFica({ figures, lines: fica, yearToDate: input.yearToDate }, wages, sheet);
    return null;
  }

  return answer({ table, withhold });
}

function ficaLines(ask: OpenTaxPack): FicaLines {
  const line = (code: string): { slot: number; id: number } => ({
    slot: ask.slotOf(code),
    id: ask.idOf(code),
  });
  return {
    socialSecurity: line('SS'),
    medicare: line('MEDICARE'),
    additionalMedicare: line('ADDITIONAL_MEDICARE'),
    socialSecurityEmployer: line('SS_EMPLOYER'),
    medicareEmployer: line('MEDICARE_EMPLOYER'),
    futaEmployer: line('FUTA_EMPLOYER'),
    socialSecurityWages: line('SS_WAGES'),
    medicareWages: line('MEDICARE_WAGES'),
    futaWages: line('FUTA_WAGES'),
  };
}
