/** Tells what the tables of the Django design have and Paybeat does not read: tables, columns, entries of Beat. */

import { counted } from '#text/counted.ts';
import type { ComingFindings } from './findings.ts';
import { type OldScanFound, tellEntries } from './old-beat.ts';
import type { OldSystem } from './read-old.ts';

export function tellTables(
  system: OldSystem,
  ask: {
    readonly findings: ComingFindings;
    readonly slipColumns: ReadonlyMap<string, number>;
    /** Payslips of years before this one. */
    readonly earlier: number;
    readonly app: string;
    readonly scan: OldScanFound;
  },
): void {
  const { findings, app } = ask;
  const tell = (level: 'left' | 'told', code: string, of: { table: string; message: string }) =>
    findings.add({ level, code, ...of, row: null, company: null });
  for (const { table, kind, isOwn, rows, otherColumns } of system.tables) {
    if (kind === null && isOwn) {
      const message = `The table ${table} has ${counted(rows, 'row')}, which are not read.`;
      tell('left', 'table_left', { table, message });
    }
    const columns = kind === 'payslip' ? ask.slipColumns : otherColumns;
    for (const [column, count] of columns) {
      const message = `The column ${column} has a value in ${counted(count, 'row')}, which is not read.`;
      tell('left', 'column_left', { table, message });
    }
  }
  tellEntries(system, ask);
  if (ask.earlier > 0) {
    const message = `${counted(ask.earlier, 'payslip')} of earlier years stay in the old system.`;
    tell('told', 'earlier_years_stay', { table: `${app}_payslip`, message });
  }
  if (!system.tables.some(({ kind }) => kind === 'payslip')) {
    const message = 'There are no payslips, so the year-to-date of nobody is known.';
    tell('told', 'no_payslips', { table: `${app}_payslip`, message });
  }
}
