/** Hours and one-off amounts that come in after their period was paid: the next run pays what they add. */
import { describe, expect, it } from 'vitest';
import { importHours } from '#operations/people/import-hours.ts';
import { importInputs } from '#operations/people/import-inputs.ts';
import { freshDatabase } from '../support/database.ts';
import { owed, owedInShort, roster } from '../support/owed.ts';
import { hours, payslip, period, run } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const hourly = (rows: string) =>
  `employee_id,name,pay_type,hourly_rate,filing_status,hire_date,end_date\n${rows}`;
const two =
  'R1,Eli Stone,hourly,18.00,mfj,2025-01-06,\nR2,Ada Quill,hourly,20.00,mfj,2025-01-06,\n';

async function paidFortnight() {
  const { url } = await freshDatabase();
  const small = await smallCompany({ url, now: '2026-11-18T12:00:00Z', roster: hourly(two) });
  const periodId = await period(small, { from: '2026-11-02' });
  await hours(small, periodId, 'employee_id,regular_hours\nR1,70\nR2,70\n');
  const { runId } = await run(small, periodId);
  return { small, periodId, runId };
}

function file(small: SmallCompany, periodId: number, text: string, how: object = {}) {
  const ask = { periodId, bytes: Buffer.from(text), dryRun: false, ...how };
  return importHours(small.world, ask);
}

describe('hours for a period that is paid', () => {
  it('are asked for as late, of somebody who was entered later', async () => {
    const { small, periodId } = await paidFortnight();
    await roster(small, hourly('R3,Al Roe,hourly,22.00,mfj,2025-11-09,\n'));
    const [row] = await owed(small, 'R3');
    expect(row?.settledBy.actions).toEqual([{ action: 'import_late_hours', period: periodId }]);
    await small.close();
  });

  it('are refused unless the import says that they are late', async () => {
    const { small, periodId } = await paidFortnight();
    expect(await file(small, periodId, 'employee_id,overtime_hours\nR1,4\n')).toMatchObject({
      refusal: { code: 'period_completed', actions: [{ action: 'ask_again', with: 'late' }] },
    });
    expect(await owed(small)).toEqual([]);
    await small.close();
  });

  it('are paid by the next run, once, and only to those whom they are about', async () => {
    const { small, periodId, runId } = await paidFortnight();
    const late = { late: true };
    const text = 'employee_id,overtime_hours\nR1,4\n';
    const tried = must(await file(small, periodId, text, { ...late, dryRun: true }));
    const taken = must(await file(small, periodId, text, late));
    expect(tried.notes).toEqual(taken.notes);
    expect(taken.notes.map(({ code }) => code)).toContain('owed');
    // 4 hours × 18.00 × 1.5.
    expect(owedInShort(await owed(small))).toEqual([`R1 108.00 of run ${runId}, by next_run`]);
    const next = await period(small, { from: '2026-11-16' });
    await hours(small, next, 'employee_id,regular_hours\nR1,70\nR2,70\n');
    const paid = await run(small, next);
    const slip = await payslip(small, { runId: paid.runId, number: 'R1' });
    expect(slip.lines['RETRO_PAY']).toBe('108.00');
    const other = await payslip(small, { runId: paid.runId, number: 'R2' });
    expect(other.lines['RETRO_PAY']).toBeUndefined();
    expect(await owed(small)).toEqual([]);
    await expectSound(small.world);
    await small.close();
  });

  it('that were too many are an overpayment, and one-off amounts count like hours', async () => {
    const { small, periodId, runId } = await paidFortnight();
    const fewer = 'employee_id,regular_hours\nR1,60\n';
    must(await file(small, periodId, fewer, { late: true, replace: true }));
    const bytes = Buffer.from('employee_id,code,amount\nR2,BONUS,50.00\n');
    must(await importInputs(small.world, { periodId, bytes, dryRun: false, late: true }));
    expect(owedInShort(await owed(small))).toEqual([
      `R1 -180.00 of run ${runId}, by person`,
      `R2 50.00 of run ${runId}, by next_run`,
    ]);
    await small.close();
  });

  it('are what somebody who was entered late is paid by', async () => {
    const { small, periodId, runId } = await paidFortnight();
    await roster(small, hourly('R3,Nia Brook,hourly,21.00,mfj,2026-11-09,\n'));
    const [unknown] = await owed(small);
    expect(unknown).toMatchObject({ amountMinor: null, held: { code: 'missing_hours' } });
    must(await file(small, periodId, 'employee_id,regular_hours\nR3,30\n', { late: true }));
    expect(owedInShort(await owed(small))).toEqual([`R3 630.00 of run ${runId}, by next_run`]);
    await small.close();
  });
});
