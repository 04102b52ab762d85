/** Tax tables: the JSON forms of files of figures, and of what is loaded. */
import type { TablesChecked } from '#operations/tables/check-tables.ts';
import type { ExportedTables } from '#operations/tables/export-tables.ts';
import type { ListedTable, ShownTables } from '#operations/tables/list-tables.ts';
import type { TablesLoaded } from '#operations/tables/load-tables.ts';
import type { TablesRemoved } from '#operations/tables/remove-tables.ts';
import { verbatim } from './json-form.ts';

/** The file itself. */
export function exportedTablesShape({ file }: ExportedTables): object {
  return verbatim(file);
}

export function checkedTablesShape(checked: TablesChecked): object {
  const { country, year, sha256, comparedWith, figures, examples } = checked;
  const { changes, doubts, missing } = checked;
  return {
    ...{ country, year, sha256, figures, comparedWith, reproducedExamples: examples },
    ...{ changes, doubts, missing },
  };
}

/** What a load answers: the check, and what became of it. */
export function loadedTablesShape(loaded: TablesLoaded): object {
  const { version, change, corrected, openRuns, written } = loaded;
  return { ...checkedTablesShape(loaded), version, change, corrected, openRuns, written };
}

export function listedTablesShape(tables: readonly ListedTable[]): object {
  return { tables: tables.map(listedTableShape) };
}

export function listedTableShape(table: ListedTable): object {
  const { country, year, id, fromOn, untilOn, source, isInForce, loaded } = table;
  return { country, year, id, fromOn, untilOn, source, isInForce, loaded };
}

export function shownTablesShape({ table, file }: ShownTables): object {
  return { ...listedTableShape(table), file: verbatim(file) };
}

export function removedTablesShape({ country, year, versions, replacedBy }: TablesRemoved): object {
  return { country, year, versions, replacedBy };
}
