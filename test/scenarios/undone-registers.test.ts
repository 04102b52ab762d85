/** Registers of corrections and reversals: hours, departments and year-to-date are those of what was paid in all. */
import { expect, it } from 'vitest';
import { openRegister } from '#operations/registers/register-pages.ts';
import { corrected, correction } from '../support/corrected.ts';
import { companyRow, hours, period, run } from '../support/paid-periods.ts';
import {
  amounts,
  type Paid,
  paidAgain,
  paidWrongly,
  reversal,
  reversed,
} from '../support/reversed.ts';
import { must, takeRoster } from '../support/small-company.ts';

async function register({ small }: Pick<Paid, 'small'>, ask: Parameters<typeof openRegister>[1]) {
  const { totals, departments, pages } = must(await openRegister(small.world, ask));
  const people = [];
  for await (const page of pages(2)) people.push(...must(page).people);
  return { all: totals.all, departments, people };
}

/** `8`: hours; null: none. */
const hoursOf = (micro: bigint | null) => (micro === null ? null : Number(micro) / 1e6);

async function hoursIn(paid: Paid, runId: number) {
  const { all, people } = await register(paid, { runId });
  return {
    all: hoursOf(all.hoursMicro),
    people: people.map(({ number, hoursMicro }) => [number, hoursOf(hoursMicro)]),
  };
}

const january = {
  fromOn: Temporal.PlainDate.from('2026-01-01'),
  toOn: Temporal.PlainDate.from('2026-01-31'),
};

it('a correction has the hours that were missing, and its reversal takes just these away', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  const first = await corrected(paid, correction(runId, ['ben'], '88'));
  expect(await hoursIn(paid, first.run.runId)).toEqual({ all: 8, people: [['ben', 8]] });
  const second = await corrected(paid, correction(runId, ['ben'], '90.5'));
  expect(await hoursIn(paid, second.run.runId)).toEqual({ all: 2.5, people: [['ben', 2.5]] });
  const undone = await reversed(paid, reversal(second.run.runId, ['ben']));
  expect(await hoursIn(paid, undone.runId)).toEqual({ all: -2.5, people: [['ben', -2.5]] });
  const again = await corrected(paid, correction(runId, ['ben'], '91'));
  expect(await hoursIn(paid, again.run.runId)).toEqual({ all: 3, people: [['ben', 3]] });
  await small.close();
});

it('hours under another pay code are moved, and not counted twice', async () => {
  const paid = await paidWrongly();
  const { small, runId, periodId } = paid;
  const late = { late: true, replace: true };
  const text = 'employee_id,regular_hours,overtime_hours\nben,70,10\ndan,72,\n';
  await hours(small, periodId, text, late);
  const { run: more } = await corrected(paid, correction(runId, null));
  expect(more.grossMinor).toBe(12_250n);
  expect(await hoursIn(paid, more.runId)).toEqual({ all: 0, people: [['ben', 0]] });
  await small.close();
});

it('a register by department has the hours of corrections and reversals', async () => {
  const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date';
  const paid = await paidWrongly();
  const { small, runId } = paid;
  const { companyId } = small;
  const ben = 'ben,Ben Carter,hourly,,24.50,mfj,2021-06-14';
  await takeRoster(small.world, {
    companyId,
    text: `${header},department,assigned_from\n${ben},Bakery,2026-01-01\n`,
  });
  const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
  const departments = async (of: number) =>
    (await register(paid, { runId: of, by: 'department' })).departments?.map((one) => [
      ...[one.department, one.paid, one.grossMinor, hoursOf(one.hoursMicro)],
    ]);
  expect(await departments(more.runId)).toEqual([['Bakery', 1, 19_600n, 8]]);
  const undone = await reversed(paid, reversal(more.runId, ['ben']));
  expect(await departments(undone.runId)).toEqual([['Bakery', 1, -19_600n, -8]]);
  await small.close();
});

it('a person has one row with the hours and the year-to-date of everything, whatever the pay dates', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  // Paid after the correction, and committed before it.
  const next = await period(small, { from: '2026-01-19', payOn: '2026-01-30' });
  await hours(small, next, 'employee_id,regular_hours\nben,80\ndan,80\n');
  await run(small, next);
  const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
  expect(more.payOn.toString()).toBe('2026-01-20');
  const company = await companyRow(small);
  const ofBen = async () => {
    const { people } = await register(paid, { company, by: 'person', ...january });
    return people.find(({ number }) => number === 'ben');
  };
  const { year } = await amounts(small, more.runId, 'ben');
  expect(year.grossMinor).toBe(411_600n);
  expect(await ofBen()).toMatchObject({
    ...{ payslips: 3, hoursMicro: 168_000_000n, grossMinor: 411_600n, yearToDate: year },
  });
  await reversed(paid, reversal(more.runId, ['ben']));
  await reversed(paid, reversal(runId, ['ben']));
  expect(await ofBen()).toMatchObject({
    ...{ payslips: 5, hoursMicro: 80_000_000n, grossMinor: 196_000n },
    yearToDate: { grossMinor: 196_000n },
  });
  await paidAgain(paid, 'employee_id,regular_hours\nben,84\n');
  expect(await ofBen()).toMatchObject({
    ...{ payslips: 6, hoursMicro: 164_000_000n, yearToDate: { grossMinor: 401_800n } },
  });
  await small.close();
});
