import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { federal2023 } from './federal-2023.ts';
import { federal2024 } from './federal-2024.ts';
import { federal2025 } from './federal-2025.ts';
import { federal2026 } from './federal-2026.ts';
import { federalFigures } from './federal-year.ts';
import { nonresidentAddition } from './income-tax.ts';
import { usFederal } from './us-federal.ts';

const calculate = caseCalculator();

const years = [federal2023, federal2024, federal2025, federal2026];

const plain = {
  pay_date: '2026-01-23',
  frequency: 'biweekly',
  employee: { pay_type: 'salary', annual_salary: '78000' },
  w4: { filing_status: 'single' },
};

function taxOf(code: string, json: Readonly<Record<string, unknown>>): string | undefined {
  const result = calculate(json);
  if (result['kind'] !== 'payslip') return String(result['code'] as string);
  const lines = result['lines'] as readonly { code: string; amount: string }[];
  return lines.find((line) => line.code === code)?.amount;
}

describe('the tables', () => {
  // The publication rounds two thresholds of the Step 2 schedules up from a half dollar. So a row's
  // tax can differ from the sum of the rows before it by the tax on that half dollar.
  it.each(years)('of $year continue from row to row', ({ standard, step2 }) => {
    for (const columns of [standard, step2]) {
      for (const rows of Object.values(columns)) {
        rows.slice(1).forEach(([atLeast, tax], index) => {
          const [from, before, percent] = rows[index] ?? ['0', '0', '0'];
          const expected =
            Number(before) + (Number(percent) / 100) * (Number(atLeast) - Number(from));
          expect(Math.abs(Number(tax) - expected)).toBeLessThan(0.185);
        });
      }
    }
  });

  it.each(years)(
    'of $year begin where the standard deduction ends',
    ({ standard, step2, line1g }) => {
      for (const column of ['mfj', 'single', 'hoh'] as const) {
        const deduction = Number(standard[column][1]?.[0]) + Number(line1g[column]);
        expect(Number(step2[column][1]?.[0])).toBe(deduction / 2);
      }
    },
  );

  it('cover the years without a gap', () => {
    const bounds = usFederal.tables.map(({ fromOn, untilOn }) => [`${fromOn}`, `${untilOn}`]);
    expect(bounds).toEqual(
      [2023, 2024, 2025, 2026].map((year) => [`${year}-01-01`, `${year}-12-31`]),
    );
  });
});

describe('the addition for nonresident aliens', () => {
  // IRS Publication 15-T, "Withholding Adjustment for Nonresident Alien Employees", tables 1 and 2,
  // from copies of the tables of 2025 and 2026 in public repositories.
  it.each([
    [
      federal2025,
      'from2020',
      { 52: 28_850n, 26: 57_690n, 24: 62_500n, 12: 125_000n, 4: 375_000n, 1: 1_500_000n },
    ],
    [
      federal2025,
      'before2020',
      { 52: 20_580n, 26: 41_150n, 24: 44_580n, 12: 89_170n, 4: 267_500n, 1: 1_070_000n },
    ],
    [
      federal2026,
      'from2020',
      {
        260: 6_190n,
        52: 30_960n,
        26: 61_920n,
        24: 67_080n,
        12: 134_170n,
        4: 402_500n,
        2: 805_000n,
        1: 1_610_000n,
      },
    ],
    [
      federal2026,
      'before2020',
      {
        260: 4_540n,
        52: 22_690n,
        26: 45_380n,
        24: 49_170n,
        12: 98_330n,
        4: 295_000n,
        2: 590_000n,
        1: 1_180_000n,
      },
    ],
  ] as const)('of $0.year is the published one', (data, form, amounts) => {
    for (const [periods, amount] of Object.entries(amounts)) {
      expect(nonresidentAddition(federalFigures(data), form, BigInt(periods))).toBe(amount);
    }
  });

  it('raises the withholding as if the wages were higher', () => {
    const alien = { ...plain, w4: { filing_status: 'single', nonresident_alien: true } };
    // 3,000 + 619.20 = 3,619.20 × 26 = 94,099.20 − 8,600 = 85,499.20; 5,800 + 22 % × 27,599.20
    expect(taxOf('FIT', alien)).toBe('456.61');
    expect(taxOf('FIT_WAGES', alien)).toBe('3000.00');
    expect(taxOf('SS', alien)).toBe('186.00');
  });

  it('goes with a warning when the form does not say single, and holds a claim to be exempt', () => {
    const w4 = { filing_status: 'mfj', nonresident_alien: true };
    expect(calculate({ ...plain, w4 })).toMatchObject({
      warnings: [{ code: 'nonresident_status' }],
    });
    expect(calculate({ ...plain, w4: { ...w4, exempt: true } })).toMatchObject({
      code: 'nonresident_exempt',
    });
  });
});

