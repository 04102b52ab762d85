/**
 * Controls `paybeat_now()` in tests by replacing its body, which production refuses.
 *
 * The clock stands still until it is set. Only this clock decides whether something is due or a
 * lease has expired. Its table is outside the schema of Paybeat, so a copy or a backup does not have it.
 */
import pg from 'pg';

export interface DatabaseClock {
  set(at: string | Temporal.Instant): Promise<void>;
  advance(duration: Temporal.DurationLike): Promise<void>;
  now(): Temporal.Instant;
  close(): Promise<void>;
}

export async function databaseClock(url: string, start: string): Promise<DatabaseClock> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  let now = Temporal.Instant.from(start);
  await client.query(`
    create table if not exists public.test_clock (now timestamptz not null);
    grant select on public.test_clock to public;
    delete from public.test_clock;
    insert into public.test_clock values ('${now}');
    create or replace function paybeat.paybeat_now() returns timestamptz language sql stable
      as 'select now from public.test_clock';`);
  const set = async (at: string | Temporal.Instant) => {
    now = Temporal.Instant.from(at);
    await client.query('update public.test_clock set now = $1', [now.toString()]);
  };
  return {
    set,
    advance: (duration) => set(now.add(duration)),
    now: () => now,
    close: () => client.end(),
  };
}
