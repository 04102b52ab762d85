/**
 * Why a run seems to stop: whose lease delays it, how long that worker has been silent, and when
 * others take over.
 */
import { beforeAll, expect, it } from 'vitest';
import { doctor } from '#operations/doctor.ts';
import { openRun } from '#operations/runs/open-run.ts';
import { awaited } from '#store/reads/run-work.ts';
import { claimChunk } from '#store/writes/chunks.ts';
import { beatHeart } from '#store/writes/workers.ts';
import { freshDatabase } from '../support/database.ts';
import { dueCompany } from '../support/due-company.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

let company: SmallCompany;
let runId: number;
beforeAll(async () => {
  const database = await freshDatabase();
  company = await smallCompany({
    url: database.url,
    now: `${Temporal.Now.instant().round('second')}`,
  });
  const { companyId, periodId } = await dueCompany(company.world);
  const opened = must(
    await openRun(company.world, {
      companyId,
      periodId,
      force: { reason: 'x' },
    }),
  );
  ({ runId } = opened);
});

const claims = (owner: string, ordinal: number) =>
  company.world.store.write('every company', (tx) =>
    claimChunk(tx, { runId, ordinal, owner, leaseSeconds: 30 }),
  );
const tells = (workerId: string, name: string) =>
  company.world.store.write('every company', (tx) =>
    beatHeart(tx, {
      ...{ workerId, kind: 'worker', name, host: 'h', pid: 1, queues: [], concurrency: 1 },
      ...{ state: 'running', leaseSeconds: 30, version: '', registered: [], active: [] },
      ...{ facts: {}, settings: {} },
    }),
  );
const seen = () => company.world.store.read('every company', (at) => awaited(at, runId));

it('a run names silent workers that hold chunks, until their leases expire, but no working ones', async () => {
  await tells('worker:a', 'silent');
  await claims('worker:a', 1);
  await claims('worker:a', 2);
  await claims('worker:b', 3);
  await tells('worker:b', 'busy');
  expect(await seen()).toEqual([]);
  await company.clock.advance({ seconds: 12 });
  await tells('worker:b', 'busy');
  const until = company.clock.now().add({ seconds: 18 });
  expect(await seen()).toEqual([{ runId, worker: 'silent', chunks: 2, silentSeconds: 12, until }]);
  await company.clock.advance({ seconds: 19 });
  await tells('worker:b', 'busy');
  expect(await seen()).toEqual([]);
});

it('a run names a command at a terminal, which has no pulse', async () => {
  await claims('worker:terminal', 4);
  expect(await seen()).toMatchObject([{ worker: 'worker:terminal', silentSeconds: null }]);
});

it('doctor asks for a worker while a run is unfinished and none is running, and not while one is', async () => {
  const actions = async () => {
    const findings = await doctor(company.world, { embeddedIn: null });
    return findings.find(({ check }) => check === 'unfinished runs')?.actions;
  };
  await tells('worker:b', 'busy');
  expect(await actions()).toEqual([{ action: 'show_run', run: runId }]);
  await company.clock.advance({ seconds: 60 });
  expect(await actions()).toEqual([{ action: 'start_worker', queues: [] }]);
});
