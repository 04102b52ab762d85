/**
 * Lists the tax tables: those of this version and those that somebody has loaded, every version of them. A caller is told
 * how many runs of their own companies read them.
 *
 * Refusal of `showTables`: tables_not_loaded.
 */
import { conditionOf } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { taxPacks } from '#payslip/taxes/tax-packs.ts';
import type { TableFile } from '#payslip/taxes/year-tables.ts';
import { type LoadedTableRow, loadedTableFile, loadedTableRows } from '#store/reads/tax-tables.ts';
import type { Reading } from '#store/store.ts';
import { exportTables } from './export-tables.ts';
import { packsNow } from './packs-now.ts';

export interface ListedTable {
  readonly country: string;
  readonly year: number;
  readonly id: string;
  readonly fromOn: Temporal.PlainDate;
  readonly untilOn: Temporal.PlainDate;
  readonly source: string;
  /** Null: this version of Paybeat brings it. */
  readonly loaded: Omit<LoadedTableRow, 'country' | 'year' | 'isInForce'> | null;
  /** Whether a run that is opened now reads it. */
  readonly isInForce: boolean;
}

export async function listTables(world: World): Promise<readonly ListedTable[]> {
  const { rows, packs } = await world.store.read('every company', async (at) => {
    const all = await loadedTableRows(at, conditionOf(world.caller));
    const withSources = [];
    for (const row of all) withSources.push({ row, source: await sourceOf(at, row) });
    return { rows: withSources, packs: await packsNow(at) };
  });
  const now = new Set(packs.flatMap(({ tables }) => tables.map(({ id }) => id)));
  const builtIn = taxPacks.flatMap(({ country, tables }) =>
    tables.map(
      ({ id, fromOn, untilOn, source }): ListedTable => ({
        ...{ country, id, fromOn, untilOn, source, year: fromOn.year },
        ...{ loaded: null, isInForce: now.has(id) },
      }),
    ),
  );
  const loaded = rows.map(({ row: { country, year, isInForce, ...row }, source }): ListedTable => {
    const pack = taxPacks.find((one) => one.country === country);
    const id = pack?.yearTables?.idOf({ year, version: row.version }) ?? '';
    return {
      ...{ country, year, id, source, isInForce, loaded: row },
      fromOn: Temporal.PlainDate.from({ year, month: 1, day: 1 }),
      untilOn: Temporal.PlainDate.from({ year, month: 12, day: 31 }),
    };
  });
  return [...builtIn, ...loaded].toSorted(
    (one, other) => one.country.localeCompare(other.country) || one.year - other.year,
  );
}

/** As a run says it that reads the version, also if another one is in force now. */
async function sourceOf(at: Reading, row: LoadedTableRow): Promise<string> {
  const { country, year, version } = row;
  const pack = taxPacks.find((one) => one.country === country);
  const file = await loadedTableFile(at, { country, year, version });
  if (pack === undefined || file === null) return '';
  const { tables } = pack.with({ given: [{ file, version }] });
  return tables.find((table) => table.given?.version === version)?.source ?? '';
}

interface ShowTables {
  readonly year: number;
  /** Two letters. Default: the first country. */
  readonly country?: string;
  /** Of a loaded table. Default: the one that is in force. */
  readonly version?: number;
}

export interface ShownTables {
  readonly table: ListedTable;
  readonly file: TableFile;
}

export async function showTables(world: World, ask: ShowTables): Promise<Answer<ShownTables>> {
  const { year, version } = ask;
  const country = (ask.country ?? taxPacks[0]?.country ?? '').toLowerCase();
  const table = (await listTables(world)).find(
    (one) =>
      one.country === country &&
      one.year === year &&
      (version === undefined ? one.isInForce : one.loaded?.version === version),
  );
  if (table === undefined) return notLoaded(ask);
  if (table.loaded === null) {
    const exported = exportTables({ year, country });
    return exported.ok ? answer({ table, file: exported.value.file }) : exported;
  }
  const { loaded } = table;
  const file = await world.store.read('every company', (at) =>
    loadedTableFile(at, { country, year, version: loaded.version }),
  );
  return file === null ? notLoaded(ask) : answer({ table, file });
}

function notLoaded({ year, version }: ShowTables): Answer<never> {
  const what = version === undefined ? '' : ` of version ${version}`;
  return refuse({
    family: 'not_found',
    code: 'tables_not_loaded',
    message: `There are no tax tables of ${year}${what}.`,
    hint: 'look at the tables that there are',
    actions: [{ action: 'list_tables' }],
  });
}
