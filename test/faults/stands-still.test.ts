/**
 * A process freezes for longer than its lease, as after SIGSTOP, and then continues. By then others
 * have its work, and its own writes match no row.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { expect, it } from 'vitest';
import { openRun } from '#operations/runs/open-run.ts';
import { runById } from '#store/reads/runs.ts';
import { createStore } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const program = fileURLToPath(new URL('../support/run-due.ts', import.meta.url));

interface Event {
  readonly kind: string;
}

function runDue(url: string, worker: string): { child: ChildProcess; told: Promise<Event[]> } {
  const child = spawn(process.execPath, ['--conditions=paybeat-source', program, url, worker], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = text(child.stdout).then((output) =>
    output
      .trimEnd()
      .split('\n')
      .map((line): Event => JSON.parse(line)),
  );
  return { child, told };
}

it('a frozen process writes nothing when it continues, and everybody is paid once without it', async () => {
  await using database = await freshDatabase();
  const store = createStore({ url: database.url });
  const world = worldOn(store, { chunkSize: 10 });
  const { companyId, periodId } = await dueCompany(world);
  const { runId } = must(await openRun(world, { companyId, periodId }));
  const guard = new pg.Client({ connectionString: database.url });
  await guard.connect();
  // The inputs of a chunk are locked, so the process has its claims and cannot continue.
  await guard.query('begin; lock table paybeat.employee_version in access exclusive mode');
  const frozen = runDue(database.url, 'frozen');
  try {
    await until(async () => {
      const { rows } = await guard.query(`select
        (select count(*)::int from paybeat.run_chunk where lease_owner = 'worker:frozen') as claims,
        (select count(*)::int from pg_locks where not granted) as waiting`);
      return rows[0].claims === 2 && rows[0].waiting === 2;
    });
    frozen.child.kill('SIGSTOP');
    await guard.query('rollback');
    const second = await runDue(database.url, 'second').told;
    expect(second.filter(({ kind }) => kind === 'chunk_done')).toHaveLength(6);
    const before = await store.read({ companyId }, (at) => runById(at, runId));
    expect(before).toMatchObject({ state: 'committed', paidCount: 52, heldCount: 8 });

    frozen.child.kill('SIGCONT');
    const kinds = (await frozen.told).map(({ kind }) => kind);
    expect(kinds).toEqual(['claim_lost', 'claim_lost', 'ended']);
    expect(await store.read({ companyId }, (at) => runById(at, runId))).toEqual(before);
    await expectSound(world);
  } finally {
    frozen.child.kill('SIGKILL');
    await guard.end();
    await store.close();
  }
});
