import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatAmount, USD } from '#money/minor.ts';
import {
  cents,
  creditor,
  levy,
  type OrderJson,
  type Period,
  pay,
  perYear,
  support,
  take,
} from './orders.fixture.ts';

describe('the order of several orders', () => {
  const taxLevy = { ...levy, exempt: '500', received: '2026-02-01' };
  const child = { ...support, amount: '300', second_family: true };

  it('leaves earlier support out of the levied pay', () => {
    const taken = take([taxLevy, { ...child, received: '2026-01-01' }], pay('1000'));
    expect(taken.lines).toEqual({ CHILD_SUPPORT: '300.00', TAX_LEVY: '200.00' });
  });

  it('takes an earlier levy before support, which gets what is left of the pay', () => {
    const taken = take([taxLevy, { ...child, received: '2026-03-01' }], pay('700'));
    expect(taken.lines).toEqual({ TAX_LEVY: '200.00', CHILD_SUPPORT: '300.00' });
    const small = take(
      [taxLevy, { ...child, received: '2026-03-01' }],
      pay('700', 'weekly', { netMinor: 600_00n }),
    );
    expect(small.lines).toEqual({ TAX_LEVY: '100.00', CHILD_SUPPORT: '300.00' });
  });

  it('knows a judgment of support that is older than the levy', () => {
    const late = { ...child, received: '2026-03-01', judgment: '2025-12-01' };
    expect(take([taxLevy, late], pay('1000')).lines).toEqual({
      CHILD_SUPPORT: '300.00',
      TAX_LEVY: '200.00',
    });
  });

  it('takes support before an older creditor', () => {
    const old = { ...creditor, received: '2020-01-01' };
    expect(take([old, { ...child, amount: '100' }], pay('1000')).lines).toEqual({
      CHILD_SUPPORT: '100.00',
      GARNISHMENT: '150.00',
    });
  });

  // 20 U.S.C. 1095a(a); 31 U.S.C. 3720D: 15 %, inside the 25 % of all.
  it('gives a student loan and an agency 15 % each, together no more than 25 %', () => {
    const loan = { kind: 'student_loan', percent: '15', received: '2026-01-01' };
    const agency = { kind: 'federal_agency', percent: '15', received: '2026-01-02' };
    expect(take([agency, loan], pay('1000')).lines).toEqual({
      STUDENT_LOAN: '150.00',
      FEDERAL_DEBT: '100.00',
    });
    expect(take([{ ...loan, percent: '20' }], pay('1000')).lines).toEqual({
      STUDENT_LOAN: '150.00',
    });
    const agreed = { ...loan, percent: '20', consent: true };
    expect(take([agreed], pay('1000')).lines).toEqual({ STUDENT_LOAN: '200.00' });
  });

  it('takes no student loan in the first year after an involuntary separation', () => {
    const loan = { kind: 'student_loan', percent: '15' };
    expect(take([{ ...loan, reemployed: '2025-07-01' }], pay('1000')).lines).toEqual({
      STUDENT_LOAN: '0.00',
    });
    expect(take([{ ...loan, reemployed: '2025-06-15' }], pay('1000')).lines).toEqual({
      STUDENT_LOAN: '150.00',
    });
  });

  it('lets bankruptcy and state taxes take more than 25 %, and then nothing is left for others', () => {
    const bankrupt = { kind: 'bankruptcy', amount: '400', received: '2026-01-01' };
    const state = { kind: 'state_tax_levy', state: 'CA', percent: '30', received: '2026-01-02' };
    expect(take([creditor, state, bankrupt], pay('1000')).lines).toEqual({
      BANKRUPTCY: '400.00',
      STATE_TAX_LEVY: '300.00',
      GARNISHMENT: '0.00',
    });
  });
});

