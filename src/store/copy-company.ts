/**
 * Copies all rows of one company into another database that has the same schema and nothing of the company.
 *
 * One snapshot is read, and one transaction written: all of it arrives, or nothing. Ids stay as they are, and new
 * rows get numbers above them. Tables that belong to no company (tasks, workers, the beat) are left out.
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

/** Returns the number of rows. */
export async function copyCompany({ from, into, companyId }: CopyCompanyAsk): Promise<number> {
  const source = await openSnapshot(from);
  try {
    const target = await openForCopy(into);
    try {
      const tables = (await tablesInOrder(source)).filter(({ isOfCompany }) => isOfCompany);
      let rows = 0;
      await target.query('begin');
      await whileTriggersRest(target, tables, async () => {
        for (const table of tables) {
          rows += await fillTable(target, table, tableBytes(source, table, { companyId }));
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
