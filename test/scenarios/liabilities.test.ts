/** What a company owes by pay date, against taxes that were worked out by hand: see two-salaries.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addCompany } from '#operations/companies/add-company.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { listLiabilities } from '#operations/liabilities/list-liabilities.ts';
import { quarterLiabilities } from '#operations/liabilities/quarter-liabilities.ts';
import { chooseDepositor } from '#operations/liabilities/set-depositor.ts';
import { openYear } from '#operations/liabilities/year-liabilities.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, items, limits, payCodes } from '../support/paid-periods.ts';
import { reversal, reversed } from '../support/reversed.ts';
import { must, type SmallCompany, takeRoster } from '../support/small-company.ts';
import { handmade, handmade941, paid, salaries, twoSalaries } from '../support/two-salaries.ts';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await twoSalaries(database.url, '2026-09-01T12:00:00Z');
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

/** The roster of two, with a column for the last day. */
const withEnd = salaries.replaceAll('\n', ',\n').replace('hire_date,', 'hire_date,end_date');

const day = (text: string) => Temporal.PlainDate.from(text);

async function listed(from: string, to: string) {
  const company = await companyRow(small);
  return must(await listLiabilities(small.world, { company, fromOn: day(from), toOn: day(to) }));
}

type Listed = Awaited<ReturnType<typeof listed>>;

/** `941 semiweekly 2026-10-07: 142803 of 2026-10-02` */
function deposits({ deposits: all }: Listed): readonly string[] {
  return all.map(
    ({ form, rule, dueOn, amountMinor, payOns }) =>
      `${form} ${rule} ${dueOn}: ${amountMinor} of ${payOns.join(' ')}`,
  );
}

async function ask(year: number) {
  const company = await companyRow(small);
  return must(await chooseDepositor(small.world, { company, year, set: null, replace: false }));
}

async function set(year: number, status: 'monthly' | 'semiweekly', replace = false) {
  const company = await companyRow(small);
  return chooseDepositor(small.world, {
    ...{ company, year, set: { status, why: 'a test' }, replace },
  });
}

describe('liabilities by pay date', () => {
  it('have each tax of both sides, and its deposit on both sides of a quarter', async () => {
    await paid(small, '2026-09-14', '2026-09-30');
    await paid(small, '2026-09-28', '2026-10-14');
    const list = await listed('2026-09-01', '2026-10-31');
    for (const payOn of ['2026-09-30', '2026-10-14']) {
      const own = list.taxes.filter((one) => one.payOn.toString() === payOn);
      expect(Object.fromEntries(own.map((one) => [one.code, one.amountMinor]))).toEqual(handmade);
    }
    // Wed 30 Sep: due Wed 7 Oct. Wed 14 Oct: due Wed 21 Oct. 33.00 of FUTA waits at the end of September.
    expect(deposits(list)).toEqual([
      '941 semiweekly 2026-10-07: 142803 of 2026-09-30',
      '941 semiweekly 2026-10-21: 142803 of 2026-10-14',
      '940 with_return 2027-02-01: 6600 of 2026-09-30 2026-10-14',
    ]);
    expect(list.carried).toMatchObject([{ quarter: 3, amountMinor: 33_00n }]);
    expect(list.depositors).toMatchObject([{ year: 2026, basis: 'assumed', status: 'semiweekly' }]);
    expect(list.isOver).toBe(false);
    const holidays = list.deposits.map((one) => one.holidays);
    expect(holidays).toEqual(['printed', 'printed', 'derived']);
  });

  it('of a month are one deposit when the company has set monthly', async () => {
    await paid(small, '2026-09-28', '2026-10-02');
    await paid(small, '2026-10-12', '2026-10-30');
    must(await set(2026, 'monthly'));
    // 15 November 2026 is a Sunday.
    const list = await listed('2026-10-30', '2026-10-30');
    expect(deposits(list)[0]).toBe(
      `941 monthly 2026-11-16: ${2n * handmade941} of 2026-10-02 2026-10-30`,
    );
    expect(list.taxes.map(({ payOn }) => payOn.toString())).toEqual(
      Object.keys(handmade).map(() => '2026-10-30'),
    );
  });

  it('name the payee of a pay code, and leave out what the company keeps', async () => {
    const dues = {
      ...{ id: 1000, code: 'DUES', kind: 'deduction', title: 'Dues', payee: 'Local 12' },
      ...{ amount: { by: 'amount' }, journal_account: 'dues' },
    };
    await payCodes(small, [dues]);
    await items(
      small,
      'employee_id,code,amount,from\nada,DUES,10.00,2026-09-01\nada,LOAN,50.00,2026-09-01\nbo,UNION_DUES,7.00,2026-09-01\n',
    );
    await paid(small, '2026-09-14', '2026-09-30');
    const { others } = await listed('2026-09-01', '2026-09-30');
    expect(others.map(({ code, payee, amountMinor }) => [code, payee, amountMinor])).toEqual([
      ['UNION_DUES', null, 7_00n],
      ['DUES', 'Local 12', 10_00n],
    ]);
  });

  it('are empty without a committed run, and refuse days in the wrong order or too many years', async () => {
    const list = await listed('2026-01-01', '2026-03-31');
    expect(list).toMatchObject({ taxes: [], deposits: [], others: [], adjustments: [] });
    const company = await companyRow(small);
    const ask = { company, fromOn: day('2026-02-01'), toOn: day('2026-01-31') };
    const refused = await listLiabilities(small.world, ask);
    expect(refused).toMatchObject({ refusal: { code: 'days_reversed' } });
    const long = { company, fromOn: day('2024-12-31'), toOn: day('2026-01-01') };
    expect(await listLiabilities(small.world, long)).toMatchObject({
      refusal: { code: 'too_many_years' },
    });
  });
});

