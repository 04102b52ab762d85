/**
 * Dates of employment that contradict what was paid hold that person. A date with a wrong year would otherwise
 * leave somebody without pay, or pay somebody who has left long ago. Everybody else is paid.
 */
import { describe, expect, it } from 'vitest';
import { payHeld } from '#operations/runs/run-off-cycle.ts';
import { exceptionsOf, type RunRow } from '#store/reads/runs.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, period, run } from '../support/paid-periods.ts';
import {
  drivenBy,
  must,
  type SmallCompany,
  smallCompany,
  takeRoster,
} from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const header =
  'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date,end_date';
const people = {
  ada: 'Ada,salary,91000.00,,single,2019-03-01',
  ben: 'Ben,hourly,,24.50,single,2021-06-14',
  cleo: 'Cleo,salary,78000.00,,single,2020-01-06',
};
type Who = keyof typeof people;

/** Everybody, with other last days, or another first day, for some. */
function roster(other: Partial<Record<Who, string>> = {}): string {
  const rows = (Object.keys(people) as Who[]).map(
    (who) => `${who},${other[who] ?? `${people[who]},`}`,
  );
  return `${[header, ...rows].join('\n')}\n`;
}

const left = (who: Who, on: string) => ({ [who]: `${people[who]},${on}` });

/** A company whose first period is paid, and its second period with the hours of Ben. */
async function onePeriodPaid() {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: '2026-03-20T15:00:00Z', roster: roster() });
  const first = await period(small, { from: '2026-02-02', payOn: '2026-02-20' });
  await hours(small, first, 'employee_id,regular_hours\nben,80\n');
  await run(small, first);
  const second = await period(small, { from: '2026-02-16', payOn: '2026-03-06' });
  await hours(small, second, 'employee_id,regular_hours\nben,80\n');
  return { small, second };
}

async function whoIsNotPaid({ world, companyId }: SmallCompany, { runId }: RunRow) {
  const rows = await world.store.read({ companyId }, (at) => exceptionsOf(at, runId));
  return rows.map(({ number, disposition, code }) => `${number} ${disposition} ${code}`);
}

describe('a date of employment that contradicts what was paid', () => {
  it('holds a person who was paid after the last day, until the date is corrected', async () => {
    const { small, second } = await onePeriodPaid();
    const { world, companyId, clock } = small;
    await takeRoster(world, { companyId, text: roster(left('ada', '2025-02-28')) });
    const ran = await run(small, second);
    expect(ran).toMatchObject({ state: 'committed', paidCount: 2, heldCount: 1 });
    expect(await whoIsNotPaid(small, ran)).toEqual(['ada held dates_contradict_pay']);

    await takeRoster(world, { companyId, text: roster() });
    const ask = { runId: ran.runId, payOn: null, dryRun: false };
    const paid = must(await payHeld(world, ask, drivenBy(clock)));
    expect(paid).toMatchObject({ run: { state: 'committed', paidCount: 1 } });
    await expectSound(world);
    await small.close();
  });

  it('holds hours of somebody who left more than a period ago', async () => {
    const { small, second } = await onePeriodPaid();
    const { world, companyId } = small;
    await takeRoster(world, { companyId, text: roster(left('ben', '2026-01-20')) });
    const ran = await run(small, second);
    expect(await whoIsNotPaid(small, ran)).toEqual(['ben held paid_after_leaving']);
    await small.close();
  });

  it('holds hours of somebody who begins later, and a salary that was paid before', async () => {
    const { small, second } = await onePeriodPaid();
    const { world, companyId } = small;
    const later = (who: Who) => ({ [who]: `${people[who].replace(/20\d\d/, '2027')},` });
    await takeRoster(world, { companyId, text: roster({ ...later('ben'), ...later('cleo') }) });
    const ran = await run(small, second);
    expect(await whoIsNotPaid(small, ran)).toEqual([
      'ben held dates_contradict_pay',
      'cleo held dates_contradict_pay',
    ]);
    await small.close();
  });

  it('holds nobody who left in the period that was paid last', async () => {
    const { small, second } = await onePeriodPaid();
    const { world, companyId } = small;
    await takeRoster(world, { companyId, text: roster(left('ada', '2026-02-10')) });
    const ran = await run(small, second);
    expect(await whoIsNotPaid(small, ran)).toEqual(['ada excluded left_before_period']);
    expect(ran.warnings.map(({ code }) => code)).toContain('owed_unsettled');
    await small.close();
  });
});
