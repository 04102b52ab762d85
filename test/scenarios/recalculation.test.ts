/**
 * The same inputs give the same rows, byte for byte, in chunks of every size and at every
 * repetition.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { review } from '#operations/runs/advance-run.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { recalculateRun } from '#operations/runs/control-run.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { runInMotion } from '#store/reads/run-work.ts';
import { freshDatabase } from '../support/database.ts';
import { hours, items, period, run, terms } from '../support/paid-periods.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

/** Every payslip of a run, without the columns that only say who wrote it. */
async function rowsOf(url: string, runId: number): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ row: string }>(
    `select (to_jsonb(s) - 'run_id' - 'ordinal' - 'epoch')::text as row from paybeat.payslip s
     where run_id = $1 order by employee_id`,
    [runId],
  );
  await client.end();
  return rows.map(({ row }) => row);
}

async function prepared(chunkSize: number) {
  const { url } = await freshDatabase();
  const now = '2026-01-02T12:00:00Z';
  const small = await smallCompany({ url, now, settings: { chunkSize } });
  const first = await period(small, { from: '2026-01-05' });
  await hours(small, first, 'employee_id,regular_hours\nben,80\ndan,64\n');
  await run(small, first);
  await terms(small, 'employee_id,from,pay_type,annual_salary\nada,2026-01-14,salary,99000\n');
  await items(small, 'employee_id,code,amount,from,balance\ncleo,LOAN,400,2026-01-01,1000\n');
  const second = await period(small, { from: '2026-01-19' });
  await hours(small, second, 'employee_id,regular_hours,overtime_hours\nben,80,3.25\ndan,60,\n');
  return { small, url, second };
}

async function calculated(small: SmallCompany, runId: number): Promise<void> {
  const { world, companyId } = small;
  const motion = await world.store.read({ companyId }, (at) => runInMotion(at, runId));
  for (const { ordinal } of motion?.claimable ?? []) {
    await calculateChunk(world, { companyId, runId, ordinal });
  }
  await review(world, { companyId, runId });
}

describe('a run', () => {
  it('has the same payslips in chunks of one, of two, and of everybody', async () => {
    const all: (readonly string[])[] = [];
    for (const chunkSize of [1, 2, 2_500]) {
      const { small, url, second } = await prepared(chunkSize);
      all.push(await rowsOf(url, (await run(small, second)).runId));
      await expectSound(small.world);
      await small.close();
    }
    expect(all[0]?.length).toBe(4);
    expect(all[1]).toEqual(all[0]);
    expect(all[2]).toEqual(all[0]);
  });

  it('that is recalculated has the same payslips', async () => {
    const { small, url, second } = await prepared(2);
    const { world, companyId } = small;
    const force = { reason: 'the scenario says so' };
    const { runId } = must(await openRun(world, { companyId, periodId: second, force }));
    await calculated(small, runId);
    const before = await rowsOf(url, runId);
    must(await recalculateRun(world, { runId, why: 'again' }));
    await calculated(small, runId);
    expect(before.length).toBe(4);
    expect(await rowsOf(url, runId)).toEqual(before);
    await expectSound(small.world);
    await small.close();
  });
});
