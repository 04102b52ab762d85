/** What a university, a church and a family bakery enter, and what each paragraph then exempts. */
import { describe, expect, it } from 'vitest';
import { caseCalculator } from '#payslip/cases/calculate-file.ts';
import { plainDate as day } from '#time/plain-date.fixture.ts';
import { exemptedIn, notExempted } from './exemptions.ts';

const calculate = caseCalculator();

interface Given {
  readonly pay?: string;
  readonly birth?: string;
  readonly w4?: object;
  readonly more?: object;
}

/** 2,000.00 in two weeks that end on the pay date. */
function paid({ pay = '2026-03-13', birth, w4 = {}, more = {} }: Given) {
  return calculate({
    ...{ pay_date: pay, frequency: 'biweekly', explain: true },
    employee: {
      ...{ pay_type: 'salary', annual_salary: '52000', hired: '2019-01-01' },
      ...(birth === undefined ? {} : { birth_date: birth }),
    },
    w4: { filing_status: 'single', ...w4 },
    ...more,
  });
}

function linesOf(result: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const lines = (result['lines'] ?? []) as readonly { code: string; amount: string }[];
  return Object.fromEntries(lines.map(({ code, amount }) => [code, amount]));
}

const codesOf = (result: Readonly<Record<string, unknown>>) =>
  ((result['warnings'] ?? []) as readonly { code: string }[]).map(({ code }) => code);

/** `FIT SS FUTA`: which taxes are above zero. */
function taxed(given: Given): string {
  const lines = linesOf(paid(given));
  if (lines['FIT'] === undefined) return JSON.stringify(paid(given));
  const names = { FIT: 'FIT', SS: 'SS', MEDICARE: 'MEDICARE', FUTA_EMPLOYER: 'FUTA' };
  return Object.entries(names)
    .flatMap(([code, name]) => (Number(lines[code] ?? 0) > 0 ? [name] : []))
    .join(' ');
}

const as = (tax_exemption: string, more: object = {}) => ({ w4: { tax_exemption, ...more } });
const row = (more: object) => ({ received: '2026-01-05', kind: 'exemption', ...more });

describe('an exemption', () => {
  it.each([
    ['nobody', {}, 'FIT SS MEDICARE FUTA'],
    ['a student of the own school', as('student'), 'FIT'],
    ['a minister', as('minister'), 'FUTA'],
    ['a minister who agreed to withholding', as('minister_withheld'), 'FIT FUTA'],
    ['a child of 17', { ...as('child'), birth: '2008-06-01' }, 'FIT'],
    ['a child of 18', { ...as('child'), birth: '2007-06-01' }, 'FIT SS MEDICARE'],
    ['a child of 21', { ...as('child'), birth: '2005-01-01' }, 'FIT SS MEDICARE FUTA'],
    ['a spouse', as('spouse'), 'FIT SS MEDICARE'],
    ['a parent', as('parent'), 'FIT SS MEDICARE'],
    ['a scholar with a J-1 visa', as('j1', { nonresident_alien: true }), 'FIT'],
  ])('of %s leaves the taxes that the law leaves', (_, given, left) => {
    expect(taxed(given)).toBe(left);
  });

  it('keeps the wages of Form W-2, box 1, and those that Form 940 lists as exempt', () => {
    expect(linesOf(paid(as('student')))).toMatchObject({
      ...{ FIT_WAGES: '2000.00', SS_WAGES: '0.00', MEDICARE_WAGES: '0.00' },
      ...{ SS_EMPLOYER: '0.00', MEDICARE_EMPLOYER: '0.00', FUTA_EXEMPT_WAGES: '2000.00' },
    });
  });

  it('of a minister leaves no income tax on a bonus either, whatever Form W-4 says', () => {
    const items = [{ code: 'BONUS', amount: '1500000' }];
    const lines = linesOf(paid({ ...as('minister'), more: { items } }));
    expect(lines).toMatchObject({ FIT: '0.00', FIT_ON_SUPPLEMENTAL: '0.00', SS: '0.00' });
    expect(lines['SUPPLEMENTAL_WAGES']).toBe('1500000.00');
  });

  it('is explained by its paragraph', () => {
    const text = JSON.stringify(paid(as('student')));
    expect(text).toContain('26 U.S.C. 3121(b)(10)');
    expect(text).toContain('26 U.S.C. 3306(c)(10)(B)');
    expect(JSON.stringify(paid(as('minister')))).toContain('26 U.S.C. 3401(a)(9)');
  });

  it('leaves the wage base as it was, for pay of the year without it', () => {
    // 184,500 less 183,000 that was taxed before.
    const year_to_date = { SS_WAGES: '183000', MEDICARE_WAGES: '183000' };
    expect(linesOf(paid({ ...as('student'), more: { year_to_date } }))['SS_WAGES']).toBe('0.00');
    expect(linesOf(paid({ more: { year_to_date } }))['SS_WAGES']).toBe('1500.00');
  });
});