describe('income tax', () => {
  it.each([
    // 78,000 − 8,600 = 69,400: 5,800 + 22 % × 11,500 = 8,330; ÷ 26
    [{ filing_status: 'single' }, '320.38'],
    [{ filing_status: 'mfs' }, '320.38'],
    // 78,000 − 12,900 = 65,100: 2,480 + 12 % × 21,000 = 5,000
    [{ filing_status: 'mfj' }, '192.31'],
    [{ filing_status: 'qss' }, '192.31'],
    // 69,400: 1,770 + 12 % × 36,150 = 6,108
    [{ filing_status: 'hoh' }, '234.92'],
    // Step 2: 78,000: 8,983 + 24 % × 17,100 = 13,087
    [{ filing_status: 'single', step2: true }, '503.35'],
    // 8,330 − 2,000 = 6,330; ÷ 26 = 243.46; + 25.00
    [{ filing_status: 'single', step3: '2000', step4c: '25' }, '268.46'],
    // 78,000 + 5,200 − 2,600 − 8,600 = 72,000: 5,800 + 22 % × 14,100 = 8,902
    [{ filing_status: 'single', step4a: '5200', step4b: '2600' }, '342.38'],
    [{ filing_status: 'single', step3: '50000' }, '0.00'],
    [{ filing_status: 'single', step3: '50000', step4c: '10' }, '10.00'],
    [{ filing_status: 'single', exempt: true }, '0.00'],
    // A form of 2019 or earlier: 78,000 − 2 × 4,300 = 69,400, standard schedule
    [{ filing_status: 'single', allowances: 2 }, '320.38'],
    [{ filing_status: 'mfs', allowances: 2 }, '320.38'],
    // 78,000 − 3 × 4,300 = 65,100
    [{ filing_status: 'mfj', allowances: 3, step4c: '5' }, '197.31'],
    [{ filing_status: 'single', allowances: 50 }, '0.00'],
    [{ filing_status: 'hoh', allowances: 1 }, 'filing_status_not_on_form'],
    [{ filing_status: 'single', allowances: 1, step2: true }, 'w4_mixed_forms'],
  ])('on 3,000.00 biweekly with %j is %s', (w4, expected) => {
    expect(taxOf('FIT', { ...plain, w4 })).toBe(expected);
  });

  it('takes the row that begins at a border, where the printed rows do not meet', () => {
    // Step 2, single, 2024: 2,713 + 22 % × (57,563 − 30,875) would be 8,584.36; the next row prints 8,584.25.
    const at = (amount: string) => ({
      pay_date: '2024-12-31',
      frequency: 'annually',
      employee: { pay_type: 'hourly' },
      w4: { filing_status: 'single', step2: true },
      items: [{ code: 'REGULAR', amount }],
    });
    expect(taxOf('FIT', at('57562.99'))).toBe('8584.36');
    expect(taxOf('FIT', at('57563.00'))).toBe('8584.25');
  });

  it('is rounded once, at the end', () => {
    // 2,000.03 weekly: 104,001.56 − 8,600 = 95,401.56; 5,800 + 22 % × 37,501.56 = 14,050.3432; ÷ 52 = 270.1989
    const employee = { pay_type: 'hourly', hourly_rate: '2000.03' };
    const items = [{ code: 'REGULAR', hours: '1' }];
    expect(taxOf('FIT', { ...plain, frequency: 'weekly', employee, items })).toBe('270.20');
  });
});

