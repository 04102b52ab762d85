import { describe, expect, it } from 'vitest';
import { payslipCalculator } from '#payslip/calculate-payslip.ts';
import { caseCalculator, parseCase } from '#payslip/cases/calculate-file.ts';
import { ownIdsFrom } from '#payslip/codes/pay-code.ts';
import { usReturns } from './returns/us-returns.ts';
import { usFederalWith } from './us-federal.ts';

const calculate = caseCalculator();

type Json = Readonly<Record<string, unknown>>;

/** 4,000.00 a month. Worksheet 1A: (48,000 − 8,600 − 7,500) × 12 % − 252.00 by the brackets of 2026, ÷ 12. */
const month = {
  pay_date: '2026-06-30',
  frequency: 'monthly',
  employee: { pay_type: 'salary', annual_salary: '48000' },
  w4: { filing_status: 'single' },
};

/** Paid alone, without a salary. */
const alone = { ...month, run: 'off_cycle' };

function paid(base: Json, items: readonly Json[], more: Json = {}): Json {
  return calculate({ ...base, items, ...more });
}

function linesOf(result: Json): Readonly<Record<string, string>> {
  const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

/** What an item adds to lines of a month. */
function addedBy(item: Json, base: Json = month): Json {
  const [without, withIt] = [linesOf(paid(base, [])), linesOf(paid(base, [item]))];
  const codes = ['FIT', 'FIT_WAGES', 'SS_WAGES', 'MEDICARE_WAGES', 'FUTA_WAGES'];
  return Object.fromEntries(
    codes.map((code) => {
      const [before, after] = [Number(without[code] ?? 0), Number(withIt[code] ?? 0)];
      return [code, (after - before).toFixed(2)];
    }),
  );
}

describe('income that is not money', () => {
  it.each([
    // Publication 15-B (2026), table 2-1; Publication 15 (2026), section 15. The flat rate is 22 %.
    ['GROUP_TERM_LIFE', { FIT: '0.00', FIT_WAGES: '0.00', SS_WAGES: '57.00', FUTA_WAGES: '0.00' }],
    ['COMPANY_CAR_NO_FIT', { FIT: '0.00', FIT_WAGES: '0.00', FUTA_WAGES: '57.00' }],
    ['IMPUTED_INCOME', { FIT: '12.54', FIT_WAGES: '57.00', SS_WAGES: '57.00' }],
    ['S_CORP_HEALTH', { FIT: '12.54', FIT_WAGES: '57.00', SS_WAGES: '0.00', FUTA_WAGES: '0.00' }],
    ['PAY_AFTER_DEATH', { FIT: '0.00', FIT_WAGES: '0.00', SS_WAGES: '57.00', FUTA_WAGES: '57.00' }],
  ])('is taxed as the law says: %s', (code, added) => {
    const all = addedBy({ code, amount: '57.00' });
    expect(all).toMatchObject(added);
    expect(all['MEDICARE_WAGES']).toBe(all['SS_WAGES']);
  });

  it('lowers the net pay by its Social Security and Medicare only', () => {
    const [plain, insured] = [
      paid(month, []),
      paid(month, [{ code: 'GROUP_TERM_LIFE', amount: '57' }]),
    ];
    // 6.2 % and 1.45 % of 4,057.00 are 251.53 and 58.83; of 4,000.00 they are 248.00 and 58.00.
    expect(linesOf(insured)).toMatchObject({ SS: '251.53', MEDICARE: '58.83' });
    expect(insured['gross']).toBe(plain['gross']);
    expect((Number(plain['net']) - Number(insured['net'])).toFixed(2)).toBe('4.36');
  });

  it('has its paragraph in the explanation of the wages', () => {
    const items = [
      { code: 'GROUP_TERM_LIFE', amount: '57' },
      { code: 'COMPANY_CAR_NO_FIT', amount: '90' },
    ];
    const { explanation } = paid(month, items, { explain: true }) as { explanation: Json };
    const lines = explanation['lines'] as readonly { code: string; inputs: readonly Json[] }[];
    const told = JSON.stringify(lines.find(({ code }) => code === 'FIT_WAGES')?.inputs);
    expect(told).toContain('26 U.S.C. 79');
    expect(told).toContain('26 U.S.C. 3402(s)');
  });
});

describe('taxes that the pay in money does not cover', () => {
  const car = { code: 'COMPANY_CAR_NO_FIT', amount: '400.00' };

  it('are paid ahead by the company, and whole on the payslip', () => {
    // 24.80 and 5.80 on 400.00. Nothing is paid in money.
    const result = paid(alone, [car]);
    expect(result).toMatchObject({ kind: 'payslip', taxes: '30.60', net: '0.00' });
    expect(linesOf(result)).toMatchObject({ SS: '24.80', MEDICARE: '5.80', TAX_ADVANCE: '30.60' });
    expect(result['warnings']).toMatchObject([{ code: 'taxes_paid_ahead' }]);
  });

  it('are taken from the pay as far as it goes, and from no reimbursement', () => {
    const items = [
      car,
      { code: 'BONUS', amount: '20.00' },
      { code: 'REIMBURSEMENT', amount: '50' },
    ];
    const result = paid(alone, items);
    // 420.00 × 7.65 % is 32.13: 12.13 more than 20.00. No income tax is known, so there is none on the bonus.
    expect(linesOf(result)).toMatchObject({ TAX_ADVANCE: '12.13' });
    expect(result).toMatchObject({ net: '50.00' });
  });

  it('are taken back from later pay of the year, until nothing is left of them', () => {
    const first = paid(alone, [car]);
    const small = [{ code: 'BONUS', amount: '20.00' }];
    const next = paid(alone, small, { year_to_date: first['year_to_date'] });
    // 20.00 less 1.24 and 0.29.
    expect(next).toMatchObject({ net: '0.00' });
    expect(linesOf(next)).toMatchObject({ TAX_ADVANCE_REPAID: '18.47' });
    const third = paid(month, [], { year_to_date: next['year_to_date'] });
    expect(linesOf(third)).toMatchObject({ TAX_ADVANCE_REPAID: '12.13' });
    const last = paid(month, [], { year_to_date: third['year_to_date'] });
    expect(linesOf(last)).not.toHaveProperty('TAX_ADVANCE_REPAID');
  });

  it('are given back if the payslip that was paid ahead was reversed after they were taken back', () => {
    const result = paid(month, [], { year_to_date: { TAX_ADVANCE_REPAID: '45.90' } });
    expect(linesOf(result)).toMatchObject({ TAX_ADVANCE_REPAID: '-45.90' });
    const more = Number(result['net']) - Number(paid(month, [])['net']);
    expect(more.toFixed(2)).toBe('45.90');
  });

  it('do not help pay that does not cover its own taxes', () => {
    const w4 = { ...month.w4, step4c: '5000' };
    expect(
      paid({ ...month, w4 }, [], { year_to_date: { TAX_ADVANCE_REPAID: '9000' } }),
    ).toMatchObject({ kind: 'held', code: 'negative_net' });
  });

  it('are taken back after court orders', () => {
    const orders = [{ kind: 'support', state: 'TX', received: '2026-02-05', amount: '900' }];
    const employee = { ...month.employee, work_state: 'TX' };
    const before = { TAX_ADVANCE: '9000.00' };
    const result = paid(month, [], { employee, orders, year_to_date: before });
    const without = paid(month, [], { employee, orders });
    expect(linesOf(result)['CHILD_SUPPORT']).toBe(linesOf(without)['CHILD_SUPPORT']);
    expect(linesOf(result)).toMatchObject({ TAX_ADVANCE_REPAID: without['net'] });
  });

  it('are paid ahead also where a refund after tax hides it', () => {
    const refund = { code: 'ROTH_401K', amount: '-100.00' };
    const lines = linesOf(paid(alone, [car, refund]));
    expect(lines).toMatchObject({ TAX_ADVANCE: '30.60', ROTH_401K: '-100.00' });
    expect(linesOf(paid(alone, [car, refund], { explain: true }))).toEqual(lines);
  });

  it('name the paragraph', () => {
    const { explanation } = paid(alone, [car], { explain: true }) as { explanation: Json };
    const lines = explanation['lines'] as readonly { code: string; rule: string }[];
    const rule = lines.find(({ code }) => code === 'TAX_ADVANCE')?.rule ?? '';
    expect(rule).toContain('Publication 15, section 13');
  });

  it('hold the person where they do not come from such income', () => {
    const extra = { w4: { filing_status: 'single', step4c: '900' } };
    // 900.00 of extra withholding on a bonus of 100.00: the car causes only 30.60.
    const items = [car, { code: 'BONUS', amount: '100.00' }];
    expect(paid(alone, items, extra)).toMatchObject({ kind: 'held', code: 'negative_net' });
    const item = { code: 'TAX_ADVANCE', amount: '10' };
    expect(paid(alone, [car, item])).toMatchObject({ kind: 'held', code: 'written_by_taxes' });
  });

  it('hold the person in runs of earlier editions', () => {
    const parsed = parseCase({ ...alone, items: [{ code: 'IMPUTED_INCOME', amount: '400' }] });
    if (!parsed.ok) throw new Error(parsed.refusal.message);
    const taxes = usFederalWith({ rulesEdition: 4 });
    const calculator = payslipCalculator({ ...parsed.value.ask, taxes, rulesEdition: 4 });
    if (!calculator.ok) throw new Error(calculator.refusal.message);
    expect(calculator.value(parsed.value.input)).toMatchObject({ code: 'negative_net' });
  });
});

describe('group-term life after the employment', () => {
  const cover = { code: 'GROUP_TERM_LIFE_FORMER', amount: '100.00' };

  it('leaves Social Security and Medicare to the former employee, and the employer pays its share', () => {
    const result = paid(alone, [cover]);
    expect(result).toMatchObject({ kind: 'payslip', taxes: '0.00', net: '0.00', employer: '7.65' });
    expect(linesOf(result)).toMatchObject({
      ...{ SS: '0.00', MEDICARE: '0.00', SS_WAGES: '100.00', SS_EMPLOYER: '6.20' },
      ...{ UNCOLLECTED_LIFE_SS: '6.20', UNCOLLECTED_LIFE_MEDICARE: '1.45' },
    });
  });

  it('is not taken from other pay either, and is explained with its paragraph', () => {
    const result = paid(alone, [cover, { code: 'SEVERANCE', amount: '1000' }], { explain: true });
    expect(linesOf(result)).toMatchObject({ SS: '62.00', UNCOLLECTED_LIFE_SS: '6.20' });
    const { lines } = result['explanation'] as { lines: readonly { code: string; rule: string }[] };
    const rules = lines.filter(({ code }) => ['SS', 'UNCOLLECTED_LIFE_SS'].includes(code));
    expect(rules.map(({ rule }) => rule.includes('26 U.S.C. 3102(d)'))).toEqual([true, true]);
  });

  it('holds the person above the threshold of Additional Medicare, and below zero', () => {
    const year_to_date = { MEDICARE_WAGES: '199950' };
    expect(paid(alone, [cover], { year_to_date })).toMatchObject({ code: 'cover_above_threshold' });
    const below = { ...cover, amount: '-1' };
    expect(paid(month, [below])).toMatchObject({ code: 'negative_cover' });
    expect(paid(alone, [below])).toMatchObject({ code: 'negative_cover' });
  });
});

describe('group-term life cover', () => {
  const cover = (amount: string) => ({ code: 'GROUP_TERM_LIFE_COVER', amount });
  const costOf = (birth_date: string, amount: string, more: Json = {}, items: Json[] = []) => {
    const employee = { ...month.employee, birth_date };
    const result = paid({ ...month, ...more }, [cover(amount), ...items], { employee });
    return linesOf(result)['GROUP_TERM_LIFE'];
  };

  it.each([
    // Table I: the cost of 1,000 a month by the age on 31 December 2026. 100,000 above 50,000.
    ['2002-01-01', '5.00'],
    ['2001-12-31', '6.00'],
    ['1996-06-30', '8.00'],
    ['1990-06-30', '9.00'],
    ['1986-12-31', '10.00'],
    ['1980-06-30', '15.00'],
    ['1976-12-31', '23.00'],
    ['1970-06-30', '43.00'],
    ['1966-12-31', '66.00'],
    ['1961-12-31', '127.00'],
    ['1956-12-31', '206.00'],
    ['1920-06-30', '206.00'],
  ])('has a cost by the age at the end of the year, for somebody born on %s', (born, cost) => {
    expect(costOf(born, '150000.00')).toBe(cost);
  });

  it('counts above 50,000 to the nearest 100, and for the months of the pay period', () => {
    expect(costOf('1980-06-30', '50000.00')).toBe(undefined);
    expect(costOf('1980-06-30', '50049.99')).toBe(undefined);
    expect(costOf('1980-06-30', '51050.00')).toBe('0.17');
    // 15.00 a month is 180.00 a year: 6.92 in each of 26 periods.
    const fortnight = { frequency: 'biweekly' };
    expect(costOf('1980-06-30', '150000.00', fortnight)).toBe('6.92');
  });

  it('is warned of if it was typed in thousands', () => {
    const warned = (amount: string) =>
      ((paid(month, [cover(amount)])['warnings'] ?? []) as Json[]).map(({ code }) => code);
    expect(warned('150')).toContain('cover_too_small');
    expect(warned('1000')).not.toContain('cover_too_small');
  });

  it('costs less by what the employee pays after tax, but never less than nothing', () => {
    const pays = (amount: string) => [{ code: 'GROUP_TERM_LIFE', amount }];
    expect(costOf('1980-06-30', '150000.00', {}, pays('-4.00'))).toBe('11.00');
    expect(costOf('1980-06-30', '150000.00', {}, pays('-40.00'))).toBe('0.00');
    expect(costOf('1980-06-30', '50000.00', {}, pays('-4.00'))).toBe('0.00');
    const items = [cover('50000.00'), ...pays('-4.00')];
    expect(linesOf(paid(month, items, { explain: true }))).toMatchObject({ SS_WAGES: '4000.00' });
  });

  it('is explained with its table, and taxed like the entered cost', () => {
    const employee = { ...month.employee, birth_date: '1980-06-30' };
    const result = paid(month, [cover('150000.00')], { employee, explain: true });
    expect(linesOf(result)).toMatchObject({ SS_WAGES: '4015.00', FIT_WAGES: '4000.00' });
    const { lines } = result['explanation'] as { lines: readonly { code: string; rule: string }[] };
    const rule = lines.find(({ code }) => code === 'GROUP_TERM_LIFE')?.rule;
    expect(rule).toContain('26 CFR 1.79-3(d)(2)');
  });

  it('holds somebody without a birth date, and a cover below zero', () => {
    expect(paid(month, [cover('150000.00')])).toMatchObject({ code: 'birth_date_missing' });
    expect(paid(month, [cover('-1.00')])).toMatchObject({ code: 'negative_cover' });
  });
});

describe('returns about income that is not money', () => {
  const cents: Readonly<Record<string, bigint>> = {
    ...{ FIT_WAGES: 4_000_00n, GROUP_TERM_LIFE: 57_00n, COMPANY_CAR_NO_FIT: 400_00n },
    ...{ GROUP_TERM_LIFE_FORMER: 100_00n, SS_WAGES: 4_557_00n, MEDICARE_WAGES: 4_557_00n },
    ...{ SS: 276_33n, MEDICARE: 64_63n, SS_EMPLOYER: 282_53n, MEDICARE_EMPLOYER: 66_08n },
    ...{ UNCOLLECTED_LIFE_SS: 6_20n, UNCOLLECTED_LIFE_MEDICARE: 1_45n, FIT: 0n },
  };
  const sumOf = (code: string) => cents[code] ?? 0n;

  it('have it in box 1 and on line 2, and the tax of former employees on line 9', () => {
    const sums = { sumOf, tipsMinor: 0n, aboveMinor: 0n };
    const made = usReturns.quarter({ year: 2026, quarter: 2 }, sums);
    const lineOf = (name: string) => made?.lines.find(({ line }) => line === name);
    expect(lineOf('2')?.wagesMinor).toBe(4_557_00n);
    expect(lineOf('9')?.amountMinor).toBe(-7_65n);
    // What was withheld and the share of the employer, to the cent of the form's own rounding.
    expect(made?.paidMinor).toBe(689_57n);
    expect(made?.statedMinor).toBe(689_57n);
    const [box1] = usReturns.boxes(new Set());
    expect(box1?.amountOf({ sumOf, tipsMinor: 0n, listedOf: () => 0n })).toBe(4_557_00n);
  });

  it('have the published example of former employees: 200 of their taxes are below zero on line 9', () => {
    // Publication 15 (2025), section 13, example "Life insurance premiums": 162.09 and 37.91 on cover of 2,614.38.
    const cover: Readonly<Record<string, bigint>> = {
      ...{ GROUP_TERM_LIFE_FORMER: 2_614_38n, SS_WAGES: 2_614_38n, MEDICARE_WAGES: 2_614_38n },
      ...{ UNCOLLECTED_LIFE_SS: 162_09n, UNCOLLECTED_LIFE_MEDICARE: 37_91n },
      ...{ SS_EMPLOYER: 162_09n, MEDICARE_EMPLOYER: 37_91n },
    };
    const sums = { sumOf: (code: string) => cover[code] ?? 0n, tipsMinor: 0n, aboveMinor: 0n };
    const made = usReturns.quarter({ year: 2026, quarter: 2 }, sums);
    const at = (name: string) => made?.lines.find(({ line }) => line === name)?.amountMinor;
    expect([at('6'), at('9'), at('12')]).toEqual([400_00n, -200_00n, 200_00n]);
  });

  it('list the cover in box 12 with code C, and what former employees owe with M and N', () => {
    const codes = ['GROUP_TERM_LIFE', 'GROUP_TERM_LIFE_FORMER', 'UNCOLLECTED_LIFE_SS'];
    const found = [...codes, 'UNCOLLECTED_LIFE_MEDICARE', 'COMPANY_CAR_NO_FIT'].map((code) =>
      usReturns.statementCodeOf({ id: 170, code }),
    );
    expect(found).toEqual(['C', 'C', 'M', 'N', null]);
  });

  it('do not take a pay code of the company for the built-in one of its name', () => {
    expect(usReturns.statementCodeOf({ id: ownIdsFrom, code: 'GROUP_TERM_LIFE' })).toBeNull();
  });
});
