/**
 * Recomputes the audit chain of a company: each row's hash from the row before, and the head.
 *
 * `verify` does the same for every company, next to all other invariants (I11).
 */
import type { World } from '#operations/world.ts';
import { type AuditHeadRow, auditHead, violationsOfChain } from '#store/reads/audit-events.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import type { Violation } from '#store/reads/evidence.ts';

export interface VerifiedAudit {
  readonly company: CompanyRow;
  readonly head: AuditHeadRow;
  /** What is wrong, the first of them. Empty: the chain is whole. */
  readonly violations: readonly Violation[];
}

const shownMax = 100;

export function verifyAudit(world: World, company: CompanyRow): Promise<VerifiedAudit> {
  const { companyId } = company;
  return world.store.read({ companyId }, async (at) => ({
    company,
    head: await auditHead(at, companyId),
    violations: await violationsOfChain(at, { companyId, limit: shownMax }),
  }));
}
