/** inspect, control, events and the monitor, with a real worker. */
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { testDatabase } from '../support/database.ts';
import { programs, type Staying } from '../support/processes.ts';

const database = await testDatabase();
const { paybeat, json, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1 },
});
const patience = { timeout: 50_000 };
let worker: Staying;

async function workersSeen(): Promise<
  readonly { name: string; state: string; concurrency: number }[]
> {
  const { workers } = await json(['inspect', 'stats']);
  return workers as { name: string; state: string; concurrency: number }[];
}

beforeAll(async () => {
  const lonely = await paybeat(['migrate']);
  expect(lonely.code, lonely.err).toBe(0);
  const nobody = await paybeat(['control', 'pool-grow']);
  expect([nobody.code, nobody.err.split(':')[0]]).toEqual([4, 'error no_workers']);
  worker = start(['worker', '--name', 'w1', '-c', '2']);
  await vi.waitFor(async () => expect(await workersSeen()).toHaveLength(1), patience);
});
afterAll(() => worker.child.kill('SIGKILL'));

describe('inspect', () => {
  it('names the tasks that each worker can run', async () => {
    expect(await json(['inspect', 'registered'])).toEqual({
      registered: {
        w1: expect.arrayContaining([
          'auto_run_payroll',
          'calculate_chunk',
          'run_payroll_for_period',
        ]),
      },
    });
  });

  it('shows tasks that wait for their time, and tasks that wait for a worker', async () => {
    const call = ['tasks', 'call', 'auto_run_payroll'];
    const later = (await json([...call, '--countdown', '600']))['task_id'];
    const unserved = (await json([...call, '--queue', 'nobody']))['task_id'];
    const idsIn = async (place: string) =>
      ((await json(['inspect', place]))[place] as { task_id: string }[]).map((one) => one.task_id);
    expect(await idsIn('scheduled')).toContain(later);
    expect(await idsIn('reserved')).toContain(unserved);
    expect(await idsIn('active')).toEqual([]);
    expect((await paybeat(['tasks', 'purge'])).out).toContain('Revoked 2 tasks.');
    expect([await idsIn('scheduled'), await idsIn('reserved')]).toEqual([[], []]);
  });

  it('leaves out workers lost more than an hour ago, except with --all', async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(`insert into paybeat.worker
      select (jsonb_populate_record(w, jsonb_build_object('worker_id', 'worker:' || lost.name,
        'name', lost.name, 'seen_at', now() - lost.since))).*
      from paybeat.worker w, (values ('lately', interval '50 minutes'), ('long-ago', '2 hours'))
        as lost(name, since) where w.name = 'w1'`);
    const names = async (...options: readonly string[]) => {
      const { workers } = await json(['inspect', 'stats', ...options]);
      return (workers as readonly { readonly name: string }[]).map(({ name }) => name);
    };
    expect(await names()).toEqual(['w1', 'lately']);
    expect(await names('--all')).toEqual(['w1', 'lately', 'long-ago']);
    expect(await names('--destination', 'long-ago')).toEqual(['long-ago']);
    await client.query("delete from paybeat.worker where name <> 'w1'");
    await client.end();
  });

  it('refuses a wrong name instead of showing an empty list', async () => {
    for (const [args, exit, code] of [
      [['beat', 'ticks', '--entry', 'nope'], 5, 'entry_not_found'],
      [['tasks', 'list', '--task', 'nope'], 2, 'invalid_argument'],
    ] as const) {
      const asked = await paybeat([...args]);
      expect([asked.code, asked.err]).toEqual([exit, expect.stringContaining(`error ${code}`)]);
    }
  });

  it('pings workers, shows settings without secrets, and reports everything', async () => {
    const ping = await paybeat(['inspect', 'ping']);
    expect([ping.code, ping.out]).toEqual([0, 'w1: pong\n1 is online.\n']);
    const { conf } = (await json(['inspect', 'conf'])) as { conf: Record<string, object> };
    expect(conf['w1']).toMatchObject({ scanSeconds: '1' });
    expect(JSON.stringify(conf)).not.toContain(new URL(database.url).password || 'no password');
    expect(await json(['inspect', 'report'])).toMatchObject({ active: [], broker: {} });
    const table = await paybeat(['inspect', 'stats']);
    expect(table.out).toContain('w1');
  });
});

describe('control', () => {
  it('pauses and resumes a worker, and changes its pool', async () => {
    expect(await json(['control', 'pause', '--destination', 'w1'])).toEqual({
      answers: [{ worker: 'w1', answer: 'paused' }],
    });
    await expect.poll(workersSeen, patience).toMatchObject([{ state: 'paused' }]);
    const taskId = String((await json(['tasks', 'call', 'auto_run_payroll']))['task_id']);
    const waiting = await paybeat(['tasks', 'result', taskId, '--timeout', '2']);
    expect(waiting.err).toMatch(/^error task_not_finished: .*\bpending\b.* 2 s/);
    expect(await json(['control', 'resume'])).toMatchObject({ answers: [{ worker: 'w1' }] });
    expect(await json(['tasks', 'result', taskId, '--timeout', '20'])).toMatchObject({
      result: [],
    });

    await json(['control', 'pool-grow', '3']);
    const grown = [{ concurrency: 5, state: 'running' }];
    await expect.poll(workersSeen, patience).toMatchObject(grown);
    await json(['control', 'pool-shrink', '9']);
    await expect.poll(workersSeen, patience).toMatchObject([{ concurrency: 1 }]);
    expect(await json(['control', 'pool-grow', '64'])).toEqual({
      answers: [{ worker: 'w1', answer: expect.stringMatching(/^running, 64 /) }],
    });
    await json(['control', 'pool-shrink', '63']);
    const after = String((await json(['tasks', 'call', 'auto_run_payroll']))['task_id']);
    expect(await json(['tasks', 'result', after, '--timeout', '20'])).toBeDefined();
  }, 180_000);

  it('lists the existing workers when the name is wrong', async () => {
    for (const line of [
      ['control', 'pause'],
      ['inspect', 'active'],
      ['inspect', 'stats'],
    ]) {
      const { code, err } = await paybeat([...line, '-d', 'w2']);
      expect([code, err]).toEqual([5, expect.stringContaining('There are: w1')]);
    }
  });
});

