/**
 * The clock of a scratch database: it stands still until it is set. It never goes back.
 *
 * It replaces the body of `paybeat_now()`. Everywhere else, a program of Paybeat refuses a database whose clock is
 * replaced, so nobody is ever paid by this one.
 */
import pg from 'pg';
import { assert } from '#errors.ts';
import { assertScratch, type ScratchDatabase } from './scratch-database.ts';

export interface ScratchClock {
  now(): Temporal.Instant;
  /** A moment that has passed changes nothing. */
  set(at: Temporal.Instant): Promise<void>;
  advance(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export async function installClock(
  scratch: ScratchDatabase,
  start: Temporal.Instant,
): Promise<ScratchClock> {
  const client = new pg.Client({ connectionString: scratch.url, keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  await assertScratch(client, scratch);
  await client.query(`
    create schema rehearsal;
    create table rehearsal.clock (now timestamptz not null);
    grant usage on schema rehearsal to public;
    grant select on rehearsal.clock to public;
    create or replace function paybeat.paybeat_now() returns timestamptz language sql stable
      as 'select now from rehearsal.clock';`);
  await client.query('insert into rehearsal.clock values ($1)', [start.toString()]);
  let now = start;
  const set = async (at: Temporal.Instant): Promise<void> => {
    if (Temporal.Instant.compare(at, now) <= 0) return;
    const { rowCount } = await client.query('update rehearsal.clock set now = $1', [at.toString()]);
    assert(rowCount === 1, 'a scratch database has one clock');
    now = at;
  };
  return {
    set,
    now: () => now,
    advance: (seconds) => set(now.add({ seconds })),
    close: () => client.end(),
  };
}
