/** The program in the guide to embedding works, and prints what its comments say. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const guide = readFileSync('docs/guides/embedding.md', 'utf8');
const parts = [...guide.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, part]) => part ?? '');

it('the parts of the guide to embedding are one program that works', async () => {
  const options = ['--conditions=paybeat-source', '--input-type=module-typescript'];
  const child = spawn(process.execPath, [...options, '--eval', parts.join('\n')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: database.url,
      PAYBEAT_DATA: join(tmpdir(), 'paybeat-no-such-folder', 'data'),
    },
  });
  const code = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  expect([await code, err]).toEqual([0, '']);
  const said = [...guide.matchAll(/; \/\/ (.+)$/gm)].map(([, words]) => words);
  expect(out.trim().split('\n')).toEqual(['north', 'south', ...said]);
});