describe('an exemption with dates', () => {
  // Two weeks from 28 February to 13 March 2026.
  it.each([
    ['begins in the first half', [row({ from: '2026-03-06', tax_exemption: 'student' })], true],
    // Half of the time is enough for all of it: 26 CFR 31.3121(c)-1(b).
    ['begins in the middle', [row({ from: '2026-03-07', tax_exemption: 'student' })], false],
    [
      'ends on the last day but six',
      [row({ until: '2026-03-07', tax_exemption: 'student' })],
      true,
    ],
    ['ends in the middle', [row({ until: '2026-03-06', tax_exemption: 'student' })], false],
    [
      'is ended by a row without one',
      [row({ tax_exemption: 'student' }), row({ from: '2026-03-05', tax_exemption: 'none' })],
      false,
    ],
  ])('that %s of a period counts by most of its time', (_, dated, isExempt) => {
    const result = paid({ w4: { dated } });
    expect(linesOf(result)['SS']).toBe(isExempt ? '0.00' : '124.00');
    expect(codesOf(result)).toEqual(['exemption_changes', 'exemption_changes']);
  });

  it.each([
    ['in the future', [row({ from: '2026-03-14', tax_exemption: 'student' })], '124.00'],
    ['that has ended', [row({ until: '2026-02-27', tax_exemption: 'student' })], '124.00'],
    ['that is invalid', [row({ tax_exemption: 'student', valid: false })], '124.00'],
    // The second was received later.
    [
      'of two rows on one day',
      [
        row({ from: '2026-02-01', received: '2026-02-03', tax_exemption: 'none' }),
        row({ from: '2026-02-01', tax_exemption: 'student' }),
      ],
      '124.00',
    ],
    ['without a day, from the receipt on', [row({ tax_exemption: 'student' })], '0.00'],
  ])('%s is judged by its days', (_, dated, tax) => {
    const result = paid({ w4: { dated } });
    expect([linesOf(result)['SS'], codesOf(result)]).toEqual([tax, []]);
  });

  it('ends the one of the roster, and stays when a new form is given', () => {
    const form = { received: '2026-02-01', from: '2026-02-01', filing_status: 'mfj' };
    const ended = [form, row({ from: '2026-02-01', tax_exemption: 'none' })];
    expect(linesOf(paid(as('student', { dated: [form] })))).toMatchObject({ SS: '0.00' });
    expect(linesOf(paid(as('student', { dated: ended })))).toMatchObject({ SS: '124.00' });
  });

  it('of a child ends with the birthdays', () => {
    // 13 March is the last day: the 18th birthday is on it, or on the second of the two weeks.
    const on = (birth: string) => paid({ ...as('child'), birth });
    expect(linesOf(on('2008-03-13'))['SS']).toBe('0.00');
    expect(linesOf(on('2008-03-01'))['SS']).toBe('124.00');
    expect(linesOf(on('2005-03-13'))['FUTA_EXEMPT_WAGES']).toBe('2000.00');
    expect(codesOf(on('2005-03-13'))).toEqual(['exemption_changes', 'child_of_age']);
    expect(codesOf(on('2004-03-13'))).toEqual(['child_of_age']);
  });

  it('that changes in a quarter of a year exempts nothing, and the payslip says so', () => {
    const dated = [row({ from: '2026-01-10', tax_exemption: 'student' })];
    const more = { frequency: 'quarterly' };
    const result = paid({ pay: '2026-03-31', w4: { dated }, more });
    expect(codesOf(result)).toEqual(['exemption_in_long_period', 'exemption_in_long_period']);
    expect(linesOf(result)['SS']).toBe('806.00');
  });

  it('that ended in the year warns of a bonus that may be for that time', () => {
    const dated = [row({ until: '2026-02-10', tax_exemption: 'student' })];
    const items = [{ code: 'BONUS', amount: '100' }];
    expect(codesOf(paid({ w4: { dated }, more: { items } }))).toContain(
      'supplemental_after_exemption',
    );
    const later = paid({ pay: '2027-03-12', w4: { dated } });
    expect(codesOf(later)).toEqual([]);
  });
});

it('an exemption counts in no run of an edition before it', () => {
  const period = { startOn: day('2026-03-01'), endOn: day('2026-03-14'), payOn: day('2026-03-14') };
  const employee = { hiredOn: day('2019-01-01'), endedOn: null, payType: 'salary' } as const;
  const input = {
    period: { ...period, periodsPerYear: 26 },
    employee: { ...employee, annualSalaryMinor: 0n, hourlyRateMicro: null },
    taxForm: { taxExemption: 'student' },
  };
  expect(exemptedIn(input, 4)).toEqual(notExempted);
  expect(exemptedIn(input, 5)).not.toEqual(notExempted);
});

describe('a mistake', () => {
  it.each([
    ['an unknown kind', as('clergy'), '/w4/tax_exemption'],
    ['an exemption of 200 years', { ...as('child'), birth: '1826-03-01' }, '/employee/birth_date'],
  ])('with %s is refused', (_, given, pointer) => {
    expect(JSON.stringify(paid(given))).toContain(pointer);
  });

  it.each([
    ['that names no exemption', {}, '/w4/dated/0/tax_exemption'],
    [
      'that ends before it begins',
      { until: '2026-01-04', tax_exemption: 'student' },
      '/w4/dated/0/until',
    ],
    [
      'on a form',
      { kind: 'form', filing_status: 'single', tax_exemption: 'student' },
      '/w4/dated/0/tax_exemption',
    ],
  ])('in a row %s is refused', (_, more, pointer) => {
    expect(JSON.stringify(paid({ w4: { dated: [row(more)] } }))).toContain(pointer);
  });

  it('holds a child whose birth date is not known', () => {
    expect(paid(as('child'))).toMatchObject({ kind: 'held', code: 'birth_date_needed' });
  });

  it('warns of a visa on a form that names no nonresident alien', () => {
    expect(codesOf(paid(as('f1')))).toEqual(['visa_without_nonresident']);
  });
});
