/**
 * Reads the tables of the Django design into memory: everything but the payslips, which are only added up.
 *
 * The source is read twice, because a dump may have the payslips before the periods. Memory grows with people
 * and periods, not with payslips: who has a payslip in a period is one bit.
 *
 * Refusals: those of the source; tables_missing; schemas_ambiguous; dump_changed.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import type { TellBytes } from '#files/csv.ts';
import type {
  OldBeatEntry,
  OldCompany,
  OldCrontab,
  OldEmployee,
  OldOtherTimes,
  OldPayslip,
  OldPeriod,
  OldTable,
} from '#files/django/old-records.ts';
import { OldTables } from '#files/django/old-records.ts';
import type { OldRow } from '#files/django/old-rows.ts';
import type { ComingFindings } from './findings.ts';

/** Where the rows come from. Every reading starts anew. */
export interface OldSource {
  /** `take` gets every row; the values only of tables that `wants` names. */
  read(ask: {
    readonly app: string;
    readonly wants: (table: string) => boolean;
    readonly take: (row: OldRow) => void;
    /** Called with how many bytes of how many have been read, if the source knows. */
    readonly tell: TellBytes;
  }): Promise<Answer<null>>;
}

export interface OldSystem {
  readonly companies: ReadonlyMap<string, OldCompany>;
  readonly employees: readonly OldEmployee[];
  readonly periods: readonly OldPeriod[];
  readonly crontabs: ReadonlyMap<string, OldCrontab>;
  /** Times that are no cron expression, by kind and id. */
  readonly otherTimes: Readonly<Record<OldOtherTimes['kind'], ReadonlyMap<string, OldOtherTimes>>>;
  readonly entries: readonly OldBeatEntry[];
  readonly tables: readonly OldTable[];
}

export async function readOldSystem(
  source: OldSource,
  {
    app,
    findings,
    tell,
  }: {
    readonly app: string;
    readonly findings: ComingFindings;
    readonly tell: TellBytes;
  },
): Promise<Answer<OldSystem>> {
  const tables = new OldTables(app);
  const companies = new Map<string, OldCompany>();
  const employees = new Map<string, OldEmployee>();
  const periods = new Map<string, OldPeriod>();
  const crontabs = new Map<string, OldCrontab>();
  const none = () => new Map<string, OldOtherTimes>();
  const otherTimes = { interval: none(), solar: none(), clocked: none() };
  const entries: OldBeatEntry[] = [];
  const put = <T extends { readonly id: string }>(map: Map<string, T>, one: T, table: string) => {
    if (map.has(one.id)) {
      const message = `The row ${one.id} of ${table} is there twice.`;
      findings.add({
        ...{ level: 'stops', code: 'row_twice', table, row: one.id },
        message,
        company: null,
      });
    }
    map.set(one.id, one);
  };
  const read = await source.read({
    ...{ app, tell },
    wants: (table) => ![null, 'payslip'].includes(tables.kindOf(table)),
    take: (row) => {
      const record = tables.take(row);
      if (record === null) return;
      if (record.kind === 'company') put(companies, record, row.table);
      else if (record.kind === 'employee') put(employees, record, row.table);
      else if (record.kind === 'period') put(periods, record, row.table);
      else if (record.kind === 'crontab') put(crontabs, record, row.table);
      else if (record.kind === 'entry') entries.push(record);
      else if (record.kind !== 'payslip') put(otherTimes[record.kind], record, row.table);
    },
  });
  if (!read.ok) return read;
  const fits = fitsApp(tables.all, app);
  if (!fits.ok) return fits;
  return answer({
    ...{ companies, crontabs, otherTimes, entries, tables: tables.all },
    employees: [...employees.values()],
    periods: [...periods.values()],
  });
}

/** Reads only the payslips. Calls `take` for each of them. */
export async function readOldPayslips(
  source: OldSource,
  ask: {
    readonly app: string;
    readonly system: OldSystem;
    readonly take: (payslip: OldPayslip, table: string) => void;
    readonly tell: TellBytes;
  },
): Promise<Answer<{ readonly otherColumns: ReadonlyMap<string, number> }>> {
  const tables = new OldTables(ask.app);
  const read = await source.read({
    ...{ app: ask.app, tell: ask.tell },
    wants: (table) => tables.kindOf(table) === 'payslip',
    take: (row) => {
      if (tables.kindOf(row.table) !== 'payslip') return;
      const record = tables.take(row);
      if (record?.kind === 'payslip') ask.take(record, row.table);
    },
  });
  if (!read.ok) return read;
  const found = tables.all.find(({ kind }) => kind === 'payslip');
  const before = ask.system.tables.find(({ kind }) => kind === 'payslip');
  if ((found?.rows ?? 0) !== (before?.rows ?? 0)) {
    return refuse({
      family: 'conflict',
      code: 'dump_changed',
      message: 'The payslips changed while they were read.',
      hint: 'stop the old system first, and try again',
    });
  }
  return answer({ otherColumns: found?.otherColumns ?? new Map<string, number>() });
}

function fitsApp(tables: readonly OldTable[], app: string): Answer<null> {
  const needed = [`${app}_employee`, `${app}_payrollperiod`];
  const missing = needed.filter((name) => !tables.some(({ table }) => table === name));
  if (missing.length > 0) {
    const apps = tables.flatMap(({ table }) =>
      table.endsWith('_payrollperiod') ? [table.slice(0, -'_payrollperiod'.length)] : [],
    );
    const hint =
      apps.length > 0
        ? `name the application that has them: ${apps.join(', ')}`
        : 'dump the whole database of the Django project, with its rows';
    return refuse({
      family: 'invalid',
      code: 'tables_missing',
      message: `The tables ${missing.join(' and ')} are not there, or have no rows.`,
      hint,
    });
  }
  const twice = tables.find(({ kind, schemas }) => kind !== null && schemas.size > 1);
  if (twice === undefined) return answer(null);
  return refuse({
    family: 'invalid',
    code: 'schemas_ambiguous',
    message: `The table ${twice.table} is there in several schemas: ${[...twice.schemas].join(', ')}.`,
    hint: 'dump one schema at a time',
  });
}
