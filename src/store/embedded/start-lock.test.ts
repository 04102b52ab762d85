import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processMark } from './process-facts.ts';
import { withStartLock } from './start-lock.ts';

let dataFolder = '';
beforeEach(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'paybeat-lock-'));
});
afterEach(() => rm(dataFolder, { recursive: true }));

const say = () => undefined;
const path = () => join(dataFolder, 'server.lock');
/** No system assigns this pid. */
const deadPid = 2 ** 30;

async function mostInsideAtOnce(count: number): Promise<number> {
  let inside = 0;
  let most = 0;
  const enter = () =>
    withStartLock({ dataFolder, say }, async () => {
      inside += 1;
      most = Math.max(most, inside);
      await readdir(dataFolder);
      inside -= 1;
    });
  await Promise.all(Array.from({ length: count }, enter));
  return most;
}

describe('the start lock', () => {
  it('lets one in at a time', async () => {
    expect(await mostInsideAtOnce(20)).toBe(1);
  });

  it.each([
    ['that died', JSON.stringify({ pid: deadPid, mark: '', nonce: 'a' })],
    [
      'whose number another process has now',
      JSON.stringify({ pid: process.pid, mark: 'other', nonce: 'a' }),
    ],
    ['that nobody can make out', 'nonsense'],
  ])('is taken from an owner %s, by one of many', async (_, owner) => {
    await symlink(owner, path());
    expect(await mostInsideAtOnce(20)).toBe(1);
    expect(await readdir(dataFolder)).toEqual([]);
  });

  it('is respected while its owner lives', async () => {
    const mark = processMark(process.pid);
    expect(mark).not.toBe('');
    await symlink(JSON.stringify({ pid: process.pid, mark, nonce: 'a' }), path());
    const order: string[] = [];
    const waiting = withStartLock({ dataFolder, say }, async () => order.push('entered'));
    await readdir(dataFolder);
    order.push('given back');
    await rm(path());
    await waiting;
    expect(order).toEqual(['given back', 'entered']);
  });

  it('is given back when the work fails', async () => {
    const failing = withStartLock({ dataFolder, say }, async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await readdir(dataFolder)).toEqual([]);
  });
});
