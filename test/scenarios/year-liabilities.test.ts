/** The boxes of Form W-2 and the lines of Form 940, against arithmetic that is written out. See two-salaries.ts. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openYear, yearPage } from '#operations/liabilities/year-liabilities.ts';
import { importBalances } from '#operations/people/import-balances.ts';
import { approveRun } from '#operations/runs/approve-run.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, items, payCodes } from '../support/paid-periods.ts';
import { reversal, reversed } from '../support/reversed.ts';
import { must, type SmallCompany } from '../support/small-company.ts';
import { paid, twoSalaries } from '../support/two-salaries.ts';

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await twoSalaries(database.url, '2026-06-01T12:00:00Z');
  await items(
    small,
    'employee_id,code,amount,from\nada,401K,100.00,2026-06-01\nbo,TIPS,300.00,2026-06-01\n',
  );
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

async function year(of = 2026) {
  const { head, pages } = must(
    await openYear(small.world, { company: await companyRow(small), year: of }),
  );
  const people = [];
  for await (const page of pages(1)) people.push(...must(page));
  const boxes = people.map(({ number, amounts }) => [
    number,
    Object.fromEntries(head.boxes.map(({ box }, place) => [box, amounts[place]])),
  ]);
  const lines = head.lines.map(({ line, wagesMinor, amountMinor }) => [
    line,
    wagesMinor ?? amountMinor,
  ]);
  return { head, people, boxes: Object.fromEntries(boxes), lines: Object.fromEntries(lines) };
}

const zeros = [
  '7',
  ...['A', 'B', 'C', 'D', 'J', 'L', 'M', 'N', 'W', 'AA'].map((code) => `12 ${code}`),
];
const none = Object.fromEntries(zeros.map((box) => [box, 0n]));
/**
 * Two pay dates. Ada: 3,500.00 less 100.00 before income tax: 88,400 - 8,600 = 79,800 a year; 5,800 + 22 % of 21,900 =
 * 10,618, ÷ 26 = 408.38. Bo: 2,000.00 and tips of 300.00, taxed with 22 %: 156.15 + 66.00.
 */
const ada = {
  ...{ ...none, '1': 6_800_00n, '2': 816_76n, '3': 7_000_00n, '4': 434_00n, '5': 7_000_00n },
  ...{ '6': 101_50n, '12 D': 200_00n },
};
const bo = {
  ...{ ...none, '1': 4_600_00n, '2': 444_30n, '3': 4_000_00n, '4': 285_20n, '5': 4_600_00n },
  ...{ '6': 66_70n, '7': 600_00n },
};

it('has the boxes of each person and the lines of the yearly form', async () => {
  await paid(small, '2026-06-15', '2026-07-03');
  await paid(small, '2026-09-07', '2026-10-02');
  const made = await year();
  expect(made.boxes).toEqual({ ada, bo });
  // FUTA: Ada 7,000.00, Bo 4,600.00; 0.6 % = 69.60, in two quarters.
  expect(made.lines).toEqual({
    // Ada 2 × 3,500.00; Bo 2 × 2,300.00. The deferrals of Ada stay in FUTA wages, and nobody is above 7,000.00.
    ...{ '3': 11_600_00n, '4': 0n, '5': 0n, '6': 0n },
    ...{ '7': 11_600_00n, '8': 69_60n, '9-11': 0n, '11': null, '12': 69_60n },
    ...{ '16a': 0n, '16b': 0n, '16c': 34_80n, '16d': 34_80n, '17': 69_60n },
  });
  expect(made.head).toMatchObject({ isOver: false, corrections: [], paidMinor: 69_60n });
  const company = await companyRow(small);
  const first = must(await yearPage(small.world, { company, year: 2026, after: null, limit: 1 }));
  const rest = must(
    await yearPage(small.world, { company, year: 2026, after: first.next, limit: 5 }),
  );
  expect([...first.people, ...rest.people]).toEqual(made.people);
  expect(rest.next).toBe(null);
});

