/**
 * The baseline of the run benches: PostgreSQL copies all payslips out and in again (COPY) through
 * this process, which does not parse them.
 */
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** Returns the seconds that the copy took. */
export async function bareCopySeconds(url: string): Promise<number> {
  const startedMs = performance.now();
  const reader = new pg.Client({ connectionString: url });
  const writer = new pg.Client({ connectionString: url });
  await Promise.all([reader.connect(), writer.connect()]);
  await writer.query(
    'create table paybeat.bench_payslip (like paybeat.payslip including constraints including indexes)',
  );
  await pipeline(
    reader.query(to('copy paybeat.payslip to stdout with (format binary)')),
    writer.query(from('copy paybeat.bench_payslip from stdin with (format binary)')),
  );
  await Promise.all([reader.end(), writer.end()]);
  return (performance.now() - startedMs) / 1_000;
}