describe('supplemental wages', () => {
  const bonus = (amount: string, more: object = {}) => ({
    ...plain,
    items: [{ code: 'BONUS', amount }],
    ...more,
  });

  it('are withheld on at 22 %, and above a million a year at 37 %, whatever the form says', () => {
    expect(taxOf('FIT', bonus('1000'))).toBe('540.38');
    expect(taxOf('FIT', bonus('1500000'))).toBe('405320.38');
    const year_to_date = { SUPPLEMENTAL_WAGES: '999500' };
    expect(taxOf('FIT', bonus('1000', { year_to_date }))).toBe('615.38');
    const exempt = { year_to_date, w4: { filing_status: 'single', exempt: true } };
    expect(taxOf('FIT', bonus('1000', exempt))).toBe('185.00');
  });

  it('are one payment with the regular wages under the aggregate method', () => {
    const aggregate = { supplemental_method: 'aggregate' };
    // 4,000 × 26 − 8,600 = 95,400: 5,800 + 22 % × 37,500 = 14,050; ÷ 26
    expect(taxOf('FIT', bonus('1000', aggregate))).toBe('540.38');
    // 8,000 × 26 − 8,600 = 199,400: 17,966 + 24 % × 86,200 = 38,654; ÷ 26
    expect(taxOf('FIT', bonus('5000', aggregate))).toBe('1486.69');
  });

  it('paid alone under the aggregate method look back to the last regular pay', () => {
    const alone = { supplemental_method: 'aggregate', run: 'off_cycle' };
    const paid = { year_to_date: { FIT: '320.38', FIT_WAGES: '3000' } };
    expect(taxOf('FIT', bonus('1000', { ...alone, ...paid }))).toBe('missing_last_regular_pay');
    // Before the first pay: 26,000 − 8,600 = 17,400: 10 % × 9,900; ÷ 26
    const first = bonus('1000', alone);
    expect(taxOf('FIT', first)).toBe('38.08');
    expect(calculate(first)).toMatchObject({ warnings: [{ code: 'regular_tax_unknown' }] });
    const last_regular_pay = { wages: '3000', withheld: '320.38' };
    expect(taxOf('FIT', bonus('1000', { ...alone, last_regular_pay }))).toBe('220.00');
    const over = { wages: '3000', withheld: '900' };
    expect(taxOf('FIT', bonus('1000', { ...alone, last_regular_pay: over }))).toBe('0.00');
  });

  it('carry the deductions before tax that the regular wages cannot', () => {
    const alone = {
      run: 'off_cycle',
      items: [
        { code: 'BONUS', amount: '1000' },
        { code: '401K', percent: '10' },
      ],
      year_to_date: { FIT: '320.38', FIT_WAGES: '3000' },
    };
    expect(taxOf('FIT', { ...plain, ...alone })).toBe('198.00');
    expect(taxOf('SUPPLEMENTAL_WAGES', { ...plain, ...alone })).toBe('900.00');
    expect(taxOf('SS_WAGES', { ...plain, ...alone })).toBe('1000.00');
  });
});

describe('the flat rate on supplemental wages', () => {
  /** A married part-timer from whose 400.00 in two weeks nothing is withheld. */
  const partTimer = {
    ...plain,
    employee: { pay_type: 'hourly', hourly_rate: '10.00' },
    w4: { filing_status: 'mfj' },
  };
  const together = {
    ...partTimer,
    items: [
      { code: 'REGULAR', hours: '40' },
      { code: 'BONUS', amount: '500.00' },
    ],
  };
  const alone = {
    ...partTimer,
    run: 'off_cycle',
    items: [{ code: 'BONUS', amount: '500.00' }],
    last_regular_pay: { wages: '400.00', withheld: '0.00' },
  };
  // Each year with what its wages were and what was withheld.
  const none = { FIT: '0.00', FIT_WAGES: '4000.00' };
  const some = { FIT: '10.00', FIT_WAGES: '4000.00' };
  const onBonus = { FIT: '110.00', FIT_WAGES: '4500.00', SUPPLEMENTAL_WAGES: '500.00' };

  // 500.00 × 22 % = 110.00. As one payment: 900.00 × 26 = 23,400 − 12,900 = 10,500, below 19,300.
  it.each<[string, string, object]>([
    ['with no tax this year', '0.00', { year_to_date: none }],
    ['with no tax in two years', '0.00', { year_to_date: none, year_before: none }],
    ['with tax this year', '110.00', { year_to_date: some }],
    ['with tax last year only', '110.00', { year_to_date: none, year_before: some }],
    ['with tax on an earlier bonus only', '0.00', { year_to_date: onBonus, year_before: onBonus }],
    [
      'with more tax than the flat rate of the earlier bonus',
      '110.00',
      { year_to_date: { ...onBonus, FIT: '110.01' } },
    ],
    [
      'with tax on an earlier bonus by its own line',
      '0.00',
      { year_to_date: { ...onBonus, FIT: '190.00', FIT_ON_SUPPLEMENTAL: '190.00' } },
    ],
    ['with nothing known', '0.00', {}],
  ])('%s withholds %s from a bonus', (_, tax, years) => {
    expect(taxOf('FIT', { ...together, ...years })).toBe(tax);
    expect(taxOf('FIT', { ...alone, ...years })).toBe(tax);
    expect(taxOf('FIT_ON_SUPPLEMENTAL', { ...together, ...years })).toBe(tax);
  });

  it('is used when the same payslip withholds from regular wages, and says what it looked at', () => {
    const full = { ...plain, items: [{ code: 'BONUS', amount: '500.00' }] };
    expect(taxOf('FIT', full)).toBe('430.38');
    expect(taxOf('FIT_ON_SUPPLEMENTAL', full)).toBe('110.00');
    const told = JSON.stringify(calculate({ ...together, year_to_date: none, explain: true }));
    expect(told).toContain('31.3402(g)-1');
    expect(calculate({ ...together, year_to_date: none })).toMatchObject({ warnings: [] });
    expect(calculate(together)).toMatchObject({ warnings: [{ code: 'regular_tax_unknown' }] });
  });

  it('does not matter above a million, where 37 % is withheld', () => {
    const above = { ...together, year_to_date: { ...none, SUPPLEMENTAL_WAGES: '1000000.00' } };
    expect(taxOf('FIT', above)).toBe('185.00');
    expect(taxOf('FIT_ON_SUPPLEMENTAL', above)).toBe('185.00');
  });
});

