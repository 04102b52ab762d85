/**
 * What the guards of `payslip` cost: the payslips of the first chunks are copied, chunk by chunk, into a table
 * without guards, into `payslip` without its trigger, and into `payslip` as it is.
 *
 * Each copy is rolled back. Before it, its transaction opens the committed run again.
 */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';
import { plainTable } from './floor.ts';

const chunksMax = 20;

const openAgain = [
  'set local session_replication_role = replica',
  'truncate paybeat.payslip',
  `update paybeat.run_chunk set state = 'open', done_at = null, paid_count = null, held_count = null,
     gross_minor = null, reimbursements_minor = null, deductions_minor = null, taxes_minor = null,
     employer_minor = null, net_minor = null, digest = null`,
  `update paybeat.pay_run set state = 'calculating', calculated_at = null, reviewed_at = null,
     approved_at = null, approved_by = null, committed_at = null, committed_revision = null, totals_hash = null`,
  'set local session_replication_role = origin',
];

const tables: Readonly<Record<string, { readonly name: string; readonly lay: readonly string[] }>> =
  {
    plain: { name: 'bench_floor', lay: plainTable },
    'with checks': {
      name: 'payslip',
      lay: [...openAgain, 'drop trigger payslip_insert_open on paybeat.payslip'],
    },
    'with checks and trigger': { name: 'payslip', lay: openAgain },
  };

/** Seconds of each round by table. */
export async function guardedCopies(
  url: string,
  rounds: number,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const chunks: Buffer[] = [];
  for (let ordinal = 1; ordinal <= chunksMax; ordinal += 1) {
    const rows = `select * from paybeat.payslip where ordinal = ${ordinal} order by employee_id`;
    chunks.push(await buffer(client.query(to(`copy (${rows}) to stdout with (format binary)`))));
  }
  const times: Record<string, number[]> = {};
  for (let round = 0; round <= rounds; round += 1) {
    for (const [what, { name, lay }] of Object.entries(tables)) {
      await client.query('begin');
      for (const statement of lay) await client.query(statement);
      const startedMs = performance.now();
      for (const rows of chunks) {
        const copied = from(`copy paybeat.${name} from stdin with (format binary)`);
        await pipeline(Readable.from([rows]), client.query(copied));
      }
      const seconds = (performance.now() - startedMs) / 1_000;
      await client.query('rollback');
      // The first of each warms the caches.
      if (round > 0) (times[what] ??= []).push(seconds);
    }
  }
  await client.end();
  return times;
}