describe('a beat on its own', () => {
  it('answers within a pulse, however rarely workers scan', async () => {
    const beat = start(['beat', '--name', 'b1'], { PAYBEAT_SCAN_SECONDS: '60' });
    await expect.poll(async () => (await workersSeen()).length, patience).toBe(2);
    const told = ['--timeout', '5', '--destination', 'b1'];
    expect(await json(['inspect', 'ping', ...told])).toEqual({
      answers: [{ worker: 'b1', answer: 'pong' }],
    });
    const paused = await paybeat(['control', 'pause', ...told]);
    expect([paused.code, paused.err.split(':')[0]]).toEqual([4, 'error beat_cannot']);
    expect(await json(['control', 'shutdown', ...told])).toEqual({
      answers: [{ worker: 'b1', answer: 'shutting down' }],
    });
    expect((await beat.ended).code).toBe(0);
  });
});

describe('events', () => {
  it('are printed while they happen, one line of JSON each', async () => {
    const events = start(['events', '--json', '--limit', '3', '--task', 'auto_run_payroll']);
    await expect.poll(() => events.said(), patience).toContain('Following tasks');
    const taskId = String((await json(['tasks', 'call', 'auto_run_payroll']))['task_id']);
    const { code, out } = await events.ended;
    const lines = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines.map(({ kind }) => kind)).toEqual(['task_sent', 'task_started', 'task_succeeded']);
    expect(new Set(lines.map((line) => line.task_id))).toEqual(new Set([taskId]));
  });
});

describe('the monitor', () => {
  it('shows workers and queues only to visitors with the token', async () => {
    const monitor = start(['monitor', '--port', '0']);
    await expect.poll(() => monitor.said(), patience).toContain('?token=');
    const found = /http:\/\/127\.0\.0\.1:(\d+)\/\?token=(\S+)/.exec(monitor.said());
    const [, port = '', token = ''] = found ?? [];
    const address = `http://127.0.0.1:${port}`;
    const redirect = 'manual' as const;
    expect((await fetch(address)).status).toBe(401);
    expect((await fetch(`${address}/?token=guess`)).status).toBe(401);
    expect((await fetch(`${address}/queues/`)).status).toBe(401);
    const entered = await fetch(`${address}/?token=${token}`, { redirect });
    expect(entered.status).toBe(303);
    const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(cookie).not.toContain(token);
    expect(entered.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Strict');

    const headers = { cookie };
    const page = await fetch(address, { headers });
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await page.text();
    for (const part of ['Workers', 'w1', 'Queues', 'default', 'Beat']) expect(html).toContain(part);
    const elsewhere = await fetch(`${address}/queues/`, { headers });
    expect(elsewhere.headers.get('content-security-policy')).toContain("default-src 'self'");
    const board = await fetch(`${address}/queues/api/queues`, { headers });
    expect(board.status).toBe(200);
    const { queues } = (await board.json()) as {
      queues: { name: string; readOnlyMode: boolean }[];
    };
    expect(queues).toEqual(
      expect.arrayContaining([expect.objectContaining({ name: 'default', readOnlyMode: true })]),
    );
    expect((await fetch(address, { headers, method: 'POST' })).status).toBe(405);
    // A foreign page whose host name points to this machine.
    const foreign = request({
      port,
      host: '127.0.0.1',
      headers: { ...headers, host: 'evil.test' },
    });
    const status = await new Promise<number | undefined>((resolve) => {
      foreign.on('response', (response) => {
        void text(response).then(() => resolve(response.statusCode));
      });
      foreign.end();
    });
    expect(status).toBe(421);
    monitor.child.kill('SIGINT');
    expect((await monitor.ended).code).toBe(0);
  });
});

describe('the monitor on another address', () => {
  it('warns, and admits visitors who use a numeric address and the token', async () => {
    const monitor = start(['monitor', '--port', '0', '--host', '0.0.0.0']);
    await expect.poll(() => monitor.said(), patience).toContain('not encrypted');
    const [, port = '', token = ''] = /:(\d+)\/\?token=(\S+)/.exec(monitor.said()) ?? [];
    const entered = await fetch(`http://127.0.0.2:${port}/?token=${token}`, { redirect: 'manual' });
    expect(entered.status).toBe(303);
    expect((await fetch(`http://127.0.0.2:${port}/`)).status).toBe(401);
    monitor.child.kill('SIGINT');
    expect((await monitor.ended).code).toBe(0);
  });

  it('refuses a port that does not exist', async () => {
    expect((await paybeat(['monitor', '--port', '99999'])).code).toBe(2);
  });
});

describe('control shutdown', () => {
  it('stops the worker warm', async () => {
    expect(await json(['control', 'shutdown'])).toEqual({
      answers: [{ worker: 'w1', answer: 'shutting down' }],
    });
    expect((await worker.ended).code).toBe(0);
    expect(await workersSeen()).toEqual([]);
  });
});
