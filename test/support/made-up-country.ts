/**
 * The tax pack of a country that does not exist: one tax of 10 % on wages above an allowance, half
 * of it for people who live elsewhere, in a currency without decimals. The smallest thing that the
 * contract of taxes/tax-pack.ts lets be called a country.
 */

import { answer, refuse } from '#errors.ts';
import type { Minor } from '#money/minor.ts';
import { percent } from '#money/rate.ts';
import { mulDiv } from '#money/rounding.ts';
import type { PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import { held } from '#payslip/payslip.ts';
import type { PayslipFacts } from '#payslip/payslip-input.ts';
import type { TaxableWages, TaxPack, TaxTable } from '#payslip/taxes/tax-pack.ts';

/** What this country asks of an employee beside what every calculation reads. */
export interface MadeUpFacts extends PayslipFacts {
  readonly residence: 'here' | 'elsewhere' | null;
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
  } satisfies TaxTable,
}));

const written = { amount: { by: 'tax_pack' }, journalAccount: 'taxes_payable' } as const;

const payCodes: readonly PayCodeDefinition[] = [
  { id: 500, code: 'WAGE_TAX', kind: 'tax', title: 'Wage tax', ...written },
  { id: 501, code: 'TAXED_WAGES', kind: 'information', title: 'Taxed wages', ...written },
];

export const madeUpCountry: TaxPack<MadeUpFacts> = {
  id: 'made-up',
  title: 'Made-Up wage tax',
  country: 'xx',
  currency: 'JPY',
  settings: '',
  subjects: ['WAGE_TAX'],
  payCodes,
  tables: tables.map(({ table }) => table),
  covered: ['Wage tax of 10 %'],
  notCovered: ['Everything else'],
  overtime: null,
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
    function taxOf(facts: MadeUpFacts, taxed: Minor): Minor {
      return mulDiv(taxed, percent(facts.residence === 'here' ? '10' : '5'), 'down');
    }

    return answer({
      table,
      withhold(facts, wages, sheet) {
        if (facts.residence === null) {
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
