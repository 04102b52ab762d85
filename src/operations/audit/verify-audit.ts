/**
 * Recomputes the audit chain of a company in this process: each row's hash from the row before, and the head. Heads
 * that were kept elsewhere prove the rows before them; what came after is unproven.
 *
 * `verify` does the same in the database for every company, without heads (I11).
 *
 * Refusal: no_audit_heads.
 */
import { type Answer, answer } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type AuditHeadRow, auditHead, auditPage } from '#store/reads/audit-events.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { type KeptHead, type KeptHeads, keptHeads } from './audit-heads.ts';
import { type AuditFault, ChainCheck } from './check-chain.ts';

export interface VerifiedAudit {
  readonly company: Pick<CompanyRow, 'code'>;
  readonly head: AuditHeadRow;
  /** What is wrong, the first of them. Empty: the chain is whole. */
  readonly violations: readonly (AuditFault & { readonly subject: string })[];
  /** Null: no heads were given. */
  readonly proof: AuditProof | null;
}

interface AuditProof {
  /** Heads of this company in the file. */
  readonly heads: number;
  readonly unreadableLines: readonly number[];
  /** The last row that a head proves; 0: none. */
  readonly provenThrough: number;
  /** When that head was written. */
  readonly provenAt: string | null;
  /** Rows after it. */
  readonly unproven: number;
}

const pageRows = 5_000;

export async function verifyAudit(
  world: World,
  ask: {
    readonly company: CompanyRow;
    /** The text of a file of heads. */
    readonly heads?: string | undefined;
  },
): Promise<Answer<VerifiedAudit>> {
  const { company } = ask;
  const { companyId } = company;
  const kept = ask.heads === undefined ? null : keptHeads(ask.heads, company);
  if (kept !== null && !kept.ok) return kept;
  const heads = kept?.value ?? null;
  return world.store.read({ companyId }, async (at) => {
    const head = await auditHead(at, companyId);
    const check = new ChainCheck(companyId, heads?.heads ?? []);
    for (let after = 0; ; ) {
      const rows = await auditPage(at, {
        ...{ companyId, after, limit: pageRows, timeZone: company.timeZone },
        ...{ subject: null, actor: null, fromOn: null, toOn: null, before: null },
      });
      for (const row of rows) check.add(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < pageRows) break;
      after = last.seq;
    }
    check.end(head);
    return answer(verifiedOf({ company, head, check, heads }));
  });
}

/** What a check that has ended found. */
export function verifiedOf(of: {
  readonly company: Pick<CompanyRow, 'code'>;
  readonly head: AuditHeadRow;
  readonly check: ChainCheck;
  readonly heads: KeptHeads | null;
}): VerifiedAudit {
  const { company, head, check, heads } = of;
  const subject = `company:${company.code}`;
  const violations = check.faults.map((fault) => ({ subject, ...fault }));
  return { company, head, violations, proof: heads && proofOf(check, { heads, rows: head.seq }) };
}

function proofOf(
  check: ChainCheck,
  { heads: { heads, unreadable }, rows }: { readonly heads: KeptHeads; readonly rows: number },
): AuditProof {
  const provenThrough = check.provenSeq;
  const by: KeptHead | undefined = heads.find(({ seq }) => seq === provenThrough);
  return {
    ...{ heads: heads.length, unreadableLines: unreadable, provenThrough },
    provenAt: by?.writtenAt ?? null,
    unproven: Math.max(0, rows - provenThrough),
  };
}
