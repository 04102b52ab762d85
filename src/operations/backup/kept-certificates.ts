/** Certificates that workers wrote into a folder: they tell of runs that a restored database does not know. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const shape = z.object({
  certified: z.object({
    company: z.object({ code: z.string() }),
    run: z.object({
      id: z.int(),
      kind: z.string(),
      start_on: z.iso.date(),
      end_on: z.iso.date(),
      pay_on: z.iso.date(),
      committed_at: z.string(),
    }),
    people: z.object({ paid: z.int() }),
    totals: z.object({ sha256: z.string() }),
  }),
});

interface KeptCertificate {
  readonly file: string;
  readonly runId: number;
  readonly company: string;
  readonly kind: string;
  readonly startOn: string;
  readonly endOn: string;
  readonly payOn: string;
  readonly committedAt: Temporal.Instant;
  readonly paid: number;
  readonly totalsHash: string;
}

interface KeptCertificates {
  readonly certificates: readonly KeptCertificate[];
  /** Files that are no certificates. */
  readonly unreadable: readonly string[];
}

/** Those of runs that were committed after a moment. Null: the folder cannot be read. */
export async function certificatesSince(
  folder: string,
  since: Temporal.Instant,
): Promise<KeptCertificates | null> {
  const names = await readdir(folder).catch(() => null);
  if (names === null) return null;
  const certificates: KeptCertificate[] = [];
  const unreadable: string[] = [];
  for (const name of names.filter((one) => one.endsWith('.json')).toSorted()) {
    const read = await certificateIn(folder, name);
    if (read === null) unreadable.push(name);
    else if (Temporal.Instant.compare(read.committedAt, since) > 0) certificates.push(read);
  }
  certificates.sort((one, other) => Temporal.Instant.compare(one.committedAt, other.committedAt));
  return { certificates, unreadable };
}

async function certificateIn(folder: string, name: string): Promise<KeptCertificate | null> {
  try {
    const text = await readFile(join(folder, name), 'utf8');
    const { company, run, people, totals } = shape.parse(JSON.parse(text)).certified;
    return {
      ...{ file: name, runId: run.id, company: company.code, kind: run.kind },
      ...{ startOn: run.start_on, endOn: run.end_on, payOn: run.pay_on },
      committedAt: Temporal.Instant.from(run.committed_at),
      ...{ paid: people.paid, totalsHash: totals.sha256 },
    };
  } catch {
    return null;
  }
}
