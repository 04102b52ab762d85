/**
 * The tax pack of an invented country. It has one tax of 10 % on wages above an allowance, and half
 * of it for people who live elsewhere. Its currency has no decimals.
 *
 * It is the smallest tax pack that the contract of taxes/tax-pack.ts allows.
 */

import { z } from 'zod';
import { answer, refuse } from '#errors.ts';
import type { Minor } from '#money/minor.ts';
import { percent, rate } from '#money/rate.ts';
import { mulDiv } from '#money/rounding.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { held } from '#payslip/payslip.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { FormCells, TaxFormReader } from '#payslip/taxes/tax-form.ts';
import type { TaxableWages, TaxPack, TaxTable } from '#payslip/taxes/tax-pack.ts';

/** The declarations that people in this country can make. */
const residences = ['here', 'elsewhere'] as const;
type Residence = (typeof residences)[number];

const shape = z.strictObject({ residence: z.enum(residences) });

const residenceForm: TaxFormReader = {
  columns: ['residence'],
  required: ['residence'],
  fromCells: (cells: FormCells) => ({
    residence: cells.requiredChoice('residence', { words: residences, code: 'unknown_residence' }),
  }),
  key: 'declared',
  shape,
  fromJson: (json) => shape.parse(json),
  inForce: (form) => form,
};

function residenceOf({ taxForm }: PayslipInput): Residence | null {
  return residences.find((one) => one === taxForm['residence']) ?? null;
}

const tables = [
  { year: 2030, allowanceMinor: 1_000n },
  { year: 2031, allowanceMinor: 1_200n },
].map(({ year, allowanceMinor }) => ({
  allowanceMinor,
  table: {
    id: `made-up-${year}`,
    fromOn: new Temporal.PlainDate(year, 1, 1),
    untilOn: new Temporal.PlainDate(year, 12, 31),
    source: `Gazette of the Made-Up Country, ${year}`,
    figures: { allowance: String(allowanceMinor) },
  } satisfies TaxTable,
}));

const written = { amount: { by: 'tax_pack' }, journalAccount: 'taxes_payable' } as const;

const withheldHere = ['WAGE_TAX'];

const payCodes: readonly PayCodeDefinition[] = [
  { id: 500, code: 'WAGE_TAX', kind: 'tax', title: 'Wage tax', ...written },
  { id: 501, code: 'TAXED_WAGES', kind: 'information', title: 'Taxed wages', ...written },
];

export const madeUpCountry: TaxPack<PayslipInput> = {
  id: 'made-up',
  title: 'Made-Up wage tax',
  country: 'xx',
  currency: 'JPY',
  settings: '',
  subjects: withheldHere,
  payCodes,
  brings: [
    {
      id: 502,
      code: 'PENSION_FUND',
      kind: 'deduction',
      title: 'Pension fund',
      amount: { by: 'percent', of: ['gross'] },
      exemptFrom: withheldHere,
      journalAccount: 'pensions',
    },
    ...payCodes,
  ],
  form: residenceForm,
  rosterDeductions: [{ payCode: 'PENSION_FUND', percent: 'pension_pct', amount: 'pension_amount' }],
  regions: null,
  balances: new Map([['WAGE_TAX', { withheld: 'WAGE_TAX', wages: 'TAXED_WAGES', isNeeded: true }]]),
  lastRegularPay: null,
  regularTax: null,
  employerTax: null,
  yearlyLimits: [],
  limits: null,
  yearTables: null,
  reversedPay: { earlierQuarter: '', earlierYear: '' },
  regionalTaxes: null,
  owedTo: 'Made-Up Treasury',
  returns: null,
  otherPayrolls: null,
  with: () => madeUpCountry,
  tables: tables.map(({ table }) => table),
  covered: [
    { id: 'wage_tax', what: 'Wage tax of 10 %', source: 'Made-Up Tax Act', isYearly: true },
  ],
  examples: [],
  notCovered: ['Everything else'],
  overtime: {
    hoursMicro: 35_000_000n,
    multiplier: rate('1.25'),
    codes: { straight: 'REGULAR', overtime: 'OVERTIME', premium: 'WEEKLY_OVERTIME_PREMIUM' },
    alsoInRate: [],
    ...{ dailyHoursMicro: new Map(), daily: new Map(), regularRate: null },
    source: 'Labour Act of the Made-Up Country, 2029',
  },
  minimumWage: null,
  open({ payOn, line }) {
    const found = tables.find(({ table }) => table.fromOn.year === payOn.year);
    if (found === undefined) {
      return refuse({
        family: 'invalid',
        code: 'tax_table_missing',
        message: `there is no Made-Up tax table for pay date ${payOn.toString()}`,
      });
    }
    const { allowanceMinor, table } = found;
    const taxSlot = line('WAGE_TAX').slot;
    const wagesSlot = line('TAXED_WAGES').slot;

    function taxedOf({ regular, supplemental, pretax }: TaxableWages): Minor {
      const wages = (regular[0] ?? 0n) + (supplemental[0] ?? 0n) - (pretax[0] ?? 0n);
      return wages > allowanceMinor ? wages - allowanceMinor : 0n;
    }
    function taxOf(facts: PayslipInput, taxed: Minor): Minor {
      return mulDiv(taxed, percent(residenceOf(facts) === 'here' ? '10' : '5'), 'down');
    }

    return answer({
      table,
      integers: null,
      withhold(facts, wages, sheet) {
        if (residenceOf(facts) === null) {
          return held('unknown_residence', 'nobody knows where the employee lives', {
            hint: 'ask, and enter it',
          });
        }
        const taxed = taxedOf(wages);
        sheet.write(taxSlot, taxOf(facts, taxed));
        sheet.write(wagesSlot, taxed);
        return null;
      },
      explain(facts, wages) {
        const taxed = taxedOf(wages);
        const step = { inputs: [], table, arithmetic: `${taxed}`, rounding: 'down', children: [] };
        const tax = taxOf(facts, taxed);
        return new Map([
          [taxSlot, { ...step, title: 'Wage tax', amountMinor: tax, rule: 'a share of wages' }],
          [wagesSlot, { ...step, title: 'Wages', amountMinor: taxed, rule: 'above the allowance' }],
        ]);
      },
    });
  },
};
