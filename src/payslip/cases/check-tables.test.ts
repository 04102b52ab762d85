import { describe, expect, it } from 'vitest';
import { standardPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { federalYears } from '#payslip/taxes/us/federal-years.ts';
import { creditReductions } from '#payslip/taxes/us/returns/credit-reductions.ts';
import {
  creditReductionsFrom,
  federalYearFrom,
  mileageYearFrom,
  planYearFrom,
  wagesWith,
} from '#payslip/taxes/us/tables/from-us-file.ts';
import { madeUp2027 } from '#payslip/taxes/us/tables/made-up-year.fixture.ts';
import type { UsTableFile } from '#payslip/taxes/us/tables/us-table-shape.ts';
import { usMileageYears } from '#payslip/taxes/us/us-allowances.ts';
import { usMinimumWage } from '#payslip/taxes/us/us-minimum-wage.ts';
import { usPlanYears } from '#payslip/taxes/us/us-plan-limits.ts';
import { readJson } from '#text/read-json.ts';
import { caseCalculator } from './calculate-file.ts';
import { changedFigures } from './changed-figures.ts';
import { checkTableFile } from './check-tables.ts';

const files = standardPack.yearTables;
if (files === null) throw new Error('the country takes files');

/** Issue codes by pointer, or the refusal's own code. */
function refusedWith(json: unknown): Readonly<Record<string, string>> {
  const checked = checkTableFile(json, taxPacks);
  if (checked.ok) return {};
  const { code, issues = [] } = checked.refusal;
  if (issues.length === 0) return { '': code };
  return Object.fromEntries(issues.map((issue) => [issue.pointer, issue.code]));
}

function doubtsOf(json: unknown): readonly (readonly [string, string])[] {
  const checked = checkTableFile(json, taxPacks);
  if (!checked.ok) throw new Error(JSON.stringify(checked.refusal.issues));
  return checked.value.doubts.map(({ pointer, code }) => [pointer, code]);
}

describe('the figures of a built-in year as a file', () => {
  it.each(federalYears.map((data) => [data.year, data] as const))(
    '%i is accepted by its shape, fits together, and gives the same figures again',
    (year, data) => {
      const file = files.fileOf(year);
      const read = readJson(JSON.parse(JSON.stringify(file)), files.shape);
      if (file === null || read.value === null) throw new Error(JSON.stringify(read.issues));
      expect(files.faults(file)).toEqual([]);
      expect(files.doubts(file)).toEqual([]);
      const back = read.value as UsTableFile;
      expect(federalYearFrom(back)).toEqual(data);
      expect(new Map(planYearFrom(back)).get(year)).toEqual(usPlanYears.get(year));
      expect(new Map(mileageYearFrom(back)).get(year)).toEqual(usMileageYears.get(year));
      expect(new Map(creditReductionsFrom(back)).get(year)).toEqual(creditReductions.get(year));
    },
  );

  it('is not there for a year without tables', () => {
    expect(files.fileOf(2027)).toBe(null);
  });
});

describe('figures of the next year', () => {
  it('that fit together are accepted, with every change and what is missing', () => {
    const checked = checkTableFile(madeUp2027(), taxPacks);
    if (!checked.ok) throw new Error(JSON.stringify(checked.refusal.issues));
    const { comparedWith, changes, missing, doubts } = checked.value;
    expect(comparedWith).toBe('us-federal-2026');
    // The list of credit reductions is final in November of its year.
    expect(missing.map(({ pointer }) => pointer)).toEqual(['/credit_reductions']);
    expect(changes).toContainEqual({
      pointer: '/social_security/wage_base',
      ...{ before: '184500', after: '190800', changePercent: '3.4' },
    });
    // The wage of DC is known until June 2026, and no exempt amount of dependents is known for 2026.
    expect(doubts.map(({ pointer }) => pointer)).toEqual([
      ...['/minimum_wages/states/DC', '/levy_exempt/dependent'],
    ]);
  });

  it('are what a case of that year is calculated with', () => {
    const given = [{ file: madeUp2027(), version: null }];
    const ask = {
      ...{ pay_date: '2027-01-15', frequency: 'monthly' },
      employee: { pay_type: 'salary', annual_salary: '60000' },
      w4: { filing_status: 'single' },
    };
    expect(caseCalculator()(ask)).toMatchObject({ error: { code: 'tax_table_missing' } });
    const paid = caseCalculator([standardPack.with({ given })])(ask);
    // 60,000 − 8,600 = 51,400: 1,265.00 and 12 % of 51,400 − 20,450, a twelfth of it
    expect(paid).toMatchObject({ tax_table: 'us-federal-2027-file' });
    expect(paid['lines']).toContainEqual(
      expect.objectContaining({ code: 'FIT', amount: '414.92' }),
    );
  });

  it('say what is not calculated without a group', () => {
    const file = madeUp2027((of) => {
      delete of.yearly_limits;
      delete of.plan_limits;
      delete of.mileage;
      delete of.levy_exempt;
      delete of.minimum_wages;
    });
    const checked = checkTableFile(file, taxPacks);
    expect(checked.ok && checked.value.missing.map(({ pointer }) => pointer)).toEqual([
      ...['/credit_reductions', '/yearly_limits', '/plan_limits', '/mileage'],
      ...['/levy_exempt', '/minimum_wages'],
    ]);
  });

  it('are the limits of plans, the mileage rate, credit reductions and federal wages of that year', () => {
    const national = { from: '2027-07-01', before: null, hourly: '9.50', tipped: '2.13' };
    const file = madeUp2027((of) => {
      of.credit_reductions = { source: 'made up', states: { CA: '1.5', VI: '5.1' } };
      delete of.yearly_limits;
      Object.assign(of.plan_limits ?? {}, { simple: '17500' });
      of.minimum_wages?.national?.push(national);
      Object.assign(of.minimum_wages?.national?.[0] ?? {}, { before: '2027-07-01' });
    });
    const { returns, limits, allowances } = standardPack.with({
      given: [{ file, version: null }],
    });
    expect(returns?.reducedRegions(2027)).toEqual(['CA', 'VI']);
    expect(returns?.reducedRegions(2026)).toBe(null);
    expect(limits?.inYear(2027)?.get('simple')?.choices[0]?.amountMinor).toBe(17_500_00n);
    expect(limits?.inYear(2026)?.get('simple')?.choices[0]?.amountMinor).toBe(17_000_00n);
    expect(limits?.inYear(2027)?.has('hsa')).toBe(false);
    const onDay = (day: string) => allowances?.rateOn('MILEAGE', Temporal.PlainDate.from(day));
    expect(onDay('2027-03-01')).toMatchObject({ rateMicro: 740_000n });
    expect(onDay('2028-03-01')).toBe(null);
    const wages = wagesWith(usMinimumWage, file).national.map((one) => [
      ...[String(one.fromOn), one.beforeOn === null ? null : String(one.beforeOn)],
      one.hourlyMicro,
    ]);
    expect(wages).toEqual([
      ['2009-07-24', '2027-01-01', 7_250_000n],
      ['2027-01-01', '2027-07-01', 7_250_000n],
      ['2027-07-01', null, 9_500_000n],
    ]);
  });

  it('with published examples are accepted only if each is reproduced to the cent', () => {
    const example = (amount: string, payOn = '2027-05-15') => ({
      ...{ what: 'a bonus', source: 'made up' },
      case: {
        ...{ pay_date: payOn, frequency: 'annually', w4: { filing_status: 'single' } },
        employee: { pay_type: 'salary', annual_salary: '190800' },
      },
      lines: { SS: amount },
    });
    const withExample = (one: ReturnType<typeof example>) =>
      madeUp2027((of) => {
        of.examples = [one];
      });
    const right = checkTableFile(withExample(example('11829.60')), taxPacks);
    expect(right.ok && right.value.examples).toBe(1);
    expect(refusedWith(withExample(example('11829.61')))).toEqual({
      '/examples/0/lines/SS': 'example_differs',
    });
    expect(refusedWith(withExample(example('11829.60', '2026-05-15')))).toEqual({
      '/examples/0/case/pay_date': 'example_of_other_year',
    });
    const broken = withExample({ ...example('1'), case: { pay_date: '2027-05-15' } as never });
    expect(refusedWith(broken)).toEqual({ '/examples/0/case': 'example_not_calculated' });
  });
});

describe('a file that a clumsy person made', () => {
  type Edit = Parameters<typeof madeUp2027>[0];

  it.each<[string, Edit, Readonly<Record<string, string>>]>([
    ['is of a year that is built in', (of) => void (of.year = 2026), { '/year': 'year_built_in' }],
    ['leaves out a year', (of) => void (of.year = 2028), { '/year': 'year_not_next' }],
    [
      'has a number instead of text',
      (of) => void Object.assign(of.social_security, { wage_base: 190_800 }),
      { '/social_security/wage_base': 'wrong_type' },
    ],
    [
      'has commas in a number',
      (of) => void (of.social_security.wage_base = '190,800'),
      { '/social_security/wage_base': 'has_separators' },
    ],
    [
      'has a sign in a number',
      (of) => void (of.social_security.percent = '6.2%'),
      { '/social_security/percent': 'has_sign' },
    ],
    [
      'has a percentage above 100',
      (of) => void (of.medicare.percent = '145'),
      { '/medicare/percent': 'out_of_range' },
    ],
    [
      'has an amount below zero',
      (of) => void (of.income_tax.allowance = '-4300'),
      { '/income_tax/allowance': 'out_of_range' },
    ],
    [
      'has a fraction for a percentage',
      (of) => void Object.assign(of.income_tax.standard.single[1] ?? {}, { percent: '0.10' }),
      { '/income_tax/standard/single/1/percent': 'wrong_format' },
    ],
    [
      'has no table of a status',
      (of) => void Reflect.deleteProperty(of.income_tax.step_2, 'hoh'),
      { '/income_tax/step_2/hoh': 'missing_key' },
    ],
    [
      'has a misspelled key',
      (of) => void Object.assign(of.futa, { wage_bse: '7000' }),
      { '/futa/wage_bse': 'unknown_key' },
    ],
    [
      'has rows in a wrong order',
      (of) =>
        void of.income_tax.standard.mfj.splice(
          2,
          2,
          ...of.income_tax.standard.mfj.slice(2, 4).reverse(),
        ),
      {
        '/income_tax/standard/mfj/2/tax': 'tax_does_not_follow',
        '/income_tax/standard/mfj/3/at_least': 'not_ascending',
        '/income_tax/standard/mfj/4/tax': 'tax_does_not_follow',
        '/income_tax/step_2/mfj/2/at_least': 'not_half',
        '/income_tax/step_2/mfj/2/percent': 'not_half',
        '/income_tax/step_2/mfj/2/tax': 'not_half',
        '/income_tax/step_2/mfj/3/at_least': 'not_half',
        '/income_tax/step_2/mfj/3/percent': 'not_half',
        '/income_tax/step_2/mfj/3/tax': 'not_half',
      },
    ],
    [
      'has a tax that is off by a cent',
      (of) => void Object.assign(of.income_tax.standard.hoh[3] ?? {}, { tax: '7892.41' }),
      {
        '/income_tax/standard/hoh/3/tax': 'tax_does_not_follow',
        '/income_tax/standard/hoh/4/tax': 'tax_does_not_follow',
        '/income_tax/step_2/hoh/3/tax': 'not_half',
      },
    ],
    [
      'has a row less in the table of Step 2',
      (of) => void of.income_tax.step_2.single.pop(),
      { '/income_tax/step_2/single': 'rows_differ' },
    ],
    [
      'is of another country',
      (of) => void (of.country = 'ca'),
      { '/country': 'country_not_covered' },
    ],
    [
      'is no file of figures',
      (of) => void Reflect.deleteProperty(of, 'format'),
      { '': 'not_tax_tables' },
    ],
    [
      'has a minimum wage that ends before it begins',
      (of) =>
        void Object.assign(of.minimum_wages?.states['AK']?.[0] ?? {}, { before: '2025-01-01' }),
      { '/minimum_wages/states/AK/0/before': 'ends_before_it_begins' },
    ],
    [
      'has the mileage rate in cents',
      (of) => void Object.assign(of.mileage ?? {}, { rate_per_mile: '72.5' }),
      { '/mileage/rate_per_mile': 'out_of_range' },
    ],
    [
      'reduces a credit by more than it is, and of no state',
      (of) => {
        of.credit_reductions = { source: 'made up', states: { CA: '15', ZZ: '0.6', NY: '0' } };
      },
      {
        '/credit_reductions/states/CA': 'out_of_range',
        '/credit_reductions/states/NY': 'out_of_range',
        '/credit_reductions/states/ZZ': 'unknown_state',
      },
    ],
    [
      'has a federal minimum wage of a later year',
      (of) =>
        void of.minimum_wages?.national?.push({
          ...{ from: '2028-01-01', before: null, hourly: '9.50', tipped: '2.13' },
        }),
      { '/minimum_wages/national/1/from': 'not_in_year' },
    ],
    [
      'leaves out a state whose minimum wage is known',
      (of) => void Reflect.deleteProperty(of.minimum_wages?.states ?? {}, 'NV'),
      { '/minimum_wages/states/NV': 'state_missing' },
    ],
  ])('%s: it is refused', (_, edit, issues) => {
    expect(refusedWith(madeUp2027(edit))).toEqual(issues);
  });

  it.each([null, [], 'text', 7])('and that holds %j is refused', (json) => {
    expect(refusedWith(json)).toEqual({ '': 'not_tax_tables' });
  });

  it('has doubts about figures that nobody edited, and about their sources', () => {
    const old = structuredClone(files.fileOf(2026));
    const doubts = doubtsOf({ ...old, year: 2027 });
    expect(doubts).toContainEqual(['/income_tax/standard', 'unchanged']);
    expect(doubts).toContainEqual(['/social_security/wage_base', 'unchanged']);
    expect(doubts).toContainEqual(['/income_tax/source', 'source_unchanged']);
  });

  it('has doubts about 2500 for 25.00, and about a deduction that is not the usual one', () => {
    const doubts = doubtsOf(
      madeUp2027((of) => {
        if (of.yearly_limits) of.yearly_limits.health_fsa = '340000';
        of.nonresident_addition.from_2020 = '16040';
      }),
    );
    expect(doubts).toContainEqual(['/yearly_limits/health_fsa', 'large_change']);
    expect(doubts).toContainEqual([
      ...['/nonresident_addition/from_2020', 'not_the_standard_deduction'],
    ]);
  });
});

describe('the changes between two years', () => {
  it('are in percent, also where a figure falls, and tell what is new or gone', () => {
    const changes = changedFigures(
      { a: { source: 'a', x: '100', y: '0', z: '1' }, gone: '2' },
      { a: { source: 'b', x: '99.5', y: '5', z: '1', n: '3' } },
    );
    expect(changes).toEqual([
      { pointer: '/a/x', before: '100', after: '99.5', changePercent: '-0.5' },
      { pointer: '/a/y', before: '0', after: '5', changePercent: null },
      { pointer: '/a/n', before: null, after: '3', changePercent: null },
      { pointer: '/gone', before: '2', after: null, changePercent: null },
    ]);
  });
});
