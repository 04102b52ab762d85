/**
 * The hash of an audit row, computed in this process.
 *
 * It is that of `paybeat_audit_hash` in the database. The owner of a database can replace that function, so a proof
 * must not ask it.
 */
import { createHash } from 'node:crypto';
import type { AuditEventRow } from '#store/reads/audit-events.ts';

/** What the hash of a row covers, in addition to the row before. */
type HashedAudit = Omit<AuditEventRow, 'hash'>;

/** `previous` is the hash of the row before, as hexadecimal digits; empty for the first row. */
export function auditHash(previous: string, companyId: number, row: HashedAudit): string {
  const { seq, at, actor, action, subject, facts } = row;
  const texts = [actor, action, subject].map((text) => JSON.stringify(text)).join(', ');
  const micros = at.epochNanoseconds / 1_000n;
  // The text form of jsonb: a blank after each comma and colon.
  const text = `[${companyId}, ${seq}, ${micros}, ${texts}, ${facts}]`;
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(text).digest('hex');
}
