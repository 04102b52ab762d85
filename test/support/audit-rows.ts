/** The audit chain of a company in a form that tests can compare. */
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import type { SmallCompany } from './small-company.ts';

interface AuditFacts {
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

/** The rows of these actions, the oldest first. */
export function auditOf(
  company: Pick<SmallCompany, 'world' | 'companyId'>,
  actions: readonly string[],
): Promise<readonly AuditFacts[]> {
  const { world, companyId } = company;
  return world.store.read({ companyId }, (at) =>
    rowsOf(
      at,
      sql`select actor, action, subject, facts from audit_event
          where company_id = ${companyId} and action = any(${actions}::text[]) order by seq`,
    ),
  );
}
