/** Health, readiness and metrics of a worker and of a beat, as a supervisor requests them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHealthServer } from '#http/health/health-server.ts';
import { createMetrics } from '#http/health/metrics.ts';
import { databaseLocks } from '#operations/locks/database-locks.ts';
import { VitalSigns } from '#operations/workers/vital-signs.ts';
import type { WholeWorld } from '#operations/world.ts';
import { createStore } from '#store/store.ts';
import { testClock } from '#time/clock.fixture.ts';
import { freshDatabase, testDatabase } from '../support/database.ts';
import { manualTime } from '../support/manual-timers.ts';
import { programs, type Staying } from '../support/processes.ts';
import { smallCompany, worldOn } from '../support/small-company.ts';
import { working } from '../support/working.ts';

const database = await testDatabase();
const beats: string[] = [];
const outside = createServer((request, response) => {
  beats.push(request.url ?? '');
  response.end('heard');
});
await new Promise<void>((resolve) => {
  outside.listen(0, '127.0.0.1', resolve);
});
const { port } = outside.address() as AddressInfo;
afterAll(() => outside.close());

const { paybeat, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1 },
  env: { HEARTBEAT_URL: `http://127.0.0.1:${port}/ping/secret-token` },
});

async function addressOf(process: Staying): Promise<string> {
  await expect.poll(() => process.said(), { timeout: 20_000 }).toMatch(/http:\/\/[\d.:]+\/live/);
  return /(http:\/\/[\d.:]+)\/live/.exec(process.said())?.[1] ?? '';
}

beforeAll(async () => {
  const migrated = await paybeat(['migrate']);
  expect(migrated.code, migrated.err).toBe(0);
});

describe('a worker with a health port', () => {
  it('is live and ready, serves metrics, and calls the heartbeat URL after its scans', async () => {
    const worker = start(['worker', '--name', 'measured', '--health-port', '0']);
    const address = await addressOf(worker);
    expect(await (await fetch(`${address}/live`)).json()).toMatchObject({
      status: 'live',
      name: 'measured',
    });
    const ready = await fetch(`${address}/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { problems: [] }]);

    expect((await paybeat(['run', '--async'])).code).toBe(0);
    const metrics = async () => (await fetch(`${address}/metrics`)).text();
    await expect
      .poll(metrics, { timeout: 20_000 })
      .toContain('paybeat_tasks_total{task="auto_run_payroll",outcome="success"} 1');
    const text = await metrics();
    for (const line of [
      'paybeat_periods_due 0',
      'paybeat_periods_late 0',
      'paybeat_lateness_seconds 0',
      'paybeat_runs{state="calculating"} 0',
      'paybeat_workers{kind="worker",state="alive"} 1',
      'paybeat_task_duration_seconds_count{task="auto_run_payroll"} 1',
      'paybeat_broker_up 1',
      'paybeat_lock_age_seconds 0',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).toMatch(
      /paybeat_worker_heartbeat_age_seconds\{worker="measured",kind="worker"\} /,
    );
    expect(text).toMatch(/paybeat_queue_depth\{queue="default",place="active"\} /);
    await expect.poll(() => beats.length, { timeout: 10_000 }).toBeGreaterThan(1);
    const examined = await paybeat(['doctor', '--json']);
    expect(JSON.parse(examined.out).findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ check: 'broker', level: 'ok' }),
        expect.objectContaining({ check: 'locks', level: 'ok' }),
        expect.objectContaining({ check: 'workers', level: 'ok', seen: 'measured' }),
        expect.objectContaining({ check: 'beat', level: 'warning' }),
        expect.objectContaining({ check: 'outward heartbeat', level: 'ok' }),
      ]),
    );
    expect(examined.out).not.toContain('secret-token');
    expect(new Set(beats)).toEqual(new Set(['/ping/secret-token']));
    worker.child.kill('SIGTERM');
    expect((await worker.ended).code).toBe(0);
  });

  it('says in one line that another program has the port', async () => {
    const { code, err } = await paybeat(['worker', '--health-port', String(port)]);
    expect(code).toBe(7);
    expect(err).toMatch(/error port_taken: .*127\.0\.0\.1/);
    expect(err).not.toContain('Ctrl-C stops');
  });
});

describe('a beat with a health port', () => {
  it('is ready, and calls no heartbeat URL: only a worker does', async () => {
    const heard = beats.length;
    const beat = start(['beat', '--health-port', '0']);
    const ready = await fetch(`${await addressOf(beat)}/ready`);
    expect(ready.status).toBe(200);
    beat.child.kill('SIGTERM');
    expect((await beat.ended).code).toBe(0);
    expect(beats.length).toBe(heard);
  });
});

describe('readiness', () => {
  async function served(world: WholeWorld) {
    const clock = testClock('2026-01-05T08:00:00Z');
    const signs = new VitalSigns({ clock, scanSeconds: 15, parts: ['worker'] });
    const about = { name: 'one', version: '1' };
    const metrics = createMetrics();
    const where = { host: '127.0.0.1', port: 0 };
    const server = await openHealthServer({ ...where, world, signs, metrics, about });
    const ask = async (path: string) => {
      const response = await fetch(`http://${server.address}${path}`);
      return { response, body: await response.text() };
    };
    return { clock, signs, server, ask };
  }

  it('ends when the worker has not scanned for a minute, and returns after a scan', async () => {
    await using own = await freshDatabase();
    const store = createStore({ url: own.url });
    const world = { ...working(worldOn(store)), locks: databaseLocks(store) };
    const { clock, signs, server, ask } = await served(world);
    expect((await ask('/ready')).response.status).toBe(200);
    clock.advance({ seconds: 61 });
    const missed = await ask('/ready');
    expect(missed.response.status).toBe(503);
    expect(missed.response.headers.get('retry-after')).toBe('5');
    expect(missed.body).toMatch(/\bworker\b.* 61 s\b/);
    expect((await ask('/live')).response.status).toBe(200);
    signs.looked('worker');
    expect((await ask('/ready')).response.status).toBe(200);
    await server.close();
    await store.close();
  });

  it('ends within seconds when the database does not answer', async () => {
    const { clock, timers, drive } = manualTime();
    const signs = new VitalSigns({ clock, timers, scanSeconds: 15, parts: ['worker'] });
    const silent = {
      ...createStore({ url: database.url }),
      read: () => new Promise<never>(() => {}),
    };
    expect(await drive(signs.readiness({ store: silent }))).toEqual({
      isReady: false,
      problems: [expect.stringMatching(/^database_slow: .* 3 s$/)],
    });
    expect(clock.now().toString()).toBe('2026-01-05T08:00:03Z');
    await silent.close();
  });

  it('ends when the database is unreachable; the process stays live, and no password is shown', async () => {
    const store = createStore({ url: 'postgres://pay:hunter2@127.0.0.1:1/pay' });
    const world = { ...working(worldOn(store)), locks: databaseLocks(store) };
    const { server, ask } = await served(world);
    for (const path of ['/ready', '/metrics']) {
      const { response, body } = await ask(path);
      expect([path, response.status, body.includes('hunter2')]).toEqual([path, 503, false]);
    }
    expect((await ask('/live')).response.status).toBe(200);
    await server.close();
    await store.close();
  });
});

describe('metrics', () => {
  it('count what is due, late and held', async () => {
    await using own = await freshDatabase();
    const company = await smallCompany({ url: own.url, now: '2024-01-02T12:00:00Z' });
    const { companyId, clock } = company;
    const { store } = company.world;
    const { addPeriod } = await import('#operations/periods/add-period.ts');
    const { activatePeriod } = await import('#operations/periods/activate-period.ts');
    const { measure } = await import('#operations/workers/measure.ts');
    const day = (text: string) => Temporal.PlainDate.from(text);
    const added = await addPeriod(company.world, {
      ...{ companyId, scheduleId: null, frequency: 'monthly', payOn: null },
      ...{ startOn: day('2024-01-01'), endOn: day('2024-01-31'), rule: { days_before_end: 3 } },
    });
    const periodId = added.ok ? added.value.periodId : 0;
    await activatePeriod(company.world, { periodId });
    const world = { ...working(company.world), locks: databaseLocks(store) };
    const load = async (at: string) => {
      await clock.set(at);
      const { due, late, latenessSeconds } = (await measure(world)).load;
      return [due, late, latenessSeconds];
    };
    expect(await load('2024-01-28T06:59:59Z')).toEqual([0, 0, 0]);
    expect(await load('2024-01-28T07:00:30Z')).toEqual([1, 0, 30]);
    expect(await load('2024-01-28T09:00:00Z')).toEqual([1, 1, 7_200]);
    await company.close();
  });
});
