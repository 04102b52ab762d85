/** Registers by department: of the period's last day, as known when the run was committed. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reviewSeenShape } from '#answers/reviews.ts';
import { showDifferences } from '#operations/judgement/show-differences.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import { showReview } from '#operations/reviews/show-review.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';
import { companyRow, hours, period, run, settings } from '../support/paid-periods.ts';
import { reversal, reversed } from '../support/reversed.ts';
import { must, type SmallCompany, smallCompany, takeRoster } from '../support/small-company.ts';

const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date';
const zed = 'zed,Zed Moss,hourly,,25.00,mfj,2021-06-14';
const ada = 'ada,Ada Lovelace,salary,91000.00,,single,2019-03-01';
const dan = 'dan,Dan Orme,hourly,,25.00,single,2023-02-20';
const placed = (from: string, department: string) =>
  `${header},department,cost_centre,assigned_from\n${zed},${department},4200,${from}\n`;

let database: TestDatabase;
let small: SmallCompany;
beforeEach(async () => {
  database = await freshDatabase();
  const roster = `${header},department,cost_centre\n${zed},Bakery,4100\n${ada},Office,\n${dan},,\n`;
  small = await smallCompany({ url: database.url, now: '2026-11-01T12:00:00Z', roster });
  await settings(small, { heldPercentMax: 100, secondEyes: 'none' });
});
afterEach(async () => {
  await small.close();
  await database.drop();
});

const take = (text: string) => takeRoster(small.world, { companyId: small.companyId, text });

async function paid(from: string): Promise<number> {
  const periodId = await period(small, { from });
  await hours(small, periodId, 'employee_id,regular_hours\nzed,80\ndan,80\n');
  return (await run(small, periodId)).runId;
}

async function register(ask: Parameters<typeof openRegister>[1]) {
  const { pages, departments } = must(await openRegister(small.world, ask));
  const people = [];
  for await (const page of pages(2)) people.push(...must(page).people);
  return {
    people: people.map(({ number, department }) => [number, department]),
    departments: departments?.map(({ department, paid: count, grossMinor, hoursMicro }) => [
      ...[department, count, grossMinor, hoursMicro],
    ]),
  };
}

describe('a register by department', () => {
  it('has the department of each person, and a row for each department instead of people', async () => {
    const runId = await paid('2026-11-02');
    expect((await register({ runId })).people).toEqual([
      ...[
        ['zed', 'Bakery'],
        ['ada', 'Office'],
        ['dan', null],
      ],
    ]);
    expect(await register({ runId, by: 'department' })).toEqual({
      people: [],
      departments: [
        ['Bakery', 1, 200_000n, 80_000_000n],
        ['Office', 1, 350_000n, null],
        [null, 1, 200_000n, 80_000_000n],
      ],
    });
  });

  it('has the department of the last day of the period, not of the pay date or of today', async () => {
    await take(placed('2026-11-16', 'Shop'));
    await take(placed('2026-12-01', 'Office'));
    const first = await paid('2026-11-02');
    const second = await paid('2026-11-16');
    const ofZed = async (runId: number) => (await register({ runId })).people[0]?.[1];
    expect([await ofZed(first), await ofZed(second)]).toEqual(['Bakery', 'Shop']);
    const ask = { company: await companyRow(small), by: 'department' } as const;
    const day = Temporal.PlainDate.from;
    const span = { fromOn: day('2026-11-01'), toOn: day('2026-12-31') };
    expect((await register({ ...ask, ...span })).departments).toEqual([
      ['Bakery', 1, 200_000n, 80_000_000n],
      ['Office', 2, 700_000n, null],
      ['Shop', 1, 200_000n, 80_000_000n],
      [null, 2, 400_000n, 160_000_000n],
    ]);
  });

  it('follows corrections until the commit, and none after it', async () => {
    await settings(small, { heldPercentMax: 10 });
    const waiting = await run(small, await period(small, { from: '2026-11-02' }));
    expect(waiting.state).toBe('review');
    const ofAda = async () => (await register({ runId: waiting.runId })).people[0];
    expect(await ofAda()).toEqual(['ada', 'Office']);
    await take(`${header},department\n${ada},Sales\n`);
    expect(await ofAda()).toEqual(['ada', 'Sales']);
    await settings(small, { heldPercentMax: 100 });
    const runId = await paid('2026-11-16');
    const committed = await register({ runId });
    await take(`${header},department\n${ada},Elsewhere\n`);
    expect(await register({ runId })).toEqual(committed);
    expect(committed.people[1]).toEqual(['ada', 'Sales']);
  });

  it('takes a reversal out of the department that had the cost', async () => {
    const runId = await paid('2026-11-02');
    await take(`${header},department\n${zed},Shop\n`);
    const undone = await reversed({ small }, reversal(runId, ['zed']));
    expect(await register({ runId: undone.runId, by: 'department' })).toEqual({
      people: [],
      departments: [['Bakery', 1, -200_000n, -80_000_000n]],
    });
  });
});

describe('totals by department', () => {
  it('of a review are those of the register', async () => {
    await settings(small, { heldPercentMax: 10 });
    const waiting = await run(small, await period(small, { from: '2026-11-02' }));
    const ask = { runId: waiting.runId, departments: true };
    const seen = must(await showReview(small.world, ask));
    expect(seen.departments?.departments).toMatchObject([{ department: 'Office', paid: 1 }]);
    expect(seen.departments?.totals.all.netMinor).toBe(waiting.netMinor);
    expect(reviewSeenShape(seen)).toMatchObject({ departments: [{ department: 'Office' }] });
  });

  it('of differences add up to those of everybody', async () => {
    await paid('2026-11-02');
    await take(`${header},department\n${zed},Shop\n`);
    const periodId = await period(small, { from: '2026-11-16' });
    await hours(small, periodId, 'employee_id,regular_hours\nzed,88\ndan,72\n');
    const { runId } = await run(small, periodId);
    const ask = { runId, employee: null, limit: 10, departments: true };
    const all = must(await showDifferences(small.world, { ...ask, cause: null }));
    expect(all.byDepartment).toMatchObject([
      { department: 'Shop', people: 1, grossMinor: 20_000n },
      { department: null, people: 1, grossMinor: -20_000n },
    ]);
    const sum = (all.byDepartment ?? []).reduce((total, one) => total + one.netMinor, 0n);
    expect(sum).toBe(all.netMinor);
    const hired = must(await showDifferences(small.world, { ...ask, cause: 'hire' }));
    expect(hired.byDepartment).toEqual([]);
  });
});
