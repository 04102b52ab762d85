import { expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { invariants } from '#store/reads/invariants.ts';
import type { Reading, Store } from '#store/store.ts';
import { verify } from './verify.ts';

/** A store whose every query answers with no row, after `before` has seen which reading asks. */
function storeThat(before: (reading: number) => Promise<void>) {
  let readings = 0;
  const queries: number[] = [];
  const refuses = () => Promise.reject(new Error('verify only reads'));
  const store: Store = {
    ...{ write: refuses, rehearse: refuses, close: async () => undefined },
    read: (_scope, work) => {
      readings += 1;
      const reading = readings;
      const at: Reading = {
        copyOut: refuses,
        run: async () => {
          queries.push(reading);
          await before(reading);
          return { command: 'SELECT', rowCount: 0, rows: [] };
        },
      };
      return work(at);
    },
  };
  return { world: { store }, queries };
}

it('checks each invariant once, on two connections, and lists them in their order', async () => {
  const { world, queries } = storeThat(async () => undefined);
  const results = await verify(world);
  expect(results.map(({ id }) => id)).toEqual(invariants.map(({ id }) => id));
  expect(queries).toHaveLength(invariants.length);
  expect(new Set(queries)).toEqual(new Set([1, 2]));
});

it('stops both connections when one is lost', async () => {
  const { world, queries } = storeThat(async (reading) => {
    if (reading === 1) throw new Outage('database_unreachable', 'lost');
  });
  await expect(verify(world)).rejects.toMatchObject({ code: 'database_unreachable' });
  expect(queries.length).toBeLessThan(invariants.length);
});
