/** The methods for tax tables that somebody has loaded. */
import { answerShownAs, eachShownAs } from '#answers/json-form.ts';
import {
  listedTableShape,
  loadedTablesShape,
  removedTablesShape,
  shownTablesShape,
} from '#answers/tax-tables.ts';
import { answer } from '#errors.ts';
import { listTables, showTables } from '#operations/tables/list-tables.ts';
import { type LoadTables, loadTables } from '#operations/tables/load-tables.ts';
import { removeTables } from '#operations/tables/remove-tables.ts';
import type { MethodContext } from './context.ts';

export function tablesIn({ world }: MethodContext) {
  return {
    tables: {
      /** Checks a file of figures and loads it for all companies. With `dryRun`, nothing is saved. */
      load: async (ask: LoadTables) =>
        answerShownAs(await loadTables(world, ask), loadedTablesShape),
      /** Built-in and loaded tables, each version. */
      list: async () => answer(eachShownAs(await listTables(world), listedTableShape)),
      /** The figures of a year, as a file. */
      show: async (ask: Parameters<typeof showTables>[1]) =>
        answerShownAs(await showTables(world, ask), shownTablesShape),
      /** Takes the loaded tables of a year out of use. Refused if a run has read them. */
      remove: async (ask: Parameters<typeof removeTables>[1]) =>
        answerShownAs(await removeTables(world, ask), removedTablesShape),
    },
  };
}
