/**
 * Payslip inputs of every kind for tests that compare two calculations: plain and broken ones, and
 * amounts near and beyond every bound. Also a list of pay codes with every rule and limit.
 */

import fc from 'fast-check';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import type { PayCode, PayCodeDefinition } from '#payslip/codes/pay-code.ts';
import type { PayItem, PayslipInput, PayTerms, PeriodFacts } from '#payslip/payslip-input.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';
import { filingStatuses } from '#payslip/taxes/us/w4.ts';
import { withExemption } from './any-exemption.ts';

const of = (id: number, code: string, rest: Partial<PayCodeDefinition>): PayCode => ({
  ...{ id: 1_000 + id, code, title: code, kind: 'deduction', journalAccount: 'any' },
  amount: { by: 'amount' },
  ...rest,
});

const percentOf = (...bases: readonly string[]) => ({ by: 'percent', of: bases }) as const;

const ownCodes: readonly PayCode[] = [
  of(1, 'CAP_PERIOD', { amount: percentOf('gross'), caps: { perPeriod: '50' } }),
  of(2, 'CAP_YEAR', { amount: percentOf('gross'), exemptFrom: ['FIT'], caps: { annual: '900' } }),
  of(3, 'CAP_MONTH', { caps: { monthly: '200' } }),
  of(4, 'KEEP_NET', { minimumNet: '500', ifShort: 'part' }),
  of(5, 'SKIPPED', { minimumNet: '100', ifShort: 'skip' }),
  of(6, 'FOR_ALL', {
    kind: 'employer_contribution',
    appliesToAll: true,
    amount: { by: 'amount', amount: '1.25' },
  }),
  of(7, 'OWN_TAX', {
    kind: 'tax',
    amount: { ...percentOf('gross', '-REIMBURSEMENT'), percent: '1.2345' },
    rounding: 'half_even',
    appliesToAll: true,
  }),
  of(8, 'BANDS', {
    kind: 'tax',
    amount: { by: 'bands', of: ['gross'], bands: [{ above: '100', percent: '3' }] },
  }),
  of(9, 'MATCH', {
    kind: 'employer_contribution',
    amount: {
      by: 'match',
      matches: '401K',
      of: ['gross'],
      tiers: [{ upToPercent: '4', matchPercent: '50' }],
    },
  }),
  of(10, 'ON_PAY', {
    kind: 'earning',
    amount: { ...percentOf('SALARY', 'REGULAR'), percent: '3' },
  }),
  of(11, 'EXEMPT_PAY', { kind: 'earning', exemptFrom: ['SS', 'MEDICARE'], rounding: 'down' }),
  of(12, 'ODD_HOURS', {
    kind: 'earning',
    amount: { by: 'hours', multiplier: '1.3333', premium: true },
    rounding: 'up',
  }),
  of(13, 'FLOORED', { amount: percentOf('net'), rounding: 'floor' }),
  of(15, 'EXEMPT_INFO', { kind: 'information', wages: 'regular', exemptFrom: ['FIT', 'FUTA'] }),
  // Tips as regular wages: only so are they calculated in whole numbers up to the taxes.
  {
    ...of(0, 'CASH_TIPS', { kind: 'information', wages: 'regular' }),
    id: 40,
    validFrom: '2026-01-01',
  },
  of(14, 'CEILED', { kind: 'information', amount: percentOf('disposable'), rounding: 'ceiling' }),
];

const compiled = compilePayCodes([...everyBuiltInPayCode, ...ownCodes], { taxes: usFederal });
if (!compiled.ok) throw new Error(JSON.stringify(compiled.refusal));

export const everyRule = compiled.value;

const idOf = (code: string): number => everyRule.byCode.get(code)?.id ?? 0;
const anyDay = (from: string, days: number) =>
  fc.integer({ min: 0, max: days }).map((day) => Temporal.PlainDate.from(from).add({ days: day }));

/** Amounts up to a typical one. */
type Amounts = (typical: bigint) => fc.Arbitrary<bigint>;

const near = (bound: bigint) => fc.bigInt({ min: bound - 2n, max: bound + 2n });
const caps = [5_000n, 20_000n, 50_000n, 90_000n];
const bounds = [2n ** 42n, 10n ** 15n, 2n ** 52n, 2n ** 53n, 2n ** 63n, 2n ** 64n, -(2n ** 42n)];

const plainAmounts: Amounts = (typical) =>
  fc.oneof(
    { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: typical }) },
    fc.bigInt({ min: 0n, max: typical / 50n }),
  );

/** Mostly plain. Some are negative, and some are near the bounds of the calculation or beyond. */
const wildAmounts: Amounts = (typical) =>
  fc.oneof(
    { weight: 100, arbitrary: plainAmounts(typical) },
    fc.bigInt({ min: -typical, max: 0n }),
    fc.bigInt({ min: 0n, max: typical ** 2n }),
    fc.constantFrom(...bounds).chain(near),
  );

