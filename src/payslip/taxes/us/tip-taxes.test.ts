import { describe, expect, it } from 'vitest';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';
import { usReturns } from './returns/us-returns.ts';
import { usFederalWith } from './us-federal.ts';

const calculate = caseCalculator();

/** Somebody who is paid 85.20 a week and gets tips. */
const waiter = {
  pay_date: '2026-06-05',
  frequency: 'weekly',
  supplemental_method: 'aggregate',
  employee: { pay_type: 'hourly', hourly_rate: '2.13' },
  w4: { filing_status: 'single' },
  items: [{ code: 'REGULAR', hours: '40' }],
};

type Json = Readonly<Record<string, unknown>>;

/** With tips, and anything else. */
function week(tips: string, more: Json = {}, items: readonly Json[] = []): Json {
  const all = [...waiter.items, { code: 'CASH_TIPS', amount: tips }, ...items];
  return calculate({ ...waiter, items: all, ...more });
}

function linesOf(result: Json): Json {
  const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

describe('taxes of somebody who lives on tips', () => {
  // Publication 15 (2026), section 6, "Ordering rule". Social Security and Medicare are 7.65 % of wages and tips.
  it.each([
    ['300.00', { SS: '23.88', MEDICARE: '5.59', FIT: '7.56' }, '48.17'],
    ['600.00', { SS: '42.48', MEDICARE: '9.94', FIT: '32.78', UNCOLLECTED_FIT: '7.52' }, '0.00'],
    [
      '1200.00',
      {
        ...{ SS: '79.68', MEDICARE: '5.52', FIT: '0.00' },
        ...{ UNCOLLECTED_MEDICARE: '13.12', UNCOLLECTED_FIT: '112.94' },
      },
      '0.00',
    ],
    // 74.40 of 186.00 and 43.50: the wages of 85.20 less 6.52 on themselves.
    ['3000.00', { SS: '83.96', MEDICARE: '1.24', UNCOLLECTED_SS: '107.32' }, '0.00'],
  ])('are taken from 85.20 in the order of the law, with tips of %s', (tips, lines, net) => {
    const result = week(tips);
    expect(result).toMatchObject({ kind: 'payslip', net });
    expect(linesOf(result)).toMatchObject(lines);
  });

  it('are 29.47 of Social Security and Medicare by the flat rate too, and the employer pays all of its share', () => {
    expect(week('300.00', { supplemental_method: 'flat' })).toMatchObject({ net: '48.17' });
    const shares = { SS_EMPLOYER: '79.68', MEDICARE_EMPLOYER: '18.64', FUTA_EMPLOYER: '7.71' };
    expect(linesOf(week('1200.00'))).toMatchObject({ ...shares, SS_WAGES: '1285.20' });
  });

  it('are carried to the next payslips of the year, and taken when wages cover them', () => {
    const before = { ...week('1200.00') };
    const items = [{ code: 'REGULAR', hours: '20', rate: '7.455' }];
    const next = calculate({ ...waiter, items, year_to_date: before['year_to_date'] });
    // 149.10 less 7.65 % of it. Nothing is withheld from so little for income tax.
    const carried = { UNCOLLECTED_MEDICARE: '-13.12', UNCOLLECTED_FIT: '-112.94' };
    expect(linesOf(next)).toMatchObject({ MEDICARE: '15.28', FIT: '112.94', ...carried });
    expect(next).toMatchObject({ net: '11.64' });
    expect(next['year_to_date']).toMatchObject({ UNCOLLECTED_FIT: '0.00' });
    const later = calculate({ ...waiter, items, year_to_date: next['year_to_date'] });
    expect(linesOf(later)).not.toHaveProperty('UNCOLLECTED_FIT');
    expect(later).toMatchObject({ net: '137.70' });
  });

  it('take income tax on the wages before Social Security on the tips, and no reimbursement', () => {
    const extra = { w4: { filing_status: 'single', step4c: '70' } };
    const result = week('300.00', extra, [{ code: 'REIMBURSEMENT', amount: '40' }]);
    // 85.20 − 6.52 − 70.00 leaves 8.68 for Social Security on the tips.
    const own = { FIT: '70.00', SS: '13.96', MEDICARE: '1.24', UNCOLLECTED_SS: '9.92' };
    expect(result).toMatchObject({ net: '40.00' });
    expect(linesOf(result)).toMatchObject({ ...own, UNCOLLECTED_MEDICARE: '4.35' });
  });

  it('name the paragraph of each step', () => {
    const { lines } = week('1200.00', { explain: true })['explanation'] as {
      lines: readonly { code: string; amount: string; rule: string; children: readonly Json[] }[];
    };
    const told = lines.filter(({ rule }) => rule.includes('Publication 15, section 6'));
    expect(told.map(({ code, amount }) => [code, amount])).toEqual([
      ['FIT', '0.00'],
      ['MEDICARE', '5.52'],
      ['UNCOLLECTED_MEDICARE', '13.12'],
    ]);
    expect(told[1]?.children).toMatchObject([{ amount: '18.64' }]);
  });

  it('hold somebody whose wages do not cover their own taxes', () => {
    expect(week('300.00', {}, [{ code: '401K', amount: '85.20' }])).toMatchObject({
      code: 'negative_net',
    });
  });

  it('are warned of below 20.00, which are no wages if they are all of a calendar month', () => {
    const warned = { warnings: [{ code: 'tips_below_month_limit' }] };
    const wages = { items: [{ code: 'REGULAR', hours: '10', rate: '9' }] };
    const of = (amount: string) =>
      calculate({ ...waiter, items: [...wages.items, { code: 'CASH_TIPS', amount }] });
    expect(of('19.99')).toMatchObject(warned);
    expect(of('20.00')).toMatchObject({ warnings: [] });
    expect(of('0.00')).toMatchObject({ warnings: [] });
  });

  it('are lowered by Step 4(b) alone where a form has the deduction for tips', () => {
    // 26 U.S.C. 224: 300.00 a week. 15,600 of it is the estimate on the form.
    const form = { filing_status: 'single', step4b: '15600' };
    expect(linesOf(week('300.00', { w4: form }))).toMatchObject({ FIT: '0.00', SS: '23.88' });
    expect(linesOf(week('300.00'))).toMatchObject({ FIT: '7.56', SS: '23.88' });
    const told = JSON.stringify(week('300.00', { w4: form, explain: true }));
    expect(told).toContain('26 U.S.C. 224 and 225');
  });

  it('stay what they were in runs of earlier editions', () => {
    const items = [...waiter.items, { code: 'CASH_TIPS', amount: '1200.00' }];
    const parsed = parseCase({ ...waiter, items });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const taxes = usFederalWith({ supplementalMethod: 'aggregate', rulesEdition: 3 });
    const calculator = payslipCalculator({ ...parsed.value.ask, taxes, rulesEdition: 3 });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    expect(calculator.value(parsed.value.input)).toMatchObject({ code: 'negative_net' });
  });

  it('have a line of Form 941 and codes of Form W-2 for what was not taken', () => {
    const cents: Readonly<Record<string, bigint>> = {
      ...{ FIT: 0n, SS: 79_68n, MEDICARE: 5_52n, SS_WAGES: 1_285_20n, MEDICARE_WAGES: 1_285_20n },
      ...{ SS_EMPLOYER: 79_68n, MEDICARE_EMPLOYER: 18_64n, UNCOLLECTED_MEDICARE: 13_12n },
    };
    const sumOf = (code: string) => cents[code] ?? 0n;
    const sums = { sumOf, tipsMinor: 1_200_00n, aboveMinor: 0n };
    const made = usReturns.quarter({ year: 2026, quarter: 2 }, sums);
    const at = (line: string) => made?.lines.find((one) => one.line === line)?.amountMinor;
    // 159.36 and 37.27, of which 13.12 could not be taken.
    expect([at('6'), at('7'), at('9'), at('12')]).toEqual([196_63n, 0n, -13_12n, 183_51n]);
    expect(made?.paidMinor).toBe(183_52n);
    expect(
      ['UNCOLLECTED_SS', 'UNCOLLECTED_MEDICARE', 'UNCOLLECTED_FIT'].map((code) =>
        usReturns.statementCodeOf({ id: 166, code }),
      ),
    ).toEqual(['A', 'B', null]);
  });
});
