/**
 * The pack of a currency that no country's pack covers. It has no taxes, columns or pay codes of its own, and refuses
 * every pay date. So a company that only plans is shown nothing of another country.
 */
import { z } from 'zod';
import { refuse } from '#errors.ts';
import type { PayslipInput } from '#payslip/payslip-input.ts';
import type { TaxPack } from './tax-pack.ts';

const shape = z.strictObject({});

export function uncoveredCountry(currency: string): TaxPack<PayslipInput> {
  const pack: TaxPack<PayslipInput> = {
    ...{ id: 'uncovered', title: `Taxes in ${currency}`, country: '', currency, settings: '' },
    ...{ subjects: [], payCodes: [], brings: [], rosterDeductions: [], yearlyLimits: [] },
    ...{ tables: [], covered: [], examples: [], owedTo: '' },
    notCovered: [`Taxes in ${currency}`],
    form: {
      ...{ columns: [], required: [], key: 'tax_form', shape },
      fromCells: () => ({}),
      fromJson: (json) => shape.parse(json),
      inForce: (form) => form,
    },
    ...{ regions: null, balances: new Map(), lastRegularPay: null, employerTax: null },
    reversedPay: { earlierQuarter: '', earlierYear: '' },
    ...{
      regularTax: null,
      regionalTaxes: null,
      returns: null,
      overtime: null,
      minimumWage: null,
      otherPayrolls: null,
      limits: null,
      yearTables: null,
    },
    with: () => pack,
    open: () =>
      refuse({
        family: 'invalid',
        code: 'currency_not_covered',
        message: `Paybeat calculates no pay in ${currency}`,
        hint: 'pay these people with another program',
      }),
  };
  return pack;
}