/** Amounts at which a limit begins: a cap, the net pay, the largest line. */
const limitAmounts: Amounts = (typical) =>
  fc.oneof(
    plainAmounts(typical),
    plainAmounts(typical * 30n),
    fc.constantFrom(...caps).chain(near),
    fc.constantFrom(...bounds).chain(near),
    fc.bigInt({ min: -typical, max: 0n }),
  );

/** Null once for every so many values. */
const maybe = <Value>(arbitrary: fc.Arbitrary<Value>, values = 3) =>
  fc.option(arbitrary, { nil: null, freq: values + 1 });

const hundredths = (most: number) =>
  fc.integer({ min: 0, max: most * 100 }).map((hundredth) => BigInt(hundredth) * 10_000n);
const hours = (amounts: Amounts) =>
  fc.oneof({ weight: 9, arbitrary: hundredths(40) }, amounts(40_000_000n), hundredths(200));
const percentages = (amounts: Amounts) => fc.oneof(hundredths(12), amounts(12_000_000n));

/** Rates of an hour. One in ten may be below the minimum wage, which holds the person. */
const rates = (amounts: Amounts, typical = 60_000_000n) => {
  const enough = (rate: bigint) => (rate >= 0n && rate < 20_000_000n ? rate + 20_000_000n : rate);
  const arbitrary = amounts(typical).map(enough);
  return fc.oneof({ weight: 9, arbitrary }, amounts(typical));
};

/** Days around the bounds of the usual period. */
const nearDays = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-15', '2026-03-16'];
const nearDay = fc.constantFrom(...nearDays).map((day) => Temporal.PlainDate.from(day));
const none = { quantityMicro: null, rateMicro: null, amountMinor: null, percentMicro: null };

const few = Array.from({ length: 15 }, () => null);

function itemOf({ id, amount: { by } }: PayCode, amounts: Amounts): fc.Arbitrary<PayItem> {
  const isByHours = by === 'hours' || by === 'pieces';
  return fc
    .record({
      amountMinor: by === 'hours' ? fc.constant(null) : maybe(amounts(20_000n)),
      quantityMicro: isByHours ? hours(amounts) : fc.constant(null),
      percentMicro: by === 'percent' ? percentages(amounts) : fc.constant(null),
      rateMicro: maybe(rates(amounts), 1),
      job: fc.constantFrom(...few, 'bar'),
      workedOn: fc.oneof({ weight: 5, arbitrary: fc.constant(null) }, nearDay),
    })
    .map((values) => ({ ...none, payCodeId: id, ...values }));
}

function oddItemOf({ id, kind }: PayCode, amounts: Amounts): fc.Arbitrary<PayItem> {
  return fc
    .record({
      amountMinor: maybe(amounts(20_000n)),
      quantityMicro: maybe(hours(amounts)),
      percentMicro: maybe(percentages(amounts)),
      rateMicro: maybe(rates(amounts)),
      job: maybe(fc.constant('bar'), 1),
      workedOn: maybe(anyDay('2026-03-02', 16)),
      balanceMinor: kind === 'deduction' ? maybe(amounts(20_000n)) : fc.constant(null),
    })
    .map((values) => ({ ...none, payCodeId: id, ...values }));
}

const common = [
  '401K',
  'SECTION125',
  'POST_TAX',
  'REIMBURSEMENT',
  'BONUS',
  'HSA',
  'ROTH_401K',
  'UNION_DUES',
];
const worked = ['REGULAR', 'OVERTIME', 'VACATION', 'DOUBLE_TIME'];
const limited = [
  'KEEP_NET',
  'SKIPPED',
  'CAP_PERIOD',
  'CAP_YEAR',
  'CAP_MONTH',
  'EXEMPT_INFO',
  'CASH_TIPS',
];
const named = (names: readonly string[]) =>
  everyRule.all.filter(({ code }) => names.includes(code));
const someCode = (names: readonly string[]) => fc.constantFrom(...named(names));

const usualItem = (amounts: Amounts, names: readonly string[]) =>
  someCode(names).chain((code) => itemOf(code, amounts));
/** The facts of an order. They count under a pay code that has no limit, too. */
const orderItem = wildAmounts(20_000n).map((amountMinor) => {
  const facts = { kind: 'creditor', receivedOn: '2026-01-05', reference: null, payee: null };
  const limits = { limitPercentMicro: null, protectedPerWeekMinor: null, feeMinor: 500n };
  const order = { ...facts, ...limits, state: 'TX', judgmentOn: null };
  return { ...none, payCodeId: idOf('POST_TAX'), amountMinor, order };
});
const anyItem = fc
  .constantFrom(...everyRule.all)
  .chain((code) =>
    fc.oneof(
      { weight: 8, arbitrary: itemOf(code, wildAmounts) },
      { weight: 8, arbitrary: oddItemOf(code, wildAmounts) },
      orderItem,
    ),
  );

