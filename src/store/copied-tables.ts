/**
 * Copies the tables of the schema from one database into another, as streams of binary COPY.
 *
 * The catalog says which tables there are, so a new table is copied without a line here. Tables come in the order of
 * their foreign keys: a table after all that it refers to. One snapshot is read, so workers may go on meanwhile.
 *
 * The binary form is the same on every processor and system. Columns that the server computes are left out.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { type CopyToStreamQuery, from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { assert } from '#errors.ts';

export interface CopiedTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Each row belongs to one company, by its column `company_id`. */
  readonly isOfCompany: boolean;
}

/** Migrations write it themselves. */
const ledgerTable = 'schema_migration';

const tablesQuery = `select c.relname as name,
    array_agg(a.attname::text order by a.attnum) filter (where a.attgenerated = '') as columns,
    bool_or(a.attname = 'company_id') as "isOfCompany",
    array(select f.confrelid::regclass::oid from pg_constraint f where f.contype = 'f'
      and f.conrelid = c.oid and f.confrelid <> c.oid) as "refersTo", c.oid
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relkind = 'r' and c.relnamespace = 'paybeat'::regnamespace and c.relname <> $1
  group by c.oid, c.relname order by c.relname`;

interface TableRow extends CopiedTable {
  readonly oid: number;
  readonly refersTo: readonly number[];
}

/** In an order in which they can be filled. */
export async function tablesInOrder(client: pg.Client): Promise<readonly CopiedTable[]> {
  const { rows } = await client.query<TableRow>(tablesQuery, [ledgerTable]);
  const ordered: CopiedTable[] = [];
  const waiting = new Map(rows.map((row) => [row.oid, row]));
  while (waiting.size > 0) {
    const ready = [...waiting.values()].filter((row) =>
      row.refersTo.every((oid) => !waiting.has(oid)),
    );
    assert(ready.length > 0, 'no two tables refer to each other in a circle');
    for (const { oid, name, columns, isOfCompany } of ready) {
      ordered.push({ name, columns, isOfCompany });
      waiting.delete(oid);
    }
  }
  return ordered;
}

/** A connection that reads one snapshot until it is ended. Row-level security that hid rows would be an error. */
export async function openSnapshot(url: string): Promise<pg.Client> {
  const client = await openForCopy(url);
  try {
    await client.query('set row_security = off');
    await client.query('begin transaction isolation level repeatable read read only');
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

const connectMs = 10_000;

/** A connection without a limit of time for its statements, because large tables take long. */
export async function openForCopy(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    application_name: 'paybeat-copy',
    keepAlive: true,
    options: '-c search_path=paybeat,public -c TimeZone=UTC -c statement_timeout=0',
  });
  // Without a listener, a lost connection would end the process. The next statement fails.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** The rows of one company, or (null) all. When they have ended, `rowCount` says how many there were. */
export function tableBytes(
  client: pg.Client,
  table: CopiedTable,
  { companyId }: { readonly companyId: number | null },
): CopyToStreamQuery {
  assert(companyId === null || Number.isSafeInteger(companyId), 'a company id is an integer');
  const only = companyId === null ? '' : ` where company_id = ${companyId}`;
  const query = `select ${names(table)} from ${place(table)}${only}`;
  return client.query(copyTo(`copy (${query}) to stdout (format binary)`));
}

/** Returns the number of rows. */
export async function fillTable(
  client: pg.Client,
  table: CopiedTable,
  bytes: Iterable<Buffer> | AsyncIterable<Buffer>,
): Promise<number> {
  const copy = client.query(
    copyFrom(`copy ${place(table)} (${names(table)}) from stdin (format binary)`),
  );
  await pipeline(Readable.from(bytes), copy);
  return copy.rowCount;
}

/**
 * Fills tables with rows that were checked when they were written first: the triggers, which judge new work, rest
 * meanwhile. Keys, foreign keys and checks do not. Call it inside a transaction; the login must own the tables.
 */
export async function whileTriggersRest<T>(
  client: pg.Client,
  tables: readonly CopiedTable[],
  fill: () => Promise<T>,
): Promise<T> {
  const all = (what: string) =>
    tables.map((table) => `alter table ${place(table)} ${what} trigger user`).join(';');
  await client.query(all('disable'));
  const filled = await fill();
  await client.query(all('enable'));
  return filled;
}

interface Sequence {
  readonly table: string;
  readonly column: string;
  /** The last number that it has given; null: none yet. */
  readonly last: string | null;
}

/** The sequences of the schema. A number that was given and rolled back counts. */
export async function sequences(client: pg.Client): Promise<readonly Sequence[]> {
  const { rows } = await client.query<Sequence & { readonly sequence: string }>(
    `select c.relname as table, a.attname::text as column, s.last_value::text as last
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attidentity <> ''
       join pg_sequences s on s.schemaname = 'paybeat' and
         format('%I.%I', s.schemaname, s.sequencename) = pg_get_serial_sequence(format('paybeat.%I', c.relname), a.attname)
     where c.relnamespace = 'paybeat'::regnamespace order by 1`,
  );
  return rows;
}

/** So that the next number is above `last`, and above every number that a row has. */
export async function moveSequence(client: pg.Client, to: Sequence): Promise<void> {
  const table = `paybeat.${quotedName(to.table)}`;
  const column = quotedName(to.column);
  await client.query(
    `select setval(pg_get_serial_sequence($1, $2), greatest(coalesce(max(${column}), 0), $3::bigint, 1),
       greatest(coalesce(max(${column}), 0), $3::bigint) > 0) from ${table}`,
    [table, to.column, to.last ?? '0'],
  );
}

function place({ name }: CopiedTable): string {
  return `paybeat.${quotedName(name)}`;
}

function names({ columns }: CopiedTable): string {
  return columns.map(quotedName).join(', ');
}

function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
