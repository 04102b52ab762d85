/** The server's own COPY of all payslips, out and in again through this process, without looking at a byte. */
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from, to } from 'pg-copy-streams';

/** The seconds that it took. */
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