describe('Social Security, Medicare and FUTA', () => {
  const before = (year_to_date: object) => ({ ...plain, year_to_date });

  it.each([
    ['SS', '184499.99', '0.00'],
    ['SS', '184450.00', '3.10'],
    ['SS', '181500.00', '186.00'],
    ['SS', '200000.00', '0.00'],
  ])('%s after %s of wages is %s', (code, SS_WAGES, expected) => {
    expect(taxOf(code, before({ SS_WAGES }))).toBe(expected);
    expect(taxOf('SS_EMPLOYER', before({ SS_WAGES }))).toBe(expected);
  });

  it.each([
    ['197000.00', undefined],
    ['197000.56', '0.01'],
    ['198000.00', '9.00'],
    ['500000.00', '27.00'],
  ])(
    'Additional Medicare after %s of wages is %s, and has no share of the employer',
    (MEDICARE_WAGES, expected) => {
      expect(taxOf('ADDITIONAL_MEDICARE', before({ MEDICARE_WAGES }))).toBe(expected);
      expect(taxOf('MEDICARE_EMPLOYER', before({ MEDICARE_WAGES }))).toBe('43.50');
    },
  );

  it.each([
    ['0', '18.00'],
    ['6000.00', '6.00'],
    ['7000.00', undefined],
  ])('FUTA after %s of wages is %s', (FUTA_WAGES, expected) => {
    expect(taxOf('FUTA_EMPLOYER', before({ FUTA_WAGES }))).toBe(expected);
  });

  it('leave out an earning that is exempt from them', () => {
    const pay_codes = [
      {
        id: 1000,
        code: 'STIPEND',
        kind: 'earning',
        title: 'Stipend',
        amount: { by: 'amount' },
        exempt_from: ['SS', 'MEDICARE'],
        journal_account: 'wages_expense',
      },
    ];
    const json = { ...plain, pay_codes, items: [{ code: 'STIPEND', amount: '400' }] };
    const wages = ['FIT_WAGES', 'SS_WAGES', 'MEDICARE_WAGES', 'FUTA_WAGES'];
    expect(wages.map((code) => taxOf(code, json))).toEqual([
      '3400.00',
      '3000.00',
      '3000.00',
      '3400.00',
    ]);
  });

  it('leave out what a deduction before them takes', () => {
    const items = [
      { code: 'SECTION125', amount: '200' },
      { code: 'HSA', amount: '100' },
      { code: '401K', amount: '300' },
    ];
    const json = { ...plain, items };
    const wages = ['FIT_WAGES', 'SS_WAGES', 'MEDICARE_WAGES', 'FUTA_WAGES'];
    expect(wages.map((code) => taxOf(code, json))).toEqual([
      '2400.00',
      '2700.00',
      '2700.00',
      '2700.00',
    ]);
  });
});
