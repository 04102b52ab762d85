/** The times of ticks name their zone, also when the entry is gone or has another zone. */
import { beforeAll, describe, expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';
import { sql } from '../support/reviewed-company.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });

const add = (name: string, zone: string) =>
  paybeat.json([
    ...['beat', 'add', name, '--task', 'auto_run_payroll'],
    ...['--cron', '0 2 * * *', '--zone', zone],
  ]);
const tick = (entry: string, dueAt: string, local: string) =>
  sql(
    database.url,
    `insert into beat_tick (entry, due_at, local_time, state, why, decided_by)
     values ('${entry}', '${dueAt}', '${local}', 'expired', 'late', 'beat:a')`,
  );

beforeAll(async () => {
  await paybeat.json(['migrate']);
  await add('nightly', 'America/New_York');
  await add('moved', 'Europe/London');
  await tick('nightly', '2026-11-23T07:00:00Z', '2026-11-23T02:00');
  await tick('moved', '2026-11-23T07:00:00Z', '2026-11-23T02:00');
  await tick('gone', '2026-07-23T20:30:00Z', '2026-07-24T02:00');
}, 60_000);

describe('the time of a tick', () => {
  it('has the zone of the entry, if the entry still has it', async () => {
    const { ticks } = await paybeat.json(['beat', 'ticks']);
    expect(ticks).toMatchObject([
      { entry: 'moved', time_zone: null },
      { entry: 'nightly', time_zone: 'America/New_York' },
      { entry: 'gone', time_zone: null },
    ]);
  });

  it('has the distance from UTC otherwise', async () => {
    const { out } = await paybeat.run(['beat', 'ticks']);
    const lineOf = (entry: string) => out.split('\n').find((line) => line.startsWith(entry));
    expect(lineOf('nightly')).toContain('New York');
    expect(lineOf('moved')).toContain('-05:00');
    expect(lineOf('gone')).toContain('+05:30');
  });
});
