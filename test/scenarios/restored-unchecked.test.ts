/**
 * After a restore, runs are calculated and stop there: nothing that was paid after the backup is paid again before
 * somebody has looked. Accepting the restore lets all of it go on.
 */
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { acceptRestore } from '#operations/backup/accept-restore.ts';
import { showReview } from '#operations/reviews/show-review.ts';
import { approve, commit, review } from '#operations/runs/advance-run.ts';
import { approveRun, canBeApproved } from '#operations/runs/approve-run.ts';
import { autoRunPayroll } from '#operations/runs/auto-run-payroll.ts';
import { calculateChunk } from '#operations/runs/calculate-chunk.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { reverseRun } from '#operations/runs/reverse-run.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import type { World } from '#operations/world.ts';
import { runs } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { backupFolder } from '../support/backup-file.ts';
import { freshDatabase } from '../support/database.ts';
import { type DatabaseClock, databaseClock } from '../support/database-clock.ts';
import { companyRow } from '../support/paid-periods.ts';
import { everyKind, layCompanies } from '../support/set-of-companies.ts';
import { drivenBy, must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

const { put, taken, restored } = backupFolder();
const why = 'The bank statement shows no payment since the backup.';

interface Restored {
  readonly world: World;
  readonly clock: DatabaseClock;
  readonly url: string;
}

/** Backed up when everything is due, paid, and restored elsewhere: the copy knows nothing of the payment. */
async function paidAfterTheBackup(
  setCompanies: number,
  look: (copy: Restored, paid: ReadonlyMap<number, string>) => Promise<void>,
): Promise<void> {
  await using source = await freshDatabase();
  await using target = await freshDatabase();
  const settings = { setCompanies };
  const laid = await layCompanies(source.url, { of: everyKind, settings });
  const path = put(`${setCompanies}.backup`, await taken(source.url));
  await autoRunPayroll(laid.world, drivenBy(laid.clock));
  const paid = await netByPeriod(laid.world);
  must(await restored(path, target.url));
  const store = createStore({ url: target.url });
  const clock = await databaseClock(target.url, laid.clock.now().toString());
  await look(
    { world: worldOn(store, { chunkSize: 100, ...settings }), clock, url: target.url },
    paid,
  );
  await Promise.all([store.close(), clock.close(), laid.close()]);
}

/** Period → net of its committed run. */
async function netByPeriod({ store }: World): Promise<ReadonlyMap<number, string>> {
  const rows = await store.read('every company', (at) => runs(at, { limit: 100 }));
  return new Map(
    rows
      .filter(({ state }) => state === 'committed')
      .map(({ periodId, netMinor }) => [periodId, String(netMinor)]),
  );
}

const codeOf = (answered: { ok: boolean; refusal?: { code: string } }) =>
  answered.ok ? 'ok' : answered.refusal?.code;

describe.each([['in sets', 100] as const, ['alone', 0] as const])('what was paid %s', (_, size) => {
  it('is calculated again, paid only after somebody has accepted, and then to the cent', async () => {
    await paidAfterTheBackup(size, async ({ world, clock }, paid) => {
      const before = await netByPeriod(world);
      const driven = drivenBy(clock);
      const results = await autoRunPayroll(world, driven);
      const states = results.flatMap((one) => (one.kind === 'ran' ? one.run.state : one.kind));
      expect(new Set(states)).toEqual(new Set(['review']));
      const waiting = results.flatMap((one) => (one.kind === 'ran' ? [one.run] : []));
      expect(waiting.map((run) => [run.waitsForRestore, canBeApproved(run)])).toEqual(
        waiting.map(() => [true, false]),
      );
      const review = must(await showReview(world, { runId: waiting[0]?.runId ?? 0 }));
      expect(review.next).toBe('wait_for_restore');
      expect(await netByPeriod(world)).toEqual(before);
      // Once more, and nothing moves.
      await autoRunPayroll(world, driven);
      expect(await netByPeriod(world)).toEqual(before);
      await clock.advance({ hours: 1 });
      await expectSound(world);
      must(await acceptRestore(world, { why }));
      await autoRunPayroll(world, driven);
      expect(await netByPeriod(world)).toEqual(paid);
      await expectSound(world);
    });
  });
});

describe('before a restore is accepted', () => {
  it('an approval, an off-cycle run and a reversal are refused, and a dry run is not', async () => {
    await paidAfterTheBackup(100, async ({ world, clock }) => {
      const driven = drivenBy(clock);
      const before = await world.store.read('every company', (at) => runs(at, { limit: 100 }));
      await autoRunPayroll(world, driven);
      const [run] = await world.store.read('every company', (at) => runs(at, { limit: 1 }));
      const approval = { runId: run?.runId ?? 0, why: 'right', totals: null, dryRun: false };
      expect(codeOf(await approveRun(world, approval))).toBe('restored_unchecked');
      const company = await companyRow({
        ...{ world, clock },
        companyId: 1,
        close: async () => {},
      });
      const bonus = {
        ...{ company, key: 'bonus', payOn: Temporal.PlainDate.from('2026-02-06') },
        ...{ startOn: null, endOn: null, frequency: 'monthly', dryRun: false },
        bytes: Buffer.from('employee_id,code,amount\nada,BONUS,250.00\n'),
      };
      expect(codeOf(await runOffCycle(world, { ...bonus, dryRun: true }, driven))).toBe('ok');
      expect(codeOf(await runOffCycle(world, bonus, driven))).toBe('restored_unchecked');
      const committed = before.find(({ state }) => state === 'committed');
      const undo = { runId: committed?.runId ?? 0, employees: null, why: 'wrong', payOn: null };
      const reversal = await reverseRun(world, { ...undo, dryRun: false }, driven);
      expect(codeOf(reversal)).toBe('restored_unchecked');
      must(await acceptRestore(world, { why }));
      expect(codeOf(await runOffCycle(world, bonus, driven))).toBe('ok');
    });
  });

  it('the database refuses a commit of its own, and an approved run waits without failing', async () => {
    await using database = await freshDatabase();
    const laid = await layCompanies(database.url, { of: ['plain'], settings: { setCompanies: 0 } });
    const { world, clock } = laid;
    const [periodId] = laid.periods.values();
    const opened = must(await openRun(world, { periodId: periodId ?? 0, companyId: 1 }));
    const run = { companyId: 1, runId: opened.runId };
    await calculateChunk(world, { ...run, ordinal: 1 });
    await review(world, run);
    await approve(world, run);
    const owner = new pg.Client({ connectionString: database.url });
    await owner.connect();
    await owner.query(
      `insert into paybeat.restored_backup (restored_by, taken_at, sha256) values ('x', now(), repeat('0', 64))`,
    );
    const refused = { constraint: 'restored_unchecked', code: '23001' };
    await expect(commit(world, run)).rejects.toMatchObject(refused);
    await autoRunPayroll(world, drivenBy(clock));
    await clock.advance({ hours: 1 });
    await autoRunPayroll(world, drivenBy(clock));
    const [waits] = await world.store.read('every company', (at) => runs(at, { limit: 1 }));
    expect(waits).toMatchObject({ state: 'approved', closedWhy: null });
    for (const change of ["set accepted_why = 'x'", "set sha256 = repeat('1', 64)"]) {
      const written = owner.query(`update paybeat.restored_backup ${change}`);
      await expect(written, change).rejects.toMatchObject({ code: expect.stringMatching(/^23/) });
    }
    for (const removal of ['delete from', 'truncate']) {
      const removed = owner.query(`${removal} paybeat.restored_backup`);
      await expect(removed, removal).rejects.toMatchObject({ code: '23001' });
    }
    must(await acceptRestore(world, { why }));
    await autoRunPayroll(world, drivenBy(clock));
    const [ran] = await world.store.read('every company', (at) => runs(at, { limit: 1 }));
    expect(ran?.state).toBe('committed');
    await owner.end();
    await laid.close();
  });

  it('somebody accepts it once, with a reason, and every audit chain says so', async () => {
    await paidAfterTheBackup(100, async ({ world, url }) => {
      expect(codeOf(await acceptRestore(world, { why: ' ' }))).toBe('reason_missing');
      const both = await Promise.all([1, 2].map(() => acceptRestore(world, { why })));
      expect(both.map(codeOf).toSorted()).toEqual(['nothing_restored', 'ok']);
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query(
        `select facts ->> 'why' as why, actor, count(*)::int from paybeat.audit_event
         where action = 'database.accept' group by 1, 2`,
      );
      expect(rows).toEqual([{ why, actor: 'person:test', count: everyKind.length }]);
      await client.end();
    });
  });
});
