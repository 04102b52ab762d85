/**
 * Takes the loaded tables of a year out of force. Runs that were opened with them keep them.
 *
 * Refusals: not_an_operator, tables_not_loaded, later_year_loaded. tables_used: a run has read them, and no built-in
 * table would take their place.
 */
import { actorOf, operatorOnly } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { taxPacks } from '#payslip/taxes/tax-packs.ts';
import { type LoadedTableRow, loadedTableRows } from '#store/reads/tax-tables.ts';
import { auditAll } from '#store/writes/audit.ts';
import { companiesWithChains } from '#store/writes/restores.ts';
import { lockTaxTables, removeTaxTables } from '#store/writes/tax-tables.ts';
import { counted } from '#text/counted.ts';

interface RemoveTables {
  readonly year: number;
  /** Two letters. Default: the first country. */
  readonly country?: string;
}

export interface TablesRemoved {
  readonly country: string;
  readonly year: number;
  readonly versions: number;
  /** The built-in table that takes their place. Null: pay dates of the year are refused. */
  readonly replacedBy: string | null;
}

export async function removeTables(
  world: World,
  ask: RemoveTables,
): Promise<Answer<TablesRemoved>> {
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  const { year } = ask;
  const country = (ask.country ?? taxPacks[0]?.country ?? '').toLowerCase();
  const by = actorOf(world.caller);
  return world.store.write('every company', async (tx): Promise<Answer<TablesRemoved>> => {
    await lockTaxTables(tx);
    const all = (await loadedTableRows(tx)).filter((row) => row.country === country);
    const own = all.filter((row) => row.year === year && row.removedAt === null);
    const builtIn = taxPacks
      .find((pack) => pack.country === country)
      ?.tables.find(({ fromOn }) => fromOn.year === year);
    const refused = whyNot({ year, own, all, hasBuiltIn: builtIn !== undefined });
    if (refused !== null) return refused;
    const versions = await removeTaxTables(tx, { country, year, by });
    const companyIds = await companiesWithChains(tx);
    const facts = { country, year, versions };
    await auditAll(
      tx,
      companyIds.map((companyId) => ({
        ...{ companyId, actor: by, action: 'tables.remove' },
        ...{ subject: `tables:${country}-${year}`, facts },
      })),
    );
    return answer({ country, year, versions, replacedBy: builtIn?.id ?? null });
  });
}

function whyNot(of: {
  readonly year: number;
  readonly own: readonly LoadedTableRow[];
  readonly all: readonly LoadedTableRow[];
  readonly hasBuiltIn: boolean;
}): Answer<never> | null {
  const { year, own, all, hasBuiltIn } = of;
  const actions = [{ action: 'list_tables' }] as const;
  if (own.length === 0) {
    return refuse({
      ...{ family: 'not_found', code: 'tables_not_loaded', actions },
      message: `No tax tables of ${year} are loaded.`,
      hint: 'look at the tables that there are',
    });
  }
  if (hasBuiltIn) return null;
  const runs = own.reduce((sum, row) => sum + row.runs, 0);
  if (runs > 0) {
    return refuse({
      ...{ family: 'conflict', code: 'tables_used', actions, facts: { year, runs } },
      message: `${counted(runs, 'run')} read the tables of ${year}, so they stay.`,
      hint: 'load a corrected file: it becomes a new version, and these runs keep theirs',
    });
  }
  const later = all.find((row) => row.year > year && row.isInForce);
  if (later === undefined) return null;
  return refuse({
    ...{ family: 'conflict', code: 'later_year_loaded', actions },
    message: `The tables of ${later.year} are loaded, and years follow each other.`,
    hint: `remove the tables of ${later.year} first`,
  });
}