it('a company whose country Paybeat does not cover is refused', async () => {
  must(
    await addCompany(small.world, {
      ...{ code: 'eu', name: 'Eu', currency: 'EUR', timeZone: 'Europe/Paris' },
      ...{ calendar: 'target2', stateTax: 'none_calculated', isPlanOnly: true },
    }),
  );
  const company = must(await findCompany(small.world, 'eu'));
  const refused = { refusal: { code: 'deposits_not_covered' } };
  const time = { company, fromOn: day('2026-01-01'), toOn: day('2026-12-31') };
  expect(await listLiabilities(small.world, time)).toMatchObject(refused);
  const quarter = { company, quarter: { year: 2026, quarter: 1 } };
  expect(await quarterLiabilities(small.world, quarter)).toMatchObject(refused);
  expect(await openYear(small.world, { company, year: 2026 })).toMatchObject(refused);
  const set = { company, year: 2026, set: null, replace: false };
  expect(await chooseDepositor(small.world, set)).toMatchObject(refused);
});

describe('a reversal', () => {
  it('in its own quarter lowers the deposit of its pay date', async () => {
    const { runId } = await paid(small, '2026-09-14', '2026-09-30');
    await reversed({ small }, reversal(runId, ['bo']));
    const list = await listed('2026-09-01', '2026-09-30');
    // Ada alone: 430.38 + 2 × 217.00 + 2 × 50.75.
    expect(deposits(list)).toEqual([
      '941 semiweekly 2026-10-07: 96588 of 2026-09-30',
      '940 with_return 2027-02-01: 2100 of 2026-09-30',
    ]);
    expect(list.adjustments).toEqual([]);
  });

  it('of an earlier quarter is an adjustment, and lowers no deposit', async () => {
    const { runId } = await paid(small, '2026-09-14', '2026-09-30');
    await paid(small, '2026-09-28', '2026-10-14');
    await small.clock.set('2026-10-20T12:00:00Z');
    const { payOn } = await reversed({ small }, reversal(runId, ['bo']));
    expect(payOn.month).toBe(10);
    const list = await listed('2026-07-01', '2026-12-31');
    expect(deposits(list)).toEqual([
      '941 semiweekly 2026-10-07: 142803 of 2026-09-30',
      '941 semiweekly 2026-10-21: 142803 of 2026-10-14',
      '940 with_return 2027-02-01: 6600 of 2026-09-30 2026-10-14',
    ]);
    const adjusted = list.adjustments.map(({ code, quarter, amountMinor, isGivenBack }) => [
      ...[code, quarter.quarter, amountMinor, isGivenBack],
    ]);
    expect(adjusted).toEqual([
      ['FIT', 3, -156_15n, true],
      ['SS', 3, -124_00n, true],
      ['MEDICARE', 3, -29_00n, true],
      ['SS_EMPLOYER', 3, -124_00n, true],
      ['MEDICARE_EMPLOYER', 3, -29_00n, true],
      ['FUTA_EMPLOYER', 3, -12_00n, true],
    ]);
  });
});

