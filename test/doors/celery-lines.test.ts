/**
 * Each Celery command in docs/guides/coming-from-celery.md has a counterpart here that works. The
 * test runs every line of the guide's tables, from top to bottom, while a worker runs.
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
/**
 * Commands that end run in this process, because starting Node forty times would prove nothing
 * more.
 */
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
/**
 * Commands that stay until they are stopped, each with the text that it prints when it is ready.
 */
const staying: Readonly<Record<string, RegExp>> = {
  worker: /Ctrl-C stops/,
  beat: /Scheduler .* is running/,
  start: /Staying/,
  monitor: /The monitor is at/,
  events: /Following tasks/,
};

/** Splits a line as a shell does: words, and text in single quotes. */
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
  // The guide starts with `migrate`. The demo provides the periods that its other lines name.
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
    // The demo paid period 1, so it must not run again.
    const isPaid = err.includes('period_completed');
    // The tests' server has fsync off, and doctor reports that.
    const wanted = args[0] === 'doctor' ? 7 : 0;
    expect([line, isPaid ? wanted : code, err]).toEqual([line, wanted, err]);
    if (line.includes('--countdown')) return;
    taskId = /: (auto_run_payroll\.\S+)$/m.exec(out)?.[1] ?? taskId;
  });
});
