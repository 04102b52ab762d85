/** Figures of a year as a file: the JSON forms of what is exported and checked. */
import type { TablesChecked } from '#operations/tables/check-tables.ts';
import type { ExportedTables } from '#operations/tables/export-tables.ts';
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
