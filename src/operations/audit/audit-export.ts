/**
 * The audit chain as lines of JSON, the oldest row first, and the check of such a file without a database.
 *
 * The facts of a row stand in the line byte for byte as the hash covers them. A line of another form is a refusal: it
 * cannot be checked.
 *
 * Refusals of the check: audit_line_unreadable, audit_export_empty, no_audit_heads.
 */
import { z } from 'zod';
import { type Answer, answer, refuse } from '#errors.ts';
import type { AuditEventRow } from '#store/reads/audit-events.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { keptHeads } from './audit-heads.ts';
import { ChainCheck } from './check-chain.ts';
import { type VerifiedAudit, verifiedOf } from './verify-audit.ts';

/** With its line end. */
export function exportedLine(
  { code: company, companyId }: Pick<CompanyRow, 'code' | 'companyId'>,
  row: AuditEventRow,
): string {
  const { seq, at, actor, action, subject, facts, hash } = row;
  const before = { company, company_id: companyId, seq, at, actor, action, subject };
  return `${JSON.stringify(before).slice(0, -1)},"facts":${facts},"hash":"${hash}"}\n`;
}

const lineShape = z.object({
  company: z.string(),
  company_id: z.int().min(1),
  seq: z.int().min(1),
  at: z.string().transform((text) => Temporal.Instant.from(text)),
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});

/** In a string, a quotation mark has a backslash in front of it: the first match is the name. */
const factsOf = /,"facts":(.*),"hash":"[0-9a-f]{64}"\}$/s;

type ExportedRow = z.output<typeof lineShape> & { readonly facts: string };

export function verifyExport(ask: {
  readonly bytes: Uint8Array;
  /** The text of a file of heads. */
  readonly heads?: string | undefined;
}): Answer<VerifiedAudit> {
  let first: ExportedRow | null = null;
  let last: ExportedRow | null = null;
  let check: ChainCheck | null = null;
  let kept: ReturnType<typeof keptHeads> | null = null;
  let number = 0;
  for (const line of linesOf(ask.bytes)) {
    number += 1;
    if (line === '') continue;
    const row = rowIn(line);
    if (row === null) return unreadable(number);
    if (first === null) {
      first = row;
      kept = ask.heads === undefined ? null : keptHeads(ask.heads, { code: row.company });
      if (kept !== null && !kept.ok) return kept;
      check = new ChainCheck(row.company_id, kept?.value.heads ?? []);
    }
    if (row.company_id !== first.company_id || row.seq <= (last?.seq ?? 0)) {
      return unreadable(number);
    }
    check?.add(row);
    last = row;
  }
  if (check === null || last === null) return empty();
  check.end(null);
  const head = { seq: last.seq, hash: last.hash, lastAt: last.at };
  return answer(
    verifiedOf({
      ...{ company: { code: last.company }, head, check },
      heads: kept?.ok === true ? kept.value : null,
    }),
  );
}

function rowIn(line: string): ExportedRow | null {
  try {
    const facts = factsOf.exec(line)?.[1];
    return facts === undefined ? null : { ...lineShape.parse(JSON.parse(line)), facts };
  } catch {
    return null;
  }
}

function* linesOf(bytes: Uint8Array): Generator<string> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf(0x0a, from);
    const to = end < 0 ? text.length : end;
    yield text.toString('utf8', from, to);
    from = to + 1;
  }
}

function unreadable(line: number): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'audit_line_unreadable',
    message: `line ${line} is not the next row of an exported audit log`,
    hint: 'export the whole audit log again',
    facts: { line },
  });
}

function empty(): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'audit_export_empty',
    message: 'the file has no audit row',
    hint: 'name a file with an exported audit log',
  });
}