const day = fc.integer({ min: 1, max: 28 }).map((one) => `2026-01-${String(one).padStart(2, '0')}`);
const dollars = fc.integer({ min: 0, max: 300_000 }).map((one) => formatAmount(BigInt(one), USD));
const share = fc.integer({ min: 0, max: 100 }).map(String);
const asksFor = fc.oneof(fc.record({ amount: dollars }), fc.record({ percent: share }));
const anyOrder: fc.Arbitrary<OrderJson> = fc
  .record({
    of: fc.constantFrom(
      'support',
      'tax_levy',
      'bankruptcy',
      'student_loan',
      'federal_agency',
      'creditor',
    ),
    received: day,
    asks: asksFor,
    arrears: dollars,
    old: fc.boolean(),
    second: fc.boolean(),
    equal: fc.boolean(),
    fee: fc.constantFrom('0', '5', '400'),
    exempt: dollars,
  })
  .map(({ of, received, asks, arrears, old, second, equal, fee, exempt }) => {
    const kind = { kind: of, received };
    if (of === 'tax_levy') return { ...kind, exempt };
    if (of === 'creditor') return { ...kind, ...asks, state: 'TX', fee };
    if (of !== 'support') return { ...kind, ...asks };
    const allocation = equal ? 'equal' : 'proportional';
    const family = { second_family: second, arrears_over_12_weeks: old, allocation };
    return { ...kind, ...asks, state: 'TX', fee, arrears, ...family };
  });

describe('for any orders and any pay', () => {
  const anyPay = fc.record({
    disposable: dollars,
    lost: fc.integer({ min: 0, max: 100_000 }),
    period: fc.constantFrom<Period>('daily', 'weekly', 'biweekly', 'semimonthly', 'monthly'),
  });
  const someOrders = fc.array(anyOrder, { minLength: 1, maxLength: 6 });

  it('no limit of the law is passed, and nothing is taken that is not there', () => {
    fc.assert(
      fc.property(someOrders, anyPay, (orders, { disposable, lost, period }) => {
        const earned = cents(disposable);
        const room = earned > BigInt(lost) ? earned - BigInt(lost) : 0n;
        const { lines } = take(orders, pay(disposable, period, { netMinor: room }));
        const of = (code: string) => cents(lines[code] ?? '0');
        const all = Object.values(lines).reduce((sum, one) => sum + cents(one), 0n);
        const isSupport = (one: OrderJson) => one['kind'] === 'support';
        const supports = orders.filter(isSupport);
        const micro = supports.every((one) => one['second_family'] === false) ? 60n : 50n;
        expect(of('CHILD_SUPPORT') * 100n).toBeLessThanOrEqual(earned * (micro + 5n));
        if (!supports.some((one) => one['arrears_over_12_weeks'] === true)) {
          expect(of('CHILD_SUPPORT') * 100n).toBeLessThanOrEqual(earned * micro);
        }
        const ordinary = of('GARNISHMENT') + of('STUDENT_LOAN') + of('FEDERAL_DEBT');
        expect(ordinary * 4n).toBeLessThanOrEqual(earned);
        expect(of('STUDENT_LOAN') * 100n).toBeLessThanOrEqual(earned * 15n);
        expect(of('FEDERAL_DEBT') * 100n).toBeLessThanOrEqual(earned * 15n);
        const weeks = period === 'daily' ? 52n : perYear[period];
        if (ordinary > 0n)
          expect((earned - ordinary) * weeks).toBeGreaterThanOrEqual(217_50n * 52n);
        if (ordinary > 0n)
          expect((of('CHILD_SUPPORT') + ordinary) * 4n).toBeLessThanOrEqual(earned);
        expect(all).toBeLessThanOrEqual(room);
        expect(Object.values(lines).every((one) => cents(one) >= 0n)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('the order in which they were entered has no effect', () => {
    fc.assert(
      fc.property(
        someOrders.chain((orders) =>
          fc.tuple(fc.constant(orders), fc.shuffledSubarray(orders, { minLength: orders.length })),
        ),
        anyPay,
        ([orders, shuffled], { disposable, period }) => {
          const from = pay(disposable, period);
          expect(take(shuffled, from).lines).toEqual(take(orders, from).lines);
        },
      ),
      { numRuns: 300 },
    );
  });
});
