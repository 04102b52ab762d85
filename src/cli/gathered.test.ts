import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { gathered } from './gathered.ts';

describe('gathered work', () => {
  it('takes together what came in one turn, and what came while it was busy', async () => {
    const taken: (readonly number[])[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const add = gathered<number>(async (all) => {
      taken.push(all);
      if (taken.length === 1) await promise;
    });
    for (const one of [1, 2, 3]) add(one);
    await turn();
    add(4);
    add(5);
    await turn();
    expect(taken).toEqual([[1, 2, 3]]);
    resolve();
    await turn();
    expect(taken).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
  });

  it('goes on after a failure', async () => {
    const taken: (readonly number[])[] = [];
    const add = gathered<number>(async (all) => {
      taken.push(all);
      throw new Error('the database is away');
    });
    add(1);
    await turn();
    add(2);
    await turn();
    expect(taken).toEqual([[1], [2]]);
  });
});