/** Next to the limit of a pay code, to the balance of a loan, or to the largest line. */
const nextTo: readonly (readonly [code: string, limit: bigint])[] = [
  ...([
    ['CAP_PERIOD', 5_000n],
    ['CAP_MONTH', 11_000n],
    ['CAP_MONTH', 20_000n],
  ] as const),
  ...([
    ['CAP_YEAR', 90_000n],
    ['EXEMPT_INFO', 70_000n],
    ['OWN_TAX', 400_000n],
  ] as const),
  // What is left of a year's limit: `closeToLimits`.
  ...([
    ['401K', 90_000n],
    ['ROTH_401K', 90_000n],
    ['HSA', 90_000n],
  ] as const),
  ...([
    ['REIMBURSEMENT', 10n ** 15n],
    ['EXEMPT_PAY', 2n ** 42n],
    ['LOAN', 4_000n],
  ] as const),
];
const exactItem = fc
  .tuple(fc.constantFrom(...nextTo), fc.bigInt({ min: -2n, max: 2n }))
  .map(([[code, limit], off]) => {
    const item = { ...none, payCodeId: idOf(code), amountMinor: limit + off };
    if (code === 'HSA' && off === 2n) return { ...item, limitFor: 'family' };
    if (code === '401K' && off === 2n) return { ...item, limitMinor: 2_450_000n };
    return code === 'LOAN' ? { ...item, balanceMinor: limit } : item;
  });

/** One item with which a limit takes effect, or just does not. */
const limitItem = fc.oneof(
  { weight: 4, arbitrary: exactItem },
  { weight: 2, arbitrary: usualItem(limitAmounts, limited) },
  { weight: 2, arbitrary: usualItem(limitAmounts, ['KEEP_NET']) },
  usualItem(limitAmounts, common),
  usualItem(limitAmounts, worked),
  someCode(['LOAN', 'POST_TAX']).chain((code) => oddItemOf(code, limitAmounts)),
);

const laterForm = (amounts: Amounts) =>
  fc.record({
    filingStatus: fc.constantFrom(...filingStatuses),
    step2: fc.boolean(),
    step3Minor: amounts(400_000n),
    step4aMinor: amounts(1_000_000n),
    step4bMinor: amounts(1_000_000n),
    step4cMinor: amounts(9_000n),
  });
const earlierForm = (amounts: Amounts) =>
  fc.record({
    filingStatus: fc.constantFrom('single', 'mfs', 'mfj'),
    step2: fc.constant(false),
    ...{ step3Minor: fc.constant(0n), step4aMinor: fc.constant(0n), step4bMinor: fc.constant(0n) },
    step4cMinor: amounts(9_000n),
    allowances: fc.integer({ min: 0, max: 12 }),
  });
const brokenForm = fc
  .tuple(
    laterForm(wildAmounts),
    fc.constantFrom<Record<string, unknown>>(
      ...[{ filingStatus: null }, { filingStatus: 'married' }, { step4cMinor: '12' }],
      ...[{ exempt: true }, { nonresidentAlien: true }, { exempt: true, nonresidentAlien: true }],
      ...[{ allowances: 3 }, { allowances: -1, step2: false }, { allowances: 1.5, step2: false }],
    ),
  )
  .map(([form, broken]) => ({ ...form, ...broken }));

const period: PeriodFacts = {
  startOn: Temporal.PlainDate.from('2026-03-02'),
  endOn: Temporal.PlainDate.from('2026-03-15'),
  payOn: Temporal.PlainDate.from('2026-03-20'),
  periodsPerYear: 26,
};
const periods = fc.constantFrom(
  period,
  { ...period, periodsPerYear: 24 },
  { ...period, endOn: Temporal.PlainDate.from('2026-03-08'), periodsPerYear: 52 },
  { ...period, startOn: Temporal.PlainDate.from('2025-12-21'), periodsPerYear: 1 },
);

const employee = (amounts: Amounts) =>
  fc.record({
    hiredOn: anyDay('2019-01-01', 2_000),
    endedOn: fc.constantFrom(null, null, period.payOn),
    payType: fc.constantFrom('salary' as const, 'hourly' as const),
    annualSalaryMinor: maybe(amounts(30_000_000n), 30),
    hourlyRateMicro: maybe(rates(amounts, 160_000_000n), 30),
    overtime: fc.constantFrom(null, null, 'exempt' as const, 'nonexempt' as const),
    workState: fc.constantFrom(null, null, 'TX', ' ca'),
    birthOn: maybe(anyDay('1955-01-01', 12_000), 2),
  });

