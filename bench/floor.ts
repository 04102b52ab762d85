/**
 * The floor of a run: its payslips as binary COPY into a table with the payslip's columns and primary key
 * only, on one connection, in one transaction, after a checkpoint.
 *
 * `floor` sends bytes that were encoded before, from a file. `encodedFloor` encodes rows from objects while it
 * sends them, as a run does.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';
import { AmountsByCode } from '#payslip/amounts-by-code.ts';
import { CodeLists } from '#payslip/code-lists.ts';
import { types } from '#store/parsers.ts';
import type { Writing } from '#store/store.ts';
import { type PayslipRow, writePayslips } from '#store/writes/payslips.ts';
import { benchFolder } from './clean-up.ts';

const columns = `company_id, run_id, employee_id, ordinal, epoch, gross_minor, reimbursements_minor,
  deductions_minor, taxes_minor, employer_minor, net_minor, line_codes, line_amounts, ytd_codes, ytd_amounts,
  warnings`;

/** Seconds for the payslips of the newest run. */
export async function floor(url: string): Promise<number> {
  return copyFile(url, { file: await encodedPayslips(url), table: plainTable });
}

/** The payslips of the newest run as a file that COPY reads. */
export async function encodedPayslips(url: string): Promise<string> {
  const file = join(await benchFolder(), 'payslips.copy');
  const reader = await connected(url);
  await pipeline(
    reader.query(
      to(`copy (select ${columns} from paybeat.payslip
        where run_id = (select max(run_id) from paybeat.pay_run)) to stdout with (format binary)`),
    ),
    createWriteStream(file),
  );
  await reader.end();
  return file;
}

/** Statements that create `paybeat.bench_floor` with the payslip's columns and primary key only. */
export const plainTable: readonly string[] = [
  'create table paybeat.bench_floor (like paybeat.payslip)',
  'alter table paybeat.bench_floor add primary key (run_id, employee_id)',
];

/** Seconds for the file into the table that the statements create. */
export function copyFile(
  url: string,
  { file, table }: { readonly file: string; readonly table: readonly string[] },
): Promise<number> {
  const work = async (client: pg.Client) => {
    await pipeline(
      createReadStream(file, { highWaterMark: 256 * 1024 }),
      client.query(from(`copy paybeat.bench_floor (${columns}) from stdin with (format binary)`)),
    );
  };
  return timed(url, { table, work });
}

/** People of one COPY, as in a chunk of the default size. */
const chunkSize = 2_500;

interface StoredRow extends Omit<PayslipRow['payslip'], 'values' | 'at'> {
  readonly employeeId: number;
  readonly ytdCodes: readonly number[];
  readonly ytdAmounts: readonly bigint[];
  readonly warnings: readonly string[];
}

/** In whole numbers and with shared lists of pay codes, as a run calculates it. */
function rowOf(row: StoredRow, lists: CodeLists): PayslipRow {
  const { employeeId, ytdCodes, ytdAmounts, warnings, ...payslip } = row;
  const values = Float64Array.from(
    [
      ...[payslip.grossMinor, payslip.reimbursementsMinor, payslip.deductionsMinor],
      ...[payslip.taxesMinor, payslip.employerMinor, payslip.netMinor],
      ...payslip.lineAmounts,
    ],
    Number,
  );
  const lineCodes = lists.shared(payslip.lineCodes);
  const yearToDate = AmountsByCode.ofColumns(lists.shared(ytdCodes), ytdAmounts);
  return {
    ...{ employeeId, yearToDate, warnings, retro: [], orders: [] },
    payslip: { ...payslip, lineCodes, values, at: 0 },
  };
}

/** Seconds for as many payslips. The first chunk's rows are sent again under other run numbers. */
export async function encodedFloor(url: string, payslips: number): Promise<number> {
  const reader = await connected(url);
  const stored = await reader.query<StoredRow>(
    `select employee_id as "employeeId", gross_minor as "grossMinor",
       reimbursements_minor as "reimbursementsMinor", deductions_minor as "deductionsMinor",
       taxes_minor as "taxesMinor", employer_minor as "employerMinor", net_minor as "netMinor",
       line_codes as "lineCodes", line_amounts as "lineAmounts", ytd_codes as "ytdCodes",
       ytd_amounts as "ytdAmounts", warnings from paybeat.payslip
     where run_id = (select max(run_id) from paybeat.pay_run) order by employee_id limit $1`,
    [Math.min(chunkSize, payslips)],
  );
  await reader.end();
  const lists = new CodeLists();
  const rows = stored.rows.map((row) => rowOf(row, lists));
  const employeeIds = rows.map((row) => row.employeeId);
  const work = async (client: pg.Client) => {
    const copyIn: Writing['copyIn'] = async (sql, blocks) => {
      const intoFloor = sql.replace('copy payslip', 'copy paybeat.bench_floor');
      await pipeline(Readable.from(blocks), client.query(from(intoFloor)));
    };
    const run = () => Promise.reject(new Error('a floor asks nothing'));
    const tx: Writing = {
      run,
      copyOut: run,
      copyIn,
      withAnyPlan: (ask) => ask(),
      writes: true,
      isRehearsal: false,
    };
    for (let sent = 0; sent < payslips; sent += rows.length) {
      const runId = 1 + sent / rows.length;
      const place = { companyId: 1, periodId: 1, runId, ordinal: 1, runEpoch: 1 };
      const claim = { ...place, epoch: 1, claims: 1, employeeIds };
      await writePayslips(tx, { claim, payslips: rows });
    }
  };
  return timed(url, { table: plainTable, work });
}

async function timed(
  url: string,
  ask: { readonly table: readonly string[]; readonly work: (client: pg.Client) => Promise<void> },
): Promise<number> {
  const client = await connected(url);
  await client.query('drop table if exists paybeat.bench_floor');
  for (const statement of ask.table) await client.query(statement);
  await client.query('checkpoint');
  const startedMs = performance.now();
  await client.query('begin');
  await ask.work(client);
  await client.query('commit');
  const seconds = (performance.now() - startedMs) / 1_000;
  await client.query('drop table paybeat.bench_floor');
  await client.end();
  return seconds;
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, types });
  await client.connect();
  return client;
}
