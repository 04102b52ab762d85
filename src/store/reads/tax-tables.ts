/**
 * Tax tables that somebody has loaded. Each load and each removal has a revision, and a run reads those of one revision.
 *
 * A revision never changes what it means. So a process asks once for the tables of a revision and keeps them. Which
 * revision is the newest is read together with the settings of the company, which every run reads when it is opened.
 */
import { isOf, type OfCompanies } from '#store/reads/of-companies.ts';
import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

/** One loaded version of the figures of a year. */
export interface LoadedTableRow {
  readonly revision: number;
  readonly country: string;
  readonly year: number;
  readonly version: number;
  readonly sha256: string;
  readonly loadedBy: string;
  readonly loadedAt: Temporal.Instant;
  readonly removedBy: string | null;
  readonly removedAt: Temporal.Instant | null;
  /** Whether a newer version, or nothing, has taken its place. */
  readonly isInForce: boolean;
  /** Runs of its year that read it and are not voided. */
  readonly runs: number;
}

/** The figures of one year, as the calculation takes them. */
interface LoadedFigures {
  readonly country: string;
  readonly year: number;
  readonly version: number;
  readonly sha256: string;
  readonly file: { readonly country: string; readonly year: number };
}

const none: readonly LoadedFigures[] = [];

/** All tables of a revision. As JSON it is short, because settings are compared and told as JSON. */
export class LoadedTables {
  readonly revision: number;
  /** The newest version of each year, in order. */
  readonly given: readonly LoadedFigures[];

  readonly #ofCountry: ReadonlyMap<string, readonly LoadedFigures[]>;

  constructor(revision: number, given: readonly LoadedFigures[]) {
    this.revision = revision;
    this.given = given;
    this.#ofCountry = Map.groupBy(given, ({ country }) => country);
  }

  /** Always the same list, because a pack keeps what it makes of it. */
  of(country: string): readonly LoadedFigures[] {
    return this.#ofCountry.get(country) ?? none;
  }

  toJSON(): string {
    const each = this.given.map(({ country, year, version, sha256 }) =>
      [country, year, version, sha256].join(' '),
    );
    return [`revision ${this.revision}`, ...each].join('; ');
  }
}

/** Zero: nothing was ever loaded. Null counts for nothing in `greatest`. */
export const newestTablesRevision: Sql = sql`(select coalesce(max(greatest(t.revision, t.removed_revision)), 0)
  from tax_table t)`;

const inForceAt = (revision: Sql): Sql => sql`t.revision <= ${revision}
  and (t.removed_revision is null or t.removed_revision > ${revision})`;

/** The tables of a revision. Undefined: it has none, and the built-in ones are used alone. */
export async function loadedTablesAt(
  at: Reading,
  revision: number,
): Promise<LoadedTables | undefined> {
  if (revision === 0) return undefined;
  const kept = at.loadedTables?.get(revision);
  if (kept !== undefined) return kept.given.length === 0 ? undefined : kept;
  const given = await rowsOf<LoadedFigures>(
    at,
    sql`select distinct on (t.country, t.year) t.country, t.year, t.version, t.sha256, t.file
        from tax_table t where ${inForceAt(sql`${revision}::int`)}
        order by t.country, t.year, t.version desc`,
  );
  const found = new LoadedTables(revision, given);
  at.loadedTables?.set(revision, found);
  return given.length === 0 ? undefined : found;
}

/** Those of now. */
export async function loadedTablesNow(at: Reading): Promise<LoadedTables | undefined> {
  const [row] = await rowsOf<{ revision: number }>(
    at,
    sql`select ${newestTablesRevision} as revision`,
  );
  return loadedTablesAt(at, row?.revision ?? 0);
}

/** Every version, oldest first. Runs are counted of these companies. */
export function loadedTableRows(
  at: Reading,
  of: OfCompanies = {},
): Promise<readonly LoadedTableRow[]> {
  return rowsOf(
    at,
    sql`select t.revision, t.country, t.year, t.version, t.sha256, t.loaded_by as "loadedBy",
          t.loaded_at as "loadedAt", t.removed_by as "removedBy", t.removed_at as "removedAt",
          t.removed_revision is null and not exists (select from tax_table n
            where n.country = t.country and n.year = t.year and n.version > t.version) as "isInForce",
          (select count(*)::int from pay_run r where r.tax_year = t.year and r.state <> 'voided'
            and ${isOf(sql`r.company_id`, of)} and ${inForceAt(sql`r.tables_revision`)} and not exists (select from tax_table n
              where n.country = t.country and n.year = t.year and n.version > t.version
                and n.revision <= r.tables_revision)) as runs
        from tax_table t order by t.country, t.year, t.version`,
  );
}

/** A version's file. Null: there is none. */
export async function loadedTableFile(
  at: Reading,
  of: { readonly country: string; readonly year: number; readonly version: number },
): Promise<LoadedFigures['file'] | null> {
  const [row] = await rowsOf<Pick<LoadedFigures, 'file'>>(
    at,
    sql`select t.file from tax_table t
        where t.country = ${of.country} and t.year = ${of.year} and t.version = ${of.version}`,
  );
  return row?.file ?? null;
}

/** Runs that are not final and read older tables than those of now. */
export function openRunsOfYear(
  at: Reading,
  ask: { readonly year: number },
): Promise<readonly { readonly runId: number; readonly company: string }[]> {
  return rowsOf(
    at,
    sql`select r.run_id as "runId", c.code as company from pay_run r join company c using (company_id)
        where r.tax_year = ${ask.year} and r.state not in ('committed', 'voided')
          and r.tables_revision < ${newestTablesRevision}
        order by r.run_id limit 100`,
  );
}