describe('the status of a depositor', () => {
  it('follows from the taxes of the lookback period if all of it is known', async () => {
    await small.clock.set('2024-06-01T12:00:00Z');
    await paid(small, '2024-06-10', '2024-06-28');
    await paid(small, '2024-06-24', '2024-07-12');
    await paid(small, '2025-06-16', '2025-06-30');
    await paid(small, '2025-06-30', '2025-07-11');
    const shown = await ask(2026);
    expect(shown).toMatchObject({ basis: 'lookback', status: 'monthly' });
    const own = await listed('2024-07-01', '2025-06-30');
    const of941 = own.taxes.filter(({ form }) => form === '941');
    expect(shown.lookbackMinor).toBe(of941.reduce((all, { amountMinor }) => all + amountMinor, 0n));
    expect(new Set(of941.map(({ payOn }) => payOn.toString()))).toEqual(
      new Set(['2024-07-12', '2025-06-30']),
    );
    // The lookback period of 2025 begins before the first pay date.
    expect(await ask(2025)).toMatchObject({ basis: 'assumed', status: 'semiweekly' });
  });

  it('is semiweekly when the taxes of the lookback period are high, however much of it is known', async () => {
    await takeRoster(small.world, {
      companyId: small.companyId,
      text: `${salaries}max,Max Rich,salary,5000000.00,single,2020-01-01\n`,
    });
    await limits(small, true);
    await small.clock.set('2025-01-02T12:00:00Z');
    await paid(small, '2024-12-30', '2025-01-17');
    expect(await ask(2026)).toMatchObject({ basis: 'lookback', status: 'semiweekly' });
  });

  it('becomes semiweekly after a day with 100,000, to the end of the next year', async () => {
    await takeRoster(small.world, {
      companyId: small.companyId,
      text: `${withEnd}max,Max Rich,salary,9000000.00,single,2020-01-01,2026-01-09\n`,
    });
    await limits(small, true);
    must(await set(2025, 'monthly'));
    must(await set(2026, 'monthly'));
    await small.clock.set('2025-12-01T12:00:00Z');
    await paid(small, '2025-12-01', '2025-12-19');
    await paid(small, '2025-12-15', '2026-01-05');
    const before = await listed('2025-12-01', '2025-12-31');
    expect(before.nextDays.map(String)).toEqual(['2025-12-19']);
    // A Friday: due on Monday.
    const [first] = before.deposits;
    expect(first).toMatchObject({ form: '941', rule: 'next_day', holidays: 'derived' });
    expect(String(first?.dueOn)).toBe('2025-12-22');
    await paid(small, '2026-01-12', '2026-01-30');
    // Fri 30 January 2026: due Wed 4 February.
    const after = await listed('2026-01-30', '2026-01-30');
    expect(deposits(after)[0]).toBe(`941 semiweekly 2026-02-04: ${handmade941} of 2026-01-30`);
  });

  it('set twice is refused, unless it is the same or replaces the first', async () => {
    expect(await set(2026, 'monthly')).toMatchObject({ value: { changed: true, basis: 'set' } });
    expect(await set(2026, 'monthly')).toMatchObject({ value: { changed: false } });
    expect(await set(2026, 'semiweekly')).toMatchObject({ refusal: { code: 'depositor_set' } });
    expect(await set(2026, 'semiweekly', true)).toMatchObject({
      value: { changed: true, status: 'semiweekly' },
    });
    expect(await set(20_260, 'monthly')).toMatchObject({ refusal: { code: 'year_impossible' } });
  });
});
