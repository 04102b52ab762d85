import { describe, expect, it } from 'vitest';
import { type Minor, USD } from '#money/minor.ts';
import { AmountsByCode } from './amounts-by-code.ts';
import { payslipCalculator } from './calculate-payslip.ts';
import { everyBuiltInPayCode } from './codes/built-in-pay-codes.ts';
import { compilePayCodes } from './codes/compile-pay-codes.ts';
import type { PayCodes } from './codes/pay-code.ts';
import type { Payslip, PayslipOutcome } from './payslip.ts';
import type { PayItem, PayslipInput } from './payslip-input.ts';
import { usFederal } from './taxes/us/us-federal.ts';

const day = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);

const compiled = compilePayCodes(everyBuiltInPayCode);
if (!compiled.ok) throw new Error('the built-in pay codes do not compile');
const codes: PayCodes = compiled.value;

function idOf(code: string): number {
  const found = codes.byCode.get(code);
  if (found === undefined) throw new Error(`no pay code ${code}`);
  return found.id;
}

const nothing = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };

function item(code: string, values: Partial<PayItem>): PayItem {
  return { payCodeId: idOf(code), ...nothing, ...values };
}

/** Biweekly, 2026, single, 78,000 a year: 3,000.00 a period. */
const salaried: PayslipInput = {
  employee: {
    hiredOn: day('2020-01-01'),
    endedOn: null,
    payType: 'salary',
    annualSalaryMinor: 7_800_000n,
    hourlyRateMicro: null,
  },
  period: {
    startOn: day('2026-01-05'),
    endOn: day('2026-01-18'),
    payOn: day('2026-01-23'),
    periodsPerYear: 26,
  },
  taxForm: {
    filingStatus: 'single',
    step2: false,
    step3Minor: 0n,
    step4aMinor: 0n,
    step4bMinor: 0n,
    step4cMinor: 0n,
  },
  items: [],
  yearToDate: AmountsByCode.none,
};

const hourly: PayslipInput = {
  ...salaried,
  employee: {
    ...salaried.employee,
    payType: 'hourly',
    annualSalaryMinor: null,
    hourlyRateMicro: 20_000_000n,
  },
};

function calculate(input: PayslipInput): PayslipOutcome {
  const calculator = payslipCalculator({
    codes,
    currency: USD,
    payOn: input.period.payOn,
    taxes: usFederal,
  });
  if (!calculator.ok) throw new Error(calculator.refusal.message);
  return calculator.value(input);
}

function paid(input: PayslipInput): Payslip {
  const outcome = calculate(input);
  if (outcome.kind === 'held') throw new Error(`held: ${outcome.code}`);
  return outcome.payslip;
}

function line(payslip: Payslip, code: string): Minor | undefined {
  return payslip.lines.find(({ payCodeId }) => payCodeId === idOf(code))?.amountMinor;
}

