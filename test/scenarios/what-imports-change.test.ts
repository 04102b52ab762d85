/**
 * An import tells what it changes: pay first and the largest first, with a factor, and a mark for what is beyond the
 * company's limit for a rate.
 */

import { afterEach, beforeEach, expect, it } from 'vitest';
import { changeLines, importedChangesCsv } from '#cli/views/change-lines.ts';
import { importHours } from '#operations/people/import-hours.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { importTerms } from '#operations/people/import-terms.ts';
import type { WhatChanged } from '#operations/people/input-changes.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, period } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date\n';
const ida = (rate: string, name = 'Ida Fenn', hired = '2025-01-06') =>
  `T1,${name},hourly,,${rate},single,${hired}\n`;
const raj = (rate: string, name = 'Raj Patel', hired = '2025-01-06') =>
  `T2,${name},hourly,,${rate},mfj,${hired}\n`;
const eve = (salary: string, hired = '2024-01-08') =>
  `T3,Eve Moss,salary,${salary},,single,${hired}\n`;

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  small = await smallCompany({
    ...{ url: database.url, now: '2026-11-01T12:00:00Z' },
    roster: header + ida('25.00') + raj('24.00') + eve('52000'),
  });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

const roster = async (rows: string, dryRun = true) =>
  must(
    await importRoster(small.world, {
      ...{ company: await companyRow(small), scheduleCode: null, dryRun },
      bytes: Buffer.from(header + rows),
    }),
  );

const told = ({ changes, changeCounts }: Pick<WhatChanged, 'changes' | 'changeCounts'>) =>
  changeLines(changes, changeCounts);

it('a rate without its decimal point comes first, with its factor and a mark, in the dry run too', async () => {
  const rows = raj('25.00', 'Raj Patel-Moss') + ida('2500') + eve('52000', '2024-01-09');
  for (const dryRun of [true, false]) {
    expect(await roster(rows, dryRun)).toMatchObject({
      changed: 3,
      changes: [
        { employee: 'T1', what: 'pay', factor: 100, isBeyond: true },
        { employee: 'T2', what: 'pay', factor: 1.04, isBeyond: false },
        { employee: 'T3', what: 'dates', factor: null, isBeyond: false },
      ],
      changeCounts: { pay: 2, dates: 1, hours: 0, beyond: 1 },
    });
  }
});

it('a line for people has the pay of an hour or of a year, and the factor', async () => {
  const { changes, changeCounts } = await roster(ida('2500') + eve('520'));
  const lines = changeLines(changes, changeCounts);
  expect(lines).toContain('! T1: 25.00 → 2500.00 an hour, 100 times');
  expect(lines).toContain('! T3: 52000.00 → 520.00 a year, 100 times less');
  expect(importedChangesCsv(changes).split('\r\n')).toEqual([
    'row,employee_id,about,what,column,before,after,factor,beyond',
    '2,T1,roster,pay,hourly_rate,25,2500,100,1',
    '3,T3,roster,pay,annual_salary,52000.00,520.00,0.01,1',
    '',
  ]);
});

it('a salary that becomes an hourly rate is compared by the hour', async () => {
  const hourly = (rate: string) => `T3,Eve Moss,hourly,,${rate},single,2024-01-08\n`;
  expect(await roster(hourly('26.00'))).toMatchObject({
    changes: [{ what: 'pay', factor: 1.04, isBeyond: false }],
  });
  expect(await roster(hourly('52000'))).toMatchObject({
    changes: [{ what: 'pay', factor: 2080, isBeyond: true }],
  });
});

it('dated terms tell the raise although they replace no row', async () => {
  const terms = async (from: string, rate: string, dryRun = false) =>
    must(
      await importTerms(small.world, {
        ...{ company: await companyRow(small), dryRun },
        bytes: Buffer.from(`employee_id,from,pay_type,hourly_rate\nT1,${from},hourly,${rate}\n`),
      }),
    );
  expect(await terms('2026-11-09', '2500', true)).toMatchObject({
    ...{ added: 1, replaced: 0, written: false },
    changes: [
      {
        ...{ employee: 'T1', factor: 100, isBeyond: true },
        ...{ before: { hourly_rate: '25' }, after: { hourly_rate: '2500' } },
      },
    ],
    changeCounts: { pay: 1, beyond: 1 },
  });
  await terms('2026-11-09', '26');
  expect(await terms('2026-12-07', '27')).toMatchObject({
    changes: [{ before: { hourly_rate: '26' }, after: { hourly_rate: '27' }, isBeyond: false }],
  });
  expect(await terms('2026-12-07', '27')).toMatchObject({ changes: [], written: false });
});

it('hours and amounts that replace others have their factor', async () => {
  const periodId = await period(small, { from: '2026-11-02' });
  const hours = async (rows: string, replace = false) =>
    must(
      await importHours(small.world, {
        ...{ periodId, replace, dryRun: false },
        bytes: Buffer.from(`employee_id,regular_hours,bonus\n${rows}`),
      }),
    );
  await hours('T1,40,500\nT2,40,\n');
  expect(await hours('T1,40,50000\nT2,38,\n', true)).toMatchObject({
    changes: [
      { employee: 'T2', what: 'hours', factor: 0.95, isBeyond: false },
      { employee: 'T1', what: 'amount', factor: 100, isBeyond: true },
    ],
  });
});

it('what is marked is named: hours, percentages, amounts, and a rate as before', async () => {
  const periodId = await period(small, { from: '2026-11-02' });
  const hours = async (rows: string) =>
    must(
      await importHours(small.world, {
        ...{ periodId, replace: true, dryRun: false },
        bytes: Buffer.from(`employee_id,regular_hours,bonus\n${rows}`),
      }),
    );
  const kinds = ['hours', 'amounts', 'percentages', 'rate'];
  const marked = ({ changes, changeCounts }: Parameters<typeof told>[0]) => {
    const said = told({ changes, changeCounts }).find((line) => line.startsWith('Marked'));
    return kinds.filter((kind) => said?.split(/\W/).includes(kind));
  };
  await hours('T1,40,500\nT2,40,\n');
  const one = await hours('T1,120,500\nT2,40,\n');
  expect(marked(one)).toEqual(['hours', 'rate']);
  const both = await hours('T1,40,50000\nT2,40,\n');
  expect(marked(both)).toEqual(['hours', 'amounts', 'rate']);
  const [change] = one.changes;
  if (change === undefined) throw new Error('an entry was changed');
  const percent = { ...change, what: 'amount', before: { percent: '5' } } as const;
  expect(marked({ ...one, changes: [percent] })).toEqual(['percentages', 'rate']);
  expect(marked(await roster(ida('2500')))).toEqual(['rate']);
});

it('of many changes people see twenty and the counts, and programs see all', async () => {
  const people = Array.from({ length: 60 }, (_, at) => `P${at}`);
  const rows = (rate: number) =>
    people.map((number, at) => `${number},P ${at},hourly,,${rate + at / 4},single,2025-01-06\n`);
  await roster(rows(20).join(''), false);
  const raised = await roster(rows(21).join(''));
  expect(raised.changes).toHaveLength(60);
  expect(raised.changeCounts).toMatchObject({ pay: 60, beyond: 0 });
  const lines = changeLines(raised.changes, raised.changeCounts);
  expect(lines.filter((line) => line.includes(' an hour'))).toHaveLength(20);
  expect(lines).toHaveLength(22);
});
