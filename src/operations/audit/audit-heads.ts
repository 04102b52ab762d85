/**
 * Audit heads outside of the database: lines of JSON, one for each company and time, which are only ever added.
 *
 * A head proves every row before it. An unreadable line proves nothing and stops nothing: a crash may have cut it off.
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type CompanyHeadRow, headsOfCompanies } from '#store/reads/audit-events.ts';

/** One for each company of the caller that has audit rows. */
export function listHeads(world: World): Promise<readonly CompanyHeadRow[]> {
  return lookAcross(world, headsOfCompanies);
}

/** A line with its line end. */
export function headLine(head: CompanyHeadRow): string {
  const { company, companyId, seq, hash, lastAt, now } = head;
  const written = { company, company_id: companyId, rows: seq, hash: `sha256:${hash}` };
  return `${JSON.stringify({ ...written, last_at: lastAt, written_at: now })}\n`;
}

const digits = /^sha256:([0-9a-f]{64})$/;
const headShape = z.object({
  company: z.string(),
  company_id: z.int().min(1),
  rows: z.int().min(1),
  hash: z.string().regex(digits),
  written_at: z.string(),
});

export interface KeptHead {
  readonly companyId: number;
  readonly seq: number;
  readonly hash: string;
  readonly writtenAt: string;
}

export interface KeptHeads {
  readonly heads: readonly KeptHead[];
  /** Numbers of the lines that could not be read. */
  readonly unreadable: readonly number[];
}

/** Those of one company. Refusal: no_audit_heads. */
export function keptHeads(text: string, company: { readonly code: string }): Answer<KeptHeads> {
  const heads: KeptHead[] = [];
  const unreadable: number[] = [];
  for (const [place, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const head = headIn(line);
    if (head === null) unreadable.push(place + 1);
    else if (head.company === company.code) heads.push(keptHead(head));
  }
  if (heads.length > 0) return answer({ heads, unreadable });
  return refuse({
    family: 'invalid',
    code: 'no_audit_heads',
    message: `the file has no audit head of company ${company.code}`,
    hint: 'name the file that audit heads are written to',
    facts: { unreadable },
  });
}

/** The readable heads of every company. */
export function headsIn(text: string): readonly (KeptHead & { readonly company: string })[] {
  return text.split('\n').flatMap((line) => {
    const head = line.trim() === '' ? null : headIn(line);
    return head === null ? [] : [{ company: head.company, ...keptHead(head) }];
  });
}

function headIn(line: string): z.output<typeof headShape> | null {
  try {
    return headShape.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function keptHead(head: z.output<typeof headShape>): KeptHead {
  const { company_id: companyId, rows: seq, written_at: writtenAt } = head;
  return { companyId, seq, hash: head.hash.replace(digits, '$1'), writtenAt };
}
