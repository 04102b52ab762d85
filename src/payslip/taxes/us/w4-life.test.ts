import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { exemptionUntil } from './w4-life.ts';

const calculate = caseCalculator();

/** 3,000.00 in two weeks that end on the pay date. */
const paid = (payDate: string, w4: object) => ({
  pay_date: payDate,
  frequency: 'biweekly',
  employee: { pay_type: 'salary', annual_salary: '78000', hired: '2019-01-01' },
  w4,
});

function taxOf(payDate: string, w4: object): string {
  const result = calculate(paid(payDate, w4));
  const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
  return lines.find(({ code }) => code === 'FIT')?.amount ?? JSON.stringify(result);
}

const single = { filing_status: 'single' };
const exempt = { filing_status: 'single', exempt: true };
const married = { filing_status: 'mfj' };
// 2026, on 3,000.00 in two weeks: see us-federal.test.ts.
const [asSingle, asMarried] = ['320.38', '192.31'];

describe('without a form', () => {
  it('income tax is that of a single person with no other entries', () => {
    expect(taxOf('2026-03-06', { filing_status: 'none' })).toBe(asSingle);
  });

  it('of somebody paid before 2020, it is that of single with no allowances', () => {
    // 78,000: 5,800 + 22 % × 20,100 = 10,222; ÷ 26. The bridge, 8,600 in step 4(a), gives the same.
    expect(taxOf('2026-03-06', { filing_status: 'none', allowances: 0 })).toBe('393.15');
    expect(taxOf('2026-03-06', { filing_status: 'none', step4a: '8600' })).toBe('393.15');
  });
});

describe('a claim to be exempt', () => {
  it.each([
    // Form W-4 of 2026: a new form is needed by 16 February 2027. The 15th is Washington's Birthday.
    [2026, '2027-02-16'],
    [2025, '2026-02-17'],
    [2023, '2024-02-15'],
    [1999, '2000-02-15'],
  ])('of %s ends on %s', (year, last) => {
    expect(exemptionUntil(year).toString()).toBe(last);
  });

  it.each([
    ['this year', '2026-12-31', { ...exempt, form_year: 2026 }, '0.00'],
    ['last year, on the last day', '2026-02-17', { ...exempt, form_year: 2025 }, '0.00'],
    ['last year, the day after', '2026-02-18', { ...exempt, form_year: 2025 }, asSingle],
    ['years ago', '2026-01-09', { ...exempt, form_year: 2019 }, asSingle],
    [
      'years ago, of a married person',
      '2026-03-06',
      { ...exempt, ...married, form_year: 2024 },
      asSingle,
    ],
    ['a year that is not known', '2026-03-06', exempt, '0.00'],
    ['next year', '2026-03-06', { ...exempt, form_year: 2027 }, asSingle],
  ])('of %s, on %s, gives the tax of its time', (_, payDate, w4, tax) => {
    expect(taxOf(payDate, w4)).toBe(tax);
  });

  it('that has ended is told with each payslip, and Social Security is withheld all along', () => {
    const ended = calculate(paid('2026-03-06', { ...exempt, form_year: 2024 }));
    expect(ended).toMatchObject({ warnings: [{ code: 'exemption_ended' }] });
    const lines = calculate(paid('2026-03-06', exempt))['lines'];
    expect(lines).toContainEqual(expect.objectContaining({ code: 'SS', amount: '186.00' }));
  });

  it('made again counts at once, and works forward only', () => {
    const old = { ...exempt, form_year: 2025 };
    const again = (received: string) => ({ ...old, dated: [{ received, ...exempt }] });
    expect(taxOf('2026-02-20', again('2026-02-10'))).toBe('0.00');
    expect(taxOf('2026-02-20', again('2026-02-25'))).toBe(asSingle);
    expect(taxOf('2026-03-06', again('2026-02-25'))).toBe('0.00');
  });
});

describe('a new form', () => {
  const changed = (more: object) => ({
    ...single,
    dated: [{ received: '2026-03-02', ...married, ...more }],
  });

  it.each([
    // Periods of two weeks that end on the pay date. The 30th day after 2 March is 1 April.
    ['in a period that ends before the 30th day', '2026-03-31', {}, asSingle],
    ['in the period that ends on it', '2026-04-01', {}, asMarried],
    ['from the day that the employer chose', '2026-03-13', { from: '2026-03-10' }, asMarried],
    ['before the day that the employer chose', '2026-03-09', { from: '2026-03-10' }, asSingle],
    [
      'from the 30th day, if the employer chose a later one',
      '2026-04-01',
      { from: '2026-05-01' },
      asMarried,
    ],
    ['that was altered, never', '2026-12-31', { valid: false }, asSingle],
    ['of next year, not before next year', '2026-12-31', { form_year: 2027 }, asSingle],
    ['that is received later, never', '2026-02-27', { from: '2026-01-01' }, asSingle],
  ])('counts %s', (_, payDate, more, tax) => {
    expect(taxOf(payDate, changed(more))).toBe(tax);
  });

  it('is the first one after none, and then counts from the next payment', () => {
    const first = { filing_status: 'none', dated: [{ received: '2026-03-02', ...married }] };
    expect(taxOf('2026-03-01', first)).toBe(asSingle);
    expect(taxOf('2026-03-02', first)).toBe(asMarried);
  });

  it('replaces the one before, in the order in which they were received', () => {
    const dated = [
      { received: '2026-05-04', ...single, step4c: '5' },
      { received: '2026-03-02', ...married },
    ];
    expect(taxOf('2026-04-10', { ...single, dated })).toBe(asMarried);
    expect(taxOf('2026-07-10', { ...single, dated })).toBe('325.38');
  });
});

describe('a lock-in letter', () => {
  const letter = { kind: 'order', received: '2026-03-02', from: '2026-04-15', ...single };
  const under = (form: object, ...more: readonly object[]) => ({
    ...form,
    dated: [letter, ...more],
  });

  it.each([
    ['does not count for wages paid on its date', '2026-04-15', under(married), asMarried],
    ['counts for wages paid after it', '2026-04-16', under(married), asSingle],
    [
      'lets a form count that withholds more',
      '2026-04-16',
      under({ ...single, step4c: '9' }),
      '329.38',
    ],
    [
      'overrules a later form that withholds less',
      '2026-09-11',
      under(single, { received: '2026-06-01', ...married }),
      asSingle,
    ],
    [
      'overrules a later claim to be exempt',
      '2026-09-11',
      under(single, { received: '2026-06-01', ...exempt }),
      asSingle,
    ],
    [
      'is replaced by a letter that modifies it',
      '2026-09-11',
      under(married, {
        kind: 'order',
        received: '2026-06-01',
        from: '2026-06-30',
        filing_status: 'hoh',
      }),
      '234.92',
    ],
    [
      'ends when the tax office releases the employee',
      '2026-09-11',
      under(married, { kind: 'release', received: '2026-06-01' }),
      asMarried,
    ],
  ])('%s', (_, payDate, w4, tax) => {
    expect(taxOf(payDate, w4)).toBe(tax);
  });

  it('is explained with both amounts', () => {
    const told = calculate({ ...paid('2026-04-24', under(married)), explain: true });
    const text = JSON.stringify(told['explanation']);
    expect([asSingle, asMarried].every((amount) => text.includes(amount))).toBe(true);
  });
});
