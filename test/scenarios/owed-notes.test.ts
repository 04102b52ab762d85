/** An import, and its dry run, says at once who is owed or overpaid for paid periods, and what settles it. */
import { describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { factsIn } from '#text/facts.fixture.ts';
import { freshDatabase } from '../support/database.ts';
import { roster } from '../support/owed.ts';
import { period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const salaried = (rows: string) =>
  `employee_id,name,pay_type,annual_salary,filing_status,hire_date,end_date\n${rows}`;

async function company(rows: string): Promise<SmallCompany> {
  const { url } = await freshDatabase();
  return smallCompany({ url, now: '2026-11-18T12:00:00Z', roster: salaried(rows) });
}

describe('an import that changes paid periods', () => {
  it('says who is owed what for which days, as its dry run does', async () => {
    const small = await company('L1,Ada Quill,salary,52000.00,single,2025-01-06,\n');
    const { runId } = await run(small, await period(small, { from: '2026-11-02' }));
    const next = await period(small, { from: '2026-11-16', payOn: '2026-12-04' });
    const late = salaried('L2,Nia Brook,salary,52000.00,single,2026-11-09,\n');
    const rehearsed = await roster(small, late, true);
    const { notes } = await roster(small, late);
    expect(notes).toEqual(rehearsed.notes);
    const owed = notes.filter(({ code }) => code === 'owed');
    expect(owed).toHaveLength(1);
    const facts = [
      'L2',
      '1000.00',
      '2026-11-09',
      '2026-11-15',
      '2026-12-04',
      `${runId}`,
      `${next}`,
    ];
    expect(new Set(factsIn(owed[0]?.message ?? ''))).toEqual(new Set(['2', '1', ...facts]));
    await small.close();
  });

  it('says what was too much, and says nothing of people whom it does not change', async () => {
    const small = await company(
      'L1,Ada Quill,salary,52000.00,single,2025-01-06,\nL2,Bo Lee,salary,52000.00,single,2025-01-06,\n',
    );
    await run(small, await period(small, { from: '2026-11-02' }));
    const left = salaried('L1,Ada Quill,salary,52000.00,single,2025-01-06,2026-11-08\n');
    expect((await roster(small, left)).notes.map(({ code }) => code)).toEqual(['overpaid']);
    const raise = 'employee_id,from,pay_type,annual_salary\nL2,2026-11-02,salary,78000\n';
    const { notes } = await terms(small, raise);
    expect(notes.map(({ code }) => code)).toEqual(['back_dated', 'owed']);
    expect((await roster(small, left)).notes).toEqual([]);
    await small.close();
  });

  it('names the off-cycle run, too, for somebody who leaves', async () => {
    const staying = 'L1,Ada Quill,salary,52000.00,single,2025-01-06,\n';
    const small = await company(staying);
    await run(small, await period(small, { from: '2026-11-02' }));
    await period(small, { from: '2026-11-16', payOn: '2026-12-04' });
    const late = (endedOn: string) =>
      salaried(`${staying}L2,Nia Brook,salary,52000.00,single,2026-11-09,${endedOn}\n`);
    const actionsIn = ({ notes }: Awaited<ReturnType<typeof roster>>) =>
      notes.filter(({ code }) => code === 'owed').flatMap(({ actions = [] }) => actions);
    expect(actionsIn(await roster(small, late(''), true))).toEqual([]);
    expect(actionsIn(await roster(small, late('2026-11-12'), true))).toEqual([
      { action: 'pay_owed_now', employee: 'L2', company: 'small' },
    ]);
    await small.close();
  });

  it('says of hours of somebody who has left that the run pays them', async () => {
    const small = await company('L1,Ada Quill,salary,52000.00,single,2025-01-06,2026-11-08\n');
    const id = await period(small, { from: '2026-11-16' });
    const bytes = Buffer.from('employee_id,regular_hours\nL1,4\n');
    const taken = must(await importHours(small.world, { periodId: id, bytes, dryRun: true }));
    expect(taken.notes.map(({ code }) => code)).toEqual(['not_employed']);
    await small.close();
  });
});
