/** The JSON form of the audit chain of a company, and of its verification. */
import type { ListedAudit } from '#operations/audit/list-audit.ts';
import type { VerifiedAudit } from '#operations/audit/verify-audit.ts';
import type { CompanyHeadRow } from '#store/reads/audit-events.ts';
import { verbatim } from './json-form.ts';

export function auditShape({ events, next, ...of }: ListedAudit): object {
  return { ...auditHeadShape(of), events: events.map(auditEventShape), next };
}

export function auditHeadShape({ company }: Pick<ListedAudit, 'company'>): object {
  return { company: company.code };
}

/** The facts keep the names that the hash covers. */
export function auditEventShape(event: ListedAudit['events'][number]): object {
  const { seq, at, actor, action, subject, hash } = event;
  return { seq, at, actor, action, subject, facts: verbatim(JSON.parse(event.facts)), hash };
}

export function verifiedAuditShape(verified: VerifiedAudit): object {
  const { company, head, violations, proof } = verified;
  const { seq: events, hash, lastAt } = head;
  const holds = violations.length === 0;
  const proven = proof === null ? {} : { proof };
  return { company: company.code, holds, events, hash, lastAt, violations, ...proven };
}

/** The JSON of a head. A line of a head file also says when it was written. */
export function companyHeadShape(head: CompanyHeadRow): object {
  const { company, companyId, seq: rows, hash, lastAt } = head;
  return { company, companyId, rows, hash: `sha256:${hash}`, lastAt };
}
