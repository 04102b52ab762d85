/**
 * Copies all rows of one company into another database that has the same schema and nothing of the company.
 *
 * One snapshot is read, and one transaction written: all of it arrives, or nothing. Ids stay as they are, and new
 * rows get numbers above them. Tables that belong to no company (tasks, workers, the beat) are left out, except loaded
 * tax tables, which runs read.
 */
import {
  fillTable,
  moveSequence,
  openForCopy,
  openSnapshot,
  sequences,
  tableBytes,
  tablesInOrder,
  whileTriggersRest,
} from './copied-tables.ts';

interface CopyCompanyAsk {
  /** URLs. The login of `into` owns its tables. */
  readonly from: string;
  readonly into: string;
  readonly companyId: number;
}

/** Tables of all companies that runs read. */
const readByRuns: ReadonlySet<string> = new Set(['tax_table']);

/** Returns the number of rows. */
export async function copyCompany({ from, into, companyId }: CopyCompanyAsk): Promise<number> {
  const source = await openSnapshot(from);
  try {
    const target = await openForCopy(into);
    try {
      const tables = (await tablesInOrder(source)).filter(
        ({ isOfCompany, name }) => isOfCompany || readByRuns.has(name),
      );
      let rows = 0;
      await target.query('begin');
      await whileTriggersRest(target, tables, async () => {
        for (const table of tables) {
          const of = { companyId: table.isOfCompany ? companyId : null };
          rows += await fillTable(target, table, tableBytes(source, table, of));
        }
      });
      for (const { table, column } of await sequences(target)) {
        await moveSequence(target, { table, column, last: null });
      }
      await target.query('commit');
      return rows;
    } finally {
      await target.end().catch(() => undefined);
    }
  } finally {
    await source.end().catch(() => undefined);
  }
}
