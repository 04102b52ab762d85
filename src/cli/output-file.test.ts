import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { answer, refuse } from '#errors.ts';
import { streamOutputFile } from './output-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paybeat-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (overwrite = false) => ({ path: join(folder, 'r.csv'), name: 'r.csv', overwrite });
const names = () => readdirSync(folder);

it('a file gets its name when all of its parts are written', async () => {
  const made = await streamOutputFile(file(), async (write) => {
    await write('one\n');
    expect(names()).not.toContain('r.csv');
    await write('zwö\n');
    return answer(2);
  });
  expect(made).toEqual(answer({ bytes: 9, value: 2 }));
  expect(names()).toEqual(['r.csv']);
  expect(readFileSync(join(folder, 'r.csv'), 'utf8')).toBe('one\nzwö\n');
});

it('a file that is cut off by a failure leaves nothing, and the old file as it was', async () => {
  writeFileSync(join(folder, 'r.csv'), 'old');
  const fails = streamOutputFile(file(true), async (write) => {
    await write('one\n');
    throw new Error('the database is gone');
  });
  await expect(fails).rejects.toThrow('the database is gone');
  expect(names()).toEqual(['r.csv']);
  expect(readFileSync(join(folder, 'r.csv'), 'utf8')).toBe('old');
});

it('a refusal in the middle is the answer, and leaves nothing', async () => {
  const refusal = { family: 'conflict', code: 'run_changed', message: 'it changed' } as const;
  const made = await streamOutputFile(file(), async (write) => {
    await write('one\n');
    return refuse(refusal);
  });
  expect(made).toMatchObject({ refusal });
  expect(names()).toEqual([]);
});

it('a file that appears meanwhile is not replaced', async () => {
  const made = await streamOutputFile(file(), async (write) => {
    writeFileSync(join(folder, 'r.csv'), 'of somebody else');
    await write('one\n');
    return answer(null);
  });
  expect(made).toMatchObject({ refusal: { code: 'output_exists' } });
  expect(names()).toEqual(['r.csv']);
  expect(readFileSync(join(folder, 'r.csv'), 'utf8')).toBe('of somebody else');
});