const term: fc.Arbitrary<PayTerms> = fc.record({
  job: maybe(fc.constant('bar'), 1),
  fromOn: fc.oneof(anyDay('2026-02-20', 30), anyDay('2020-01-01', 30)),
  untilOn: maybe(anyDay('2026-03-05', 30), 1),
  payType: fc.constantFrom('salary', 'hourly'),
  annualSalaryMinor: maybe(wildAmounts(15_000_000n), 9),
  hourlyRateMicro: maybe(rates(wildAmounts), 9),
});
const oddEmployee = fc
  .record({
    employee: employee(wildAmounts),
    hiredOn: anyDay('2026-02-28', 20),
    endedOn: maybe(anyDay('2026-02-28', 20)),
    terms: fc.array(term, { maxLength: 3 }),
    isLate: fc.boolean(),
  })
  .map(({ employee: plain, hiredOn, endedOn, terms, isLate }) =>
    isLate ? { ...plain, hiredOn, endedOn } : { ...plain, terms },
  );

const datedTerm = (amounts: Amounts): fc.Arbitrary<PayTerms> =>
  fc.record({
    job: fc.constantFrom(null, null, null, 'bar'),
    fromOn: fc.oneof(anyDay('2020-01-01', 400), nearDay),
    untilOn: maybe(nearDay, 1),
    payType: fc.constantFrom('salary', 'hourly'),
    annualSalaryMinor: maybe(amounts(30_000_000n), 30),
    hourlyRateMicro: maybe(rates(amounts, 160_000_000n), 30),
  });
/** Hours with dates and jobs, and pay that changed on a date or did not change in the period. */
const datedEmployee = (amounts: Amounts) =>
  fc
    .tuple(employee(amounts), fc.array(datedTerm(amounts), { minLength: 1, maxLength: 3 }))
    .map(([plain, terms]) => ({ ...plain, terms }));

const yearToDate = (amounts: Amounts) =>
  fc
    .array(
      fc.tuple(
        fc.constantFrom(
          ...['SS_WAGES', 'MEDICARE_WAGES', 'FUTA_WAGES', 'FIT', 'CAP_YEAR'],
          ...['SS_WAGES', 'MEDICARE_WAGES', 'UNCOLLECTED_MEDICARE'],
        ),
        fc.oneof(fc.bigInt({ min: 0n, max: 700_000n }), amounts(25_000_000n)),
      ),
      { maxLength: 5 },
    )
    .chain((pairs) => closeToLimits.map((given) => [...pairs, ...given]))
    .map((pairs) =>
      AmountsByCode.from(new Map(pairs.map(([code, amount]) => [idOf(code), amount]))),
    );

/** 900.00 below the limits of 2026, in one part or in two. */
const closeToLimits = fc.constantFrom<readonly (readonly [string, bigint])[]>(
  ...[[], [], [['401K', 2_360_000n] as const], [['HSA', 350_000n] as const]],
  [
    ['401K', 1_360_000n],
    ['ROTH_401K', 1_000_000n],
  ],
);

function inputs(
  amounts: Amounts,
  odd: { readonly items: fc.Arbitrary<PayItem>; readonly isWild: boolean },
): fc.Arbitrary<PayslipInput> {
  const forms = [laterForm(amounts), laterForm(amounts), earlierForm(amounts)];
  return fc.record(
    {
      employee: odd.isWild
        ? fc.oneof(employee(amounts), oddEmployee)
        : fc.oneof({ weight: 3, arbitrary: employee(amounts) }, datedEmployee(amounts)),
      period: periods,
      taxForm: withExemption(fc.oneof(...forms, ...(odd.isWild ? [brokenForm] : [])), nearDays),
      items: fc
        .tuple(
          fc.array(usualItem(amounts, common), { maxLength: 3 }),
          fc.array(usualItem(amounts, worked), { maxLength: 2 }),
          fc.array(odd.items, odd.isWild ? { maxLength: 3 } : { minLength: 1, maxLength: 1 }),
        )
        .map((parts) => parts.flat()),
      yearToDate: yearToDate(amounts),
      monthToDate: fc.constantFrom(
        AmountsByCode.none,
        AmountsByCode.from(new Map([[idOf('CAP_MONTH'), 9_000n]])),
      ),
    },
    { requiredKeys: ['employee', 'period', 'taxForm', 'items', 'yearToDate'] },
  );
}

export const anyPayslipInput: fc.Arbitrary<PayslipInput> = fc.oneof(
  { weight: 3, arbitrary: inputs(plainAmounts, { items: limitItem, isWild: false }) },
  { weight: 1, arbitrary: inputs(wildAmounts, { items: anyItem, isWild: true }) },
);
