/**
 * Each line that an operator of such a system types has its counterpart, and it runs: the tables of
 * docs/guides/coming-from-celery.md, line by line, from top to bottom, with a worker beside them.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { programs, type Staying } from '../support/processes.ts';

const guide = join(import.meta.dirname, '..', '..', 'docs', 'guides', 'coming-from-celery.md');
const database = await testDatabase();
const { folder, paybeat, json, start } = programs({
  databaseUrl: database.url,
  config: { pulseSeconds: 1, scanSeconds: 1 },
});
/** Forty starts of Node would show nothing more: what ends by itself runs in this process. */
const { run } = command({
  DATABASE_URL: database.url,
  HOME: folder,
  PAYBEAT_DATA: join(folder, 'data'),
});

/** The right-hand column of the tables. */
const lines = [
  ...(await readFile(guide, 'utf8')).matchAll(/^\| .* \| `paybeat (?<line>[^|]+)` \|$/gm),
]
  .map((match) => match.groups?.['line'] ?? '')
  .filter((line) => line !== '');
/** Those that stay until they are stopped, with what they say when they are up. */
const staying: Readonly<Record<string, RegExp>> = {
  worker: /Ctrl-C stops/,
  beat: /keeps time/,
  start: /Staying/,
  monitor: /The monitor is at/,
  events: /Following tasks/,
};

/** As a shell splits it: words, and what stands between single quotation marks. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function isStaying(args: readonly string[]): boolean {
  const [verb = '', next = '-'] = args;
  return verb in staying && next.startsWith('-');
}

let worker: Staying;
let taskId = '';

beforeAll(async () => {
  // The first line of the guide is `migrate`; the demo gives the lines periods to talk about.
  const loaded = await paybeat(['start', '--once']);
  expect(loaded.code, loaded.err).toBe(0);
  worker = start(['start', '--no-demo', '--name', 'beside']);
  const isUp = async () => expect((await json(['inspect', 'stats']))['workers']).toHaveLength(1);
  await vi.waitFor(isUp, { timeout: 20_000, interval: 200 });
});
afterAll(() => worker.child.kill('SIGKILL'));

describe('the guide', () => {
  it('has more than forty lines', () => {
    expect(lines.length).toBeGreaterThan(40);
  });
});

describe('paybeat', () => {
  it.each(lines)('%s', async (line) => {
    const args = words(line).map((word) => (word === 'TASK' ? taskId : word));
    if (isStaying(args)) {
      const process = start(args[0] === 'monitor' ? [...args, '--port', '0'] : args);
      const isUp = () => expect(process.said()).toMatch(staying[args[0] ?? ''] ?? /^/);
      await vi.waitFor(isUp, { timeout: 20_000 });
      process.child.kill('SIGTERM');
      expect((await process.ended).code).toBe(0);
      return;
    }
    const { code, out, err } = await run(args);
    // Period 1 was paid by the demo: it is not run again, as it must not be.
    const isPaid = err.includes('period_completed');
    // The server of the tests has fsync off, and doctor says so.
    const wanted = args[0] === 'doctor' ? 7 : 0;
    expect([line, isPaid ? wanted : code, err]).toEqual([line, wanted, err]);
    if (line.includes('--countdown')) return;
    taskId = /: (auto_run_payroll\.\S+)$/m.exec(out)?.[1] ?? taskId;
  });
});