it('has box 12 of the pay codes of the company, also if their code is named after the last pay date', async () => {
  const care = {
    ...{ id: 1000, code: 'HEALTH', kind: 'employer_contribution', title: 'Health insurance' },
    ...{ amount: { by: 'amount', amount: '250.00' }, applies_to_all: true },
    journal_account: 'benefits_expense',
  };
  const plan = {
    ...{ id: 1001, code: 'PLAN_403B', kind: 'deduction', title: '403(b)' },
    ...{ amount: { by: 'percent', of: ['gross'] }, exempt_from: ['FIT'] },
    journal_account: 'deductions_payable',
  };
  const flexible = {
    ...plan,
    id: 1002,
    code: 'FLEX',
    exempt_from: ['FIT', 'SS', 'MEDICARE', 'FUTA'],
  };
  await payCodes(small, [care, { ...plan, statement_code: 'E' }, flexible]);
  await items(
    small,
    'employee_id,code,amount,from\nbo,PLAN_403B,50.00,2026-06-01\nada,FLEX,40.00,2026-06-01\nbo,GROUP_TERM_LIFE,15.00,2026-06-01\n',
  );
  await paid(small, '2026-06-15', '2026-07-03');
  await paid(small, '2026-06-29', '2026-07-17');
  await paid(small, '2026-09-07', '2026-10-02');
  const before = await year();
  expect(before.boxes['bo']).toMatchObject({ '12 E': 150_00n, '12 D': 0n, '12 C': 45_00n });
  // 3 × 2,300.00, less 150.00 of the plan, and the cost of the life insurance.
  expect(before.boxes['bo']).toMatchObject({ '1': 6_795_00n, '3': 6_045_00n, '5': 6_945_00n });
  expect(before.boxes['bo']).not.toHaveProperty('12 DD');
  // The cost of insurance is in no plan yet. Ada 10,500.00, less FLEX 10,380.00; Bo 3 × 2,300.00 = 6,900.00.
  expect(before.lines).toMatchObject({
    '3': 17_445_00n,
    '4': 165_00n,
    '5': 3_380_00n,
    '6': 3_545_00n,
  });
  expect(before.lines).toMatchObject({ '7': 13_900_00n });
  await payCodes(small, [{ ...care, statement_code: 'DD' }]);
  const after = await year();
  expect(after.head.boxes.map(({ box }) => box).slice(-9)).toEqual([
    '12 D',
    '12 E',
    '12 J',
    '12 L',
    '12 M',
    '12 N',
    '12 W',
    '12 AA',
    '12 DD',
  ]);
  expect(after.boxes['bo']).toMatchObject({ '12 DD': 750_00n });
  expect(after.lines).toMatchObject({ '3': 18_945_00n, '4': 1_665_00n, '5': 3_380_00n });
});

it('contains opening balances, and says so', async () => {
  const text = `employee_id,year,tax,taxable_wages,withheld
bo,2026,FIT,1000.00,123.50
bo,2026,SS,1000.00,62.00
bo,2026,MEDICARE,1000.00,14.50
bo,2026,FUTA,1000.00,6.00
`;
  const ask = { company: await companyRow(small), bytes: Buffer.from(text), dryRun: false };
  must(await importBalances(small.world, ask));
  await paid(small, '2026-06-15', '2026-07-03');
  await paid(small, '2026-09-07', '2026-10-02');
  const { boxes, people } = await year();
  expect(boxes['bo']).toEqual({
    ...{ ...bo, '1': 5_600_00n, '2': 567_80n, '3': 5_000_00n, '4': 347_20n },
    ...{ '5': 5_600_00n, '6': 81_20n },
  });
  expect(people.map(({ hasBalances }) => hasBalances)).toEqual([false, true]);
});

it('goes down by what the same year reversed, and not by what a later year does', async () => {
  const first = await paid(small, '2026-06-15', '2026-07-03');
  const second = await paid(small, '2026-09-07', '2026-10-02');
  await small.clock.set('2026-10-20T12:00:00Z');
  await reversed({ small }, reversal(first.runId, ['bo']));
  const { boxes, lines } = await year();
  expect(boxes['bo']).toEqual({
    ...{ ...bo, '1': 2_300_00n, '2': 222_15n, '3': 2_000_00n, '4': 142_60n },
    ...{ '5': 2_300_00n, '6': 33_35n, '7': 300_00n },
  });
  // The third quarter stays as it was deposited, and the fourth is the rest: 55.80 - 34.80.
  expect(lines).toMatchObject({ '12': 55_80n, '16c': 34_80n, '16d': 21_00n });
  await small.clock.set('2027-01-12T12:00:00Z');
  const late = await reversed({ small }, reversal(second.runId, ['bo']));
  const approval = { runId: late.runId, why: 'nobody received it', totals: null, dryRun: false };
  expect(must(await approveRun(small.world, approval)).state).toBe('committed');
  const after = await year();
  expect(after.boxes).toEqual(boxes);
  expect(after.lines).toEqual(lines);
  expect(after.head.corrections.find(({ code }) => code === 'SS')).toMatchObject({
    ...{ runId: late.runId, amountMinor: -142_60n, isGivenBack: true },
  });
});

it('is empty without a committed run, and refused for a year without tables', async () => {
  expect(await year()).toMatchObject({ people: [], boxes: {}, lines: { '12': 0n } });
  const ask = { company: await companyRow(small), year: 2031 };
  expect(await openYear(small.world, ask)).toMatchObject({
    refusal: { code: 'tax_table_missing' },
  });
});
