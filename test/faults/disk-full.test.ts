/**
 * No space is left for the database in the middle of a run: it says so, nothing is lost, and it goes on
 * when there is space again.
 *
 * The error is PostgreSQL's own (53100, disk_full), raised by a trigger where payslips are written: to
 * fill a disk that is small enough a test would need the rights to mount one.
 */
import pg from 'pg';
import { expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const drive = { concurrency: 2, pause: async () => undefined };

it('a full disk stops a run with a clear message, and the run continues when there is space', async () => {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const told: string[] = [];
  const world = {
    ...worldOn(store, { chunkSize: 10, leaseSeconds: 1 }),
    telemetry: { emit: ({ kind }: { readonly kind: string }) => told.push(kind) },
  };
  const disk = new pg.Client({ connectionString: database.url });
  await disk.connect();
  try {
    await dueCompany(world);
    await disk.query(`set search_path = paybeat;
      create function no_space() returns trigger language plpgsql security definer set search_path = paybeat as $$ begin
        if (select count(*) from payslip) > 30 then
          raise exception 'could not extend file "base/16384/16999": No space left on device'
            using errcode = 'disk_full';
        end if;
        return null; end $$;
      create trigger no_space after insert on payslip for each statement execute function no_space()`);
    const failure = await autoRunPayroll(world, drive).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Outage);
    expect(failure).toMatchObject({
      code: 'database_exhausted',
      message: expect.stringContaining('could not extend file'),
      hint: expect.any(String),
    });
    expect(told).toContain('chunk_done');
    const [stopped] = await store.read('every company', (at) => runs(at, { limit: 1 }));
    expect(stopped?.state).toBe('calculating');

    await disk.query('drop trigger no_space on payslip');
    const goesOn = () =>
      autoRunPayroll(world, drive).then(
        () => true,
        () => false,
      );
    await until(goesOn, 30_000);
    const [run] = await store.read('every company', (at) => runs(at, { limit: 1 }));
    expect(run).toMatchObject({ state: 'committed', paidCount: 52, heldCount: 8 });
    await expectSound({ store });
  } finally {
    await disk.end();
    await store.close();
  }
});
