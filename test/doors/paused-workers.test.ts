/** A pause of workers lasts: for a worker that was killed and restarted, and for new workers. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { spellAction } from '#cli/spell-action.ts';
import { testDatabase } from '../support/database.ts';
import { programs } from '../support/processes.ts';
import { smallRoster } from '../support/small-company.ts';

const database = await testDatabase();
const { folder, paybeat, json, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1 },
});
const patience = { timeout: 30_000 };

async function states(): Promise<Readonly<Record<string, string>>> {
  const { workers } = (await json(['inspect', 'stats'])) as {
    workers: { name: string; state: string; is_alive: boolean }[];
  };
  const alive = workers.filter((one) => one.is_alive);
  return Object.fromEntries(alive.map(({ name, state }) => [name, state]));
}
const seen = (expected: Readonly<Record<string, string>>) =>
  vi.waitFor(async () => expect(await states()).toMatchObject(expected), patience);
const runs = async () => (await json(['runs', 'list']))['runs'];

beforeAll(async () => {
  await paybeat(['migrate']);
  const roster = join(folder, 'roster.csv');
  writeFileSync(roster, smallRoster);
  for (const line of [
    'company add small --name Small --zone America/New_York',
    `roster import ${roster} --company small`,
  ]) {
    const { code, err } = await paybeat(line.split(' '));
    expect(code, err).toBe(0);
  }
});

it('events of an unknown task are refused with the name that was probably meant', async () => {
  const { code, err } = await paybeat(['events', '--task', 'auto_run_payrol']);
  expect(code).toBe(2);
  expect(err).toMatch(/^error invalid_argument/);
  expect(err).toContain('auto_run_payroll?');
});

describe('control pause', () => {
  it('lasts for workers that start later or again, opens no run, and is shown to everybody', async () => {
    const nobody = await paybeat(['control', 'pause']);
    expect(nobody.code).toBe(0);
    expect(nobody.out).toContain(spellAction({ action: 'resume_workers' }));
    const yesterday = Temporal.Now.plainDateISO('UTC').subtract({ days: 1 });
    const rule = JSON.stringify({ run_on_date: yesterday.toString() });
    const period = ['--type', 'weekly', '--end', `${yesterday}`, '--pay-date', `${yesterday}`];
    const startOn = ['--start', `${yesterday.subtract({ days: 6 })}`];
    await json(['periods', 'add', '--activate', '--rule', rule, ...period, ...startOn]);

    const first = start(['worker', '--name', 'w1']);
    await seen({ w1: 'paused' });
    expect(first.said()).toContain('"msg":"worker_paused"');
    first.child.kill('SIGKILL');
    await first.ended;
    const again = start(['worker', '--name', 'w1']);
    start(['worker', '--name', 'w2']);
    await seen({ w1: 'paused', w2: 'paused' });
    const sent = await json(['tasks', 'call', 'auto_run_payroll']);
    expect(sent['paused_by']).toMatch(/^person:/);
    const taskId = String(sent['task_id']);
    const waiting = await paybeat(['tasks', 'result', taskId, '--timeout', '3']);
    expect(waiting.err).toMatch(/^error task_not_finished/);
    expect(await runs()).toEqual([]);
    for (const look of ['due', 'inspect stats']) {
      expect((await paybeat(look.split(' '))).out).toMatch(/\bworkers?\b.* paused, since /);
    }
    expect((await paybeat(['doctor'])).out).toMatch(/paused workers +all /);

    await json(['control', 'resume', '--destination', 'w1']);
    await seen({ w1: 'running', w2: 'paused' });
    expect(again.said()).toMatch(/"command":"resume","by":"person:/);
    await json(['tasks', 'result', taskId, '--timeout', '30']);
    expect(await runs()).toHaveLength(1);
    await json(['control', 'resume']);
    await seen({ w1: 'running', w2: 'running' });
    expect((await paybeat(['due'])).out).not.toContain('paused');
  }, 120_000);
});
