/**
 * Sick pay of IRS Publication 15-A, section 6: the examples of Ralph, and of Dave, whom an insurer pays for ten months. They
 * are moved to 2026, because there is no table of their year; the rates of Social Security and Medicare are the same.
 */
import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { generalPayCodes } from '#payslip/codes/general-pay-codes.ts';
import { usReturns } from './returns/us-returns.ts';
import { usPayCodes } from './us-pay-codes.ts';

const calculate = caseCalculator();

type Json = Readonly<Record<string, unknown>>;
type Lines = Readonly<Record<string, string>>;

function linesOf(result: Json): Lines {
  const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

const away = {
  ...{ frequency: 'monthly', run: 'off_cycle' },
  employee: { pay_type: 'salary', annual_salary: '60000', hired: '2020-01-01' },
  w4: { filing_status: 'single' },
};

interface Notice {
  readonly payOn: string;
  readonly amount?: string;
  readonly ss?: string;
  readonly medicare?: string;
  readonly lastDay?: string | null;
  readonly more?: Json;
  readonly items?: readonly Json[];
}

/** What the insurer says that it paid and withheld. */
function notice(ask: Notice): Json {
  const { payOn, amount = '1400', ss = '86.80', medicare = '20.30', lastDay = '2025-12-31' } = ask;
  const items = [
    {
      ...{ code: 'THIRD_PARTY_SICK_PAY', amount },
      ...(lastDay === null ? {} : { worked_on: lastDay }),
    },
    { code: 'THIRD_PARTY_FIT', amount: '210' },
    ...(ss === '' ? [] : [{ code: 'THIRD_PARTY_SS', amount: ss }]),
    ...(medicare === '' ? [] : [{ code: 'THIRD_PARTY_MEDICARE', amount: medicare }]),
    { code: 'NONTAXABLE_SICK_PAY', amount: '600' },
    ...(ask.items ?? []),
  ];
  return calculate({ ...away, pay_date: payOn, items, ...ask.more });
}

const cents = (text: string | undefined): bigint => BigInt((text ?? '0').replace('.', ''));

/** The sums of payslips, by pay code. */
function sums(results: readonly Json[]): (code: string) => bigint {
  return (code) => results.reduce((all, one) => all + cents(linesOf(one)[code]), 0n);
}

/** Ten months in a row. */
function dave(): readonly Json[] {
  const results: Json[] = [];
  for (let month = 1; month <= 10; month += 1) {
    const payOn = new Temporal.PlainDate(2026, month, 15).toString();
    const more = { year_to_date: results.at(-1)?.['year_to_date'] ?? {} };
    results.push(notice({ payOn, more, ...(month > 6 ? { ss: '', medicare: '' } : {}) }));
  }
  return results;
}

describe('sick pay by an insurer that is not an agent', () => {
  const year = dave();

  it('has the boxes of Form W-2 that the publication prints, and the employer pays only its own share', () => {
    const sumOf = sums(year);
    const listedOf = (code: string) => (code === 'J' ? sumOf('NONTAXABLE_SICK_PAY') : 0n);
    const boxes = usReturns.boxes(new Set(['J'])).map(({ box, amountOf }) => {
      return [box, amountOf({ sumOf, listedOf, tipsMinor: 0n })] as const;
    });
    expect(Object.fromEntries(boxes)).toMatchObject({
      ...{ '1': 14_000_00n, '2': 2_100_00n, '3': 8_400_00n, '4': 520_80n, '5': 8_400_00n },
      ...{ '6': 121_80n, '12 J': 6_000_00n },
    });
    const own = ['FIT', 'SS', 'MEDICARE', 'SS_EMPLOYER', 'MEDICARE_EMPLOYER', 'FUTA_EMPLOYER'];
    expect(own.map(sumOf)).toEqual([0n, 0n, 0n, 520_80n, 121_80n, 42_00n]);
    expect(sumOf('EXEMPT_SICK_PAY')).toBe(5_600_00n);
    expect(year.every((one) => one['net'] === '0.00')).toBe(true);
  });

  it('is on lines 2, 5a, 5c and 8 of Form 941, which then states what the payslips owe', () => {
    const sumOf = sums(year.slice(0, 3));
    const made = usReturns.quarter(
      { year: 2026, quarter: 1 },
      { sumOf, tipsMinor: 0n, aboveMinor: 0n },
    );
    const lines = made?.lines.flatMap(({ form, line, wagesMinor, amountMinor }) =>
      form === '941' ? [[line, [wagesMinor, amountMinor]] as const] : [],
    );
    expect(Object.fromEntries(lines ?? [])).toMatchObject({
      ...{ '2': [4_200_00n, null], '3': [null, 0n], '5a': [4_200_00n, 520_80n] },
      ...{ '5c': [4_200_00n, 121_80n], '7': [null, 0n], '8': [null, -321_30n] },
      '12': [null, 321_30n],
    });
    expect(made).toMatchObject({ statedMinor: 321_30n, paidMinor: 321_30n });
  });

  it('is in the payments of Form 940, and exempt there after six months', () => {
    const sumOf = sums(year);
    const amounts = [...generalPayCodes, ...usPayCodes]
      .map((code) => ({ code, statementCode: null, amountMinor: sumOf(code.code) }))
      .filter(({ amountMinor }) => amountMinor !== 0n);
    const made = usReturns.year(2026, { sumOf, quarters: [sumOf], payslips: 10, amounts });
    const wages = made?.lines.slice(0, 5).map(({ wagesMinor }) => wagesMinor);
    expect(wages).toEqual([14_000_00n, 5_600_00n, 1_400_00n, 7_000_00n, 7_000_00n]);
  });

  it('uses the wage base before the pay of the payslip, whose share is withheld from that pay', () => {
    const result = notice({
      ...{ payOn: '2026-03-31', items: [{ code: 'BONUS', amount: '1000' }] },
      // 184,500.00 less 182,500.00 leaves 1,400.00 of sick pay and 600.00 of the bonus.
      more: { year_to_date: { SS_WAGES: '182500', MEDICARE_WAGES: '182500', FUTA_WAGES: '7000' } },
    });
    expect(linesOf(result)).toMatchObject({
      ...{ SS: '37.20', SS_EMPLOYER: '124.00', SS_WAGES: '2000.00' },
      ...{ MEDICARE: '14.50', MEDICARE_EMPLOYER: '34.80', FIT_WAGES: '1000.00' },
    });
  });

  it('names the paragraphs of the months and of the share that is withheld elsewhere', () => {
    const { lines } = notice({ payOn: '2026-03-31', more: { explain: true } })['explanation'] as {
      lines: readonly { code: string; children: readonly { rule: string }[] }[];
    };
    const told = lines.filter(({ children }) =>
      children.some(({ rule }) => rule.includes('3121(a)(4)') && rule.includes('26 CFR 32.1(e)')),
    );
    expect(told.map(({ code }) => code)).toEqual(['SS_WAGES', 'MEDICARE_WAGES', 'FUTA_WAGES']);
  });

  it.each([
    ['without the last day worked', { lastDay: null }, 'last_day_worked_missing'],
    ['with a last day in the future', { lastDay: '2026-04-01' }, 'last_day_worked_in_future'],
    ['with a last day before the hire', { lastDay: '2019-12-31' }, 'last_day_worked_before_hire'],
    ['without the taxes of the insurer', { ss: '', medicare: '' }, 'third_party_taxes_differ'],
    ['of 25.00 entered as 2500', { amount: '2500' }, 'third_party_taxes_differ'],
    ['with taxes after six months', { lastDay: '2025-08-31' }, 'third_party_taxes_differ'],
  ])('%s holds the person', (_, wrong, code) => {
    expect(notice({ payOn: '2026-03-31', ...wrong })).toMatchObject({ kind: 'held', code });
  });

  it('with two last days, or taxes without it, holds the person', () => {
    const second = { code: 'THIRD_PARTY_SICK_PAY', amount: '1', worked_on: '2026-01-05' };
    const two = notice({ payOn: '2026-03-31', items: [second] });
    expect(two).toMatchObject({ code: 'two_last_days_worked' });
    const items = [{ code: 'THIRD_PARTY_SS', amount: '86.80' }];
    const alone = calculate({ ...away, pay_date: '2026-03-31', items });
    expect(alone).toMatchObject({ code: 'third_party_taxes_without_pay' });
  });
});

describe('sick pay by the employer or its agent', () => {
  const sick = (payOn: string, worked_on: string, more: readonly Json[] = []) =>
    calculate({
      ...{ ...away, pay_date: payOn },
      items: [{ code: 'SICK_PAY', amount: '1000', worked_on }, ...more],
    });

  // Publication 15-A: Ralph last worked on 11 December; after one day of work on 11 February the months begin again.
  it.each([
    ['2026-06-30', '2025-12-11', '62.00'],
    ['2026-07-01', '2025-12-11', '0.00'],
    ['2026-08-31', '2026-02-11', '62.00'],
    ['2026-09-01', '2026-02-11', '0.00'],
    ['2026-08-31', '2026-01-31', '0.00'],
  ])('on %s has Social Security as the last day worked, %s, says', (payOn, lastDay, SS) => {
    expect(linesOf(sick(payOn, lastDay))).toMatchObject({ SS, FIT_WAGES: '1000.00' });
  });

  it('is paid less what the agent has paid, and sick hours end with it', () => {
    const agent = [{ code: 'PAID_BY_AGENT', amount: '800' }];
    const result = sick('2026-06-30', '2025-12-11', agent);
    expect(linesOf(result)).toMatchObject({ PAID_BY_AGENT: '800.00', SS: '62.00' });
    const hours = [{ code: 'SICK', hours: '10', rate: '20' }];
    expect(linesOf(sick('2026-07-01', '2025-12-11', hours))).toMatchObject({
      ...{ EXEMPT_SICK_PAY: '1200.00', MEDICARE_WAGES: '0.00', FIT_WAGES: '1200.00' },
    });
    const well = { ...away, pay_date: '2026-07-01', items: hours };
    expect(linesOf(calculate(well))).toMatchObject({ SS: '12.40' });
  });

  it('leaves deductions before tax no wages below zero', () => {
    const plan = [{ code: 'SECTION125', amount: '100' }];
    expect(linesOf(sick('2026-07-01', '2025-12-11', plan))).toMatchObject({
      ...{ SS_WAGES: '0.00', MEDICARE: '0.00', FIT_WAGES: '900.00' },
    });
  });
});
