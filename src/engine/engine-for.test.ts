import { expect, it } from 'vitest';
import { systemClock } from '#time/clock.ts';
import { engineFor } from './engine-for.ts';

/** An address where no server listens. */
const nobody = 'postgres://paybeat@127.0.0.1:1/paybeat';

it.each([
  ['the database, where no broker was set up', null, 'database_unreachable', 'DATABASE_URL'],
  ['the broker, where one was', nobody, 'broker_unreachable', 'BROKER_URL'],
])('an outage is that of %s', async (_whose, brokerUrl, code, setting) => {
  const told: string[] = [];
  const engine = engineFor({
    ...{ brokerUrl, databaseUrl: nobody, clock: systemClock },
    onTrouble: ({ outage }) => told.push(outage.code),
  });
  const asked = [
    engine.ready(),
    engine.enqueue('pay', {}, { id: 'run-7' }),
    engine.work(['default'], {}, { concurrency: 1 }),
    engine.inspect(),
  ];
  for (const outcome of await Promise.allSettled(asked)) {
    expect(outcome).toMatchObject({ reason: { code } });
    const { message, hint } = (outcome as PromiseRejectedResult).reason;
    expect(`${message} ${hint}`).toContain(setting);
    expect(`${message} ${hint}`.includes('broker')).toBe(brokerUrl !== null);
  }
  expect(told.filter((one) => one !== code)).toEqual([]);
  await engine.close({ graceful: false });
});
