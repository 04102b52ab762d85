/**
 * `paybeat start` on a database without a company loads the demo once, and stays until it is
 * stopped.
 */

import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { commandLine, jsonOf } from '../support/command-line.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'paybeat-start-'));
const { paybeat, started } = commandLine({ databaseUrl: database.url, folder });
afterAll(() => rmSync(folder, { recursive: true }));

describe('start', () => {
  it('loads the demo, pays what is due, and pays nothing the second time', async () => {
    const first = await paybeat(['start', '--once', '--json']);
    expect(first.code, first.err).toBe(0);
    expect(jsonOf(first)).toMatchObject({
      demo: { companies: [{ employees: 10 }, { employees: 2_000 }] },
      results: [
        { kind: 'ran', run: { state: 'committed', roster: 10, held: 0 } },
        { kind: 'ran', run: { state: 'committed', roster: 2_000, held: 3 } },
      ],
    });
    const second = await paybeat(['start', '--once', '--json']);
    expect(second.code, second.err).toBe(0);
    expect(jsonOf(second)).toMatchObject({ demo: null, results: [] });
    expect((await paybeat(['verify'])).code).toBe(0);
  });

  it('stays until it is stopped, and then exits with 0', async () => {
    const { child, end } = started(['start', '--no-demo']);
    let said = '';
    while (!said.includes('Staying')) {
      const [part] = await once(child.stderr as NodeJS.ReadableStream, 'data');
      said += String(part);
    }
    child.kill('SIGTERM');
    const { code, out, err } = await end;
    expect(code, err).toBe(0);
    expect(out).toMatch(/Nothing .*due/);
    expect(err).toContain('Stopped.');
  });
});