describe('a payslip', () => {
  it('takes a salary through to net', () => {
    const payslip = paid(salaried);
    expect(line(payslip, 'SALARY')).toBe(300_000n);
    // 78,000 − 8,600 = 69,400; 5,800 + 22 % of 11,500 = 8,330; ÷ 26 = 320.38
    expect(line(payslip, 'FIT')).toBe(32_038n);
    expect(line(payslip, 'SS')).toBe(18_600n);
    expect(line(payslip, 'MEDICARE')).toBe(4_350n);
    expect(line(payslip, 'SS_EMPLOYER')).toBe(18_600n);
    expect(line(payslip, 'FUTA_EMPLOYER')).toBe(1_800n);
    expect(payslip.grossMinor).toBe(300_000n);
    expect(payslip.taxesMinor).toBe(54_988n);
    expect(payslip.netMinor).toBe(245_012n);
    expect(payslip.yearToDate.get(idOf('SS_WAGES'))).toBe(300_000n);
  });

  it('pays hours and overtime at one and a half', () => {
    const payslip = paid({
      ...hourly,
      items: [
        item('REGULAR', { quantityMicro: 80_000_000n }),
        item('OVERTIME', { quantityMicro: 2_500_000n }),
      ],
    });
    expect(line(payslip, 'REGULAR')).toBe(160_000n);
    expect(line(payslip, 'OVERTIME')).toBe(7_500n);
  });

  it('takes a 401(k) before income tax only, and section 125 before all', () => {
    const payslip = paid({
      ...salaried,
      items: [
        item('401K', { percentMicro: 6_000_000n }),
        item('SECTION125', { amountMinor: 10_000n }),
      ],
    });
    expect(line(payslip, 'FIT_WAGES')).toBe(272_000n);
    expect(line(payslip, 'SS_WAGES')).toBe(290_000n);
    expect(line(payslip, 'MEDICARE_WAGES')).toBe(290_000n);
  });

  it('stops Social Security at the wage base and adds Medicare above the threshold', () => {
    const payslip = paid({
      ...salaried,
      yearToDate: AmountsByCode.from(
        new Map([
          [idOf('SS_WAGES'), 18_400_000n],
          [idOf('MEDICARE_WAGES'), 19_900_000n],
          [idOf('FUTA_WAGES'), 700_000n],
        ]),
      ),
    });
    expect(line(payslip, 'SS')).toBe(3_100n);
    expect(line(payslip, 'SS_WAGES')).toBe(50_000n);
    expect(line(payslip, 'ADDITIONAL_MEDICARE')).toBe(1_800n);
    expect(line(payslip, 'FUTA_EMPLOYER')).toBeUndefined();
  });

  it('withholds 22 % of a bonus, and 37 % above a million a year', () => {
    const bonus = paid({ ...salaried, items: [item('BONUS', { amountMinor: 100_000n })] });
    expect(line(bonus, 'FIT')).toBe(32_038n + 22_000n);
    const above = paid({
      ...salaried,
      items: [item('BONUS', { amountMinor: 100_000n })],
      yearToDate: AmountsByCode.from(new Map([[idOf('SUPPLEMENTAL_WAGES'), 99_950_000n]])),
    });
    expect(line(above, 'FIT')).toBe(32_038n + 11_000n + 18_500n);
  });

  it('prorates a hire in the middle of the period and says so', () => {
    const payslip = paid({
      ...salaried,
      employee: { ...salaried.employee, hiredOn: day('2026-01-12') },
    });
    expect(payslip.grossMinor).toBe(150_000n);
    expect(payslip.warnings).toMatchObject([{ code: 'prorated' }]);
  });

  it('is refused for a pay date without a table', () => {
    const ask = { codes, currency: USD, taxes: usFederal };
    for (const payOn of [day('2022-12-31'), day('2027-01-01')]) {
      expect(payslipCalculator({ ...ask, payOn })).toMatchObject({
        ok: false,
        refusal: { code: 'tax_table_missing' },
      });
    }
  });
});

describe('an employee is held', () => {
  it.each<[string, PayslipInput]>([
    ['missing_hours', hourly],
    [
      'missing_salary',
      { ...salaried, employee: { ...salaried.employee, annualSalaryMinor: null } },
    ],
    ['missing_rate', { ...salaried, items: [item('OVERTIME', { quantityMicro: 1_000_000n })] }],
    ['negative_hours', { ...hourly, items: [item('REGULAR', { quantityMicro: -1n })] }],
    [
      'hours_above_period',
      { ...hourly, items: [item('REGULAR', { quantityMicro: 336_000_001n })] },
    ],
    [
      'unknown_filing_status',
      { ...salaried, taxForm: { ...salaried.taxForm, filingStatus: null } },
    ],
    ['item_incomplete', { ...salaried, items: [item('BONUS', {})] }],
    ['unknown_pay_code', { ...salaried, items: [{ payCodeId: 998, ...nothing }] }],
    ['deductions_above_pay', { ...salaried, items: [item('401K', { amountMinor: 300_001n })] }],
    ['negative_net', { ...salaried, items: [item('POST_TAX', { amountMinor: 245_013n })] }],
    ['negative_gross', { ...salaried, items: [item('BONUS', { amountMinor: -300_001n })] }],
    [
      'not_employed',
      { ...salaried, employee: { ...salaried.employee, hiredOn: day('2026-01-19') } },
    ],
  ])('with %s, and told what to do', (code, input) => {
    const outcome = calculate(input);
    expect(outcome).toMatchObject({ kind: 'held', code });
    expect(outcome.kind === 'held' && outcome.hint.length > 10).toBe(true);
  });
});
