/**
 * Loads a year's figures from a file, for all companies. A correction is a new version. Runs keep the tables with which
 * they were opened, until they are calculated again.
 *
 * Each company's audit chain says who loaded which figures.
 *
 * Refusals: not_an_operator, those of `checkTables`, and tables_doubted for doubts that nobody has accepted.
 */
import { actorOf, operatorOnly } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type ChangedFigure, changedFigures } from '#payslip/cases/changed-figures.ts';
import { loadedTableFile, loadedTableRows, openRunsOfYear } from '#store/reads/tax-tables.ts';
import type { Writing } from '#store/store.ts';
import { auditAll } from '#store/writes/audit.ts';
import { companiesWithChains } from '#store/writes/restores.ts';
import { insertTaxTable, lockTaxTables } from '#store/writes/tax-tables.ts';
import { counted } from '#text/counted.ts';
import { checkTables, type TablesChecked } from './check-tables.ts';
import { packsNow } from './packs-now.ts';

export interface LoadTables {
  /** The JSON of the file. */
  readonly json: unknown;
  /** Somebody has looked at every doubt of the check. */
  readonly acceptDoubts?: boolean;
  readonly dryRun?: boolean;
}

export interface TablesLoaded extends TablesChecked {
  readonly version: number;
  /** `unchanged`: exactly this file is loaded already. */
  readonly change: 'added' | 'corrected' | 'unchanged';
  /** What differs from the version before. */
  readonly corrected: readonly ChangedFigure[];
  /** Runs that keep their tables until they are calculated again. */
  readonly openRuns: readonly { readonly runId: number; readonly company: string }[];
  readonly written: boolean;
}

export async function loadTables(world: World, ask: LoadTables): Promise<Answer<TablesLoaded>> {
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  const by = actorOf(world.caller);
  const act = (tx: Writing) => load(tx, { ...ask, by });
  return ask.dryRun === true
    ? world.store.rehearse('every company', act)
    : world.store.write('every company', act);
}

async function load(
  tx: Writing,
  ask: LoadTables & { readonly by: string },
): Promise<Answer<TablesLoaded>> {
  await lockTaxTables(tx);
  const checked = checkTables(ask.json, await packsNow(tx));
  if (!checked.ok) return checked;
  const { country, year, file, sha256, doubts } = checked.value;
  const last = (await loadedTableRows(tx)).findLast(
    (row) => row.country === country && row.year === year && row.isInForce,
  );
  if (last?.sha256 === sha256) {
    const { version } = last;
    const nothing = { corrected: [], openRuns: [], written: false } as const;
    return answer({ ...checked.value, ...nothing, version, change: 'unchanged' });
  }
  if (doubts.length > 0 && ask.acceptDoubts !== true) return doubted(checked.value);
  const before =
    last === undefined ? null : await loadedTableFile(tx, { country, year, version: last.version });
  const version = await insertTaxTable(tx, { country, year, file, sha256, by: ask.by });
  const openRuns = await openRunsOfYear(tx, { year });
  const companyIds = await companiesWithChains(tx);
  const facts = { country, year, version, sha256, doubts: doubts.length };
  await auditAll(
    tx,
    companyIds.map((companyId) => ({
      ...{ companyId, actor: ask.by, action: 'tables.load' },
      ...{ subject: `tables:${country}-${year}-${version}`, facts },
    })),
  );
  return answer({
    ...{ ...checked.value, version, openRuns, written: ask.dryRun !== true },
    change: before === null ? 'added' : 'corrected',
    corrected: before === null ? [] : changedFigures(before, file),
  });
}

function doubted({ year, doubts }: TablesChecked): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'tables_doubted',
    message: `The figures of ${year} fit together, but ${counted(doubts.length, 'place')} should be looked at first.`,
    hint: 'compare each place with the publication; then load the file and accept the doubts',
    issues: doubts,
  });
}
