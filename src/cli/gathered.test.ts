import { describe, expect, it } from 'vitest';
import { gathered } from './gathered.ts';

/** Work that a test ends, each time it begins. */
function heldWork() {
  const begun: { all: readonly number[]; end: (error?: Error) => void }[] = [];
  let tell = (): void => undefined;
  const add = gathered<number>((all) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    begun.push({ all, end: (error) => (error ? reject(error) : resolve()) });
    tell();
    return promise;
  });
  const next = async () => {
    if (begun.length === 0) await new Promise<void>((resolve) => (tell = resolve));
    const work = begun.shift();
    if (work === undefined) throw new Error('the work has begun');
    return work;
  };
  return { add, next };
}

describe('gathered work', () => {
  it('takes together what came in one turn, and what came while it was busy', async () => {
    const { add, next } = heldWork();
    for (const one of [1, 2, 3]) add(one);
    const first = await next();
    expect(first.all).toEqual([1, 2, 3]);
    add(4);
    add(5);
    first.end();
    expect((await next()).all).toEqual([4, 5]);
  });

  it('goes on after a failure', async () => {
    const { add, next } = heldWork();
    add(1);
    const first = await next();
    add(2);
    first.end(new Error('the database is away'));
    expect((await next()).all).toEqual([2]);
  });
});
