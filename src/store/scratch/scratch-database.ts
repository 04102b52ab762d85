/**
 * A database of its own for a rehearsal, on the server of another database. It is dropped when it is closed.
 *
 * Promises
 *   - nothing here can change the other database: every statement checks first in which database it is;
 *   - what a killed process has left behind is dropped when the next one begins. While a process uses its scratch
 *     database, it holds an advisory lock in the other database, so nobody else drops it;
 *   - no other program of Paybeat works there: its clock is replaced (scratch-clock.ts), and each of them refuses that.
 *
 * Refusals: scratch_not_allowed; those of `migrate`.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type Answer, answer, assert, refuse } from '#errors.ts';
import { migrate } from '#store/migrate.ts';
import { outageFrom } from '#store/outage.ts';

export interface ScratchDatabase {
  readonly name: string;
  /** It contains the password of the other database's URL and must never be shown. */
  readonly url: string;
  /** Ends what is connected to it, and removes it. Safe to call twice. */
  drop(): Promise<void>;
}

/** An arbitrary constant, for the first half of an advisory lock. */
const lockSpace = 72_364;
const connectMs = 10_000;

interface CreateScratch {
  /** URL of the database whose server is used. */
  readonly url: string;
  readonly say?: (line: string) => void;
  /** When aborted, the database is dropped at once, and whatever is being done in it fails. */
  readonly signal?: AbortSignal | undefined;
}

/** An empty database with the current schema. Throws Outage. */
export async function createScratch(ask: CreateScratch): Promise<Answer<ScratchDatabase>> {
  const server = await connected(ask.url);
  try {
    const home = await homeOf(server);
    await dropLeftOvers(server, home, ask.say);
    const mark = randomBytes(4);
    const name = `${home.prefix}${mark.toString('hex')}`;
    await server.query('select pg_advisory_lock($1, $2)', [lockSpace, mark.readInt32BE()]);
    await server.query(`create database ${name}`);
    const drop = droppedOnce(() => dropped(server, name), ask.signal);
    const scratch = { name, url: urlIn(ask.url, name), drop };
    const migrated = await prepared(server, scratch).catch(async (error: unknown) => {
      await scratch.drop();
      throw error;
    });
    if (migrated.ok) return answer(scratch);
    await scratch.drop();
    return migrated;
  } catch (error) {
    await server.end().catch(() => undefined);
    if (isDenied(error)) return notAllowed(error);
    throw outageFrom(error) ?? error;
  }
}

async function prepared(server: pg.Client, { name, url }: Pick<ScratchDatabase, 'name' | 'url'>) {
  // Its rows are worth nothing after a crash of the server.
  await server.query(`alter database ${name} set synchronous_commit = off`);
  await server.query(`comment on database ${name} is 'A rehearsal of Paybeat. It may be dropped.'`);
  return migrate({ url });
}

/** A connection, without the types of its library, which those who install the package do not have. */
interface Connection {
  query(text: string): Promise<{ readonly rows: readonly { readonly here?: string }[] }>;
}

/** Fails unless the connection is in the scratch database. Call it before anything is changed there. */
export async function assertScratch(
  connection: Connection,
  { name }: ScratchDatabase,
): Promise<void> {
  const { rows } = await connection.query('select current_database() as here');
  const isScratch = rows[0]?.here === name && scratchName.test(name);
  assert(isScratch, `a rehearsal changes its scratch database only, not ${rows[0]?.here}`);
}

const scratchName = /^paybeat_rehearsal_\d+_[0-9a-f]{8}$/;

/** The other database, and how the names of its scratch databases begin. */
interface Home {
  readonly prefix: string;
}

async function homeOf(server: pg.Client): Promise<Home> {
  const { rows } = await server.query<{ oid: string }>(
    'select oid::text from pg_database where datname = current_database()',
  );
  return { prefix: `paybeat_rehearsal_${rows[0]?.oid ?? '0'}_` };
}

/** Those of killed processes. One that this user may not drop stays, and its owner drops it. */
async function dropLeftOvers(
  server: pg.Client,
  { prefix }: Home,
  say: CreateScratch['say'],
): Promise<void> {
  const { rows } = await server.query<{ name: string }>(
    'select datname as name from pg_database where starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of rows.filter((row) => scratchName.test(row.name))) {
    const lock = [lockSpace, Buffer.from(name.slice(prefix.length), 'hex').readInt32BE()];
    const { rows: locked } = await server.query('select pg_try_advisory_lock($1, $2) as got', lock);
    if (locked[0].got !== true) continue;
    try {
      await server.query(`drop database if exists ${name} with (force)`);
      say?.('Removed the scratch database of a rehearsal that was killed.');
    } catch (error) {
      if (!isDenied(error)) throw error;
    } finally {
      await server.query('select pg_advisory_unlock($1, $2)', lock);
    }
  }
}

/** The lock goes with the connection. */
async function dropped(server: pg.Client, name: string): Promise<void> {
  try {
    await server.query(`drop database if exists ${name} with (force)`);
  } catch (error) {
    throw outageFrom(error) ?? error;
  } finally {
    await server.end().catch(() => undefined);
  }
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    application_name: 'paybeat',
    keepAlive: true,
  });
  // Without a listener, a lost connection would end the process. The next statement fails.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw outageFrom(error) ?? error;
  }
}

function urlIn(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** Also acts when the signal is aborted. A failure is told to the one who calls it. */
function droppedOnce(act: () => Promise<void>, signal: AbortSignal | undefined) {
  let done: Promise<void> | null = null;
  const drop = (): Promise<void> => {
    signal?.removeEventListener('abort', dropNow);
    return (done ??= act());
  };
  const dropNow = (): void => void drop().catch(() => undefined);
  if (signal?.aborted === true) dropNow();
  else signal?.addEventListener('abort', dropNow, { once: true });
  return drop;
}

function isDenied(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === '42501';
}

function notAllowed(error: Error): Answer<never> {
  return refuse({
    family: 'denied',
    code: 'scratch_not_allowed',
    message: `the user of DATABASE_URL may not create a scratch database: ${error.message}`,
    hint:
      'let a superuser run once: alter role YOUR_USER createdb; or rehearse on a restored backup, ' +
      'with a user who may create databases',
  });
}
