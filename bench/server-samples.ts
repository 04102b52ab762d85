/**
 * What a PostgreSQL server works on while something runs: a hundred times a second, one of its own connections
 * counts the statements that are active.
 */
import { once } from 'node:events';
import pg from 'pg';
import { sorted } from './profiled.ts';

const pauseSeconds = 0.01;

/** The first pattern that fits the statement wins. */
const kinds = `case
    when query ~* '^(set local role paybeat_bulk; )?copy' then 'write: COPY of payslips'
    when query ~* '^(commit|begin|rollback|set)' then 'begin and commit'
    when query ~* 'sha256|digest' then 'totals, sums and digests'
    when query ~* '^[[:space:]]*(insert|update|delete)|paybeat_audit' then 'write: other rows'
    else 'read: questions' end`;

/** Answers with the seconds of each kind, over all connections. */
export async function sampleServer(
  url: string,
): Promise<{ stop(): Promise<Readonly<Record<string, number>>> }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    'create temp table samples (kind text, at timestamptz default clock_timestamp())',
  );
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  // The loop ends when the statement is cancelled. What each turn counted is committed by then.
  const ended = client
    .query(
      `do $$ begin loop
         insert into samples (kind) select null;
         insert into samples (kind) select ${kinds} from pg_stat_activity
         where state = 'active' and datname = current_database() and backend_type = 'client backend'
           and pid <> pg_backend_pid() and wait_event_type is distinct from 'Client';
         commit;
         perform pg_sleep(${pauseSeconds});
       end loop; end $$`,
    )
    .catch(() => undefined);
  return {
    async stop() {
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      await other.query('select pg_cancel_backend($1)', [rows[0]?.pid]);
      await other.end();
      await ended;
      const { rows: counted } = await client.query<{ kind: string; seconds: number }>(
        `select kind, count(*) * turns.each::float8 as seconds
         from samples, (select extract(epoch from max(at) - min(at)) / count(*) as each
           from samples where kind is null) turns
         where kind is not null group by kind, turns.each`,
      );
      const closed = once(client, 'end');
      await client.end();
      await closed;
      return sorted(Object.fromEntries(counted.map(({ kind, seconds }) => [kind, seconds])));
    },
  };
}
