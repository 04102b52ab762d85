/**
 * Lists the audit chain of a company: who did what and when, the newest first, in pages. A row that arrives meanwhile
 * changes no later page.
 *
 * Refusals: days_reversed; wrong_place (`after` is not what an earlier page gave).
 */
import { type Answer, answer } from '#errors.ts';
import { daysReversed } from '#operations/days-reversed.ts';
import type { World } from '#operations/world.ts';
import { wrongPlace } from '#operations/wrong-place.ts';
import { type AuditEventRow, type AuditFilter, auditPage } from '#store/reads/audit-events.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { exportedLine } from './audit-export.ts';

interface ListAudit extends AuditFilter {
  readonly company: CompanyRow;
  /** `next` of the page before; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

export interface ListedAudit {
  readonly company: CompanyRow;
  readonly events: readonly AuditEventRow[];
  /** Null: this is the last page. */
  readonly next: string | null;
}

/** Rows of an export that are read at once. */
const exportRows = 5_000;

export async function listAudit(world: World, ask: ListAudit): Promise<Answer<ListedAudit>> {
  const { company, fromOn, toOn, limit } = ask;
  const reversed = fromOn !== null && toOn !== null ? daysReversed({ fromOn, toOn }) : null;
  if (reversed !== null) return reversed;
  const before = placeOf(ask.after);
  if (before === undefined) return wrongPlace();
  const { companyId, timeZone } = company;
  const of = { subject: ask.subject, actor: actorNamed(ask.actor), fromOn, toOn };
  const events = await world.store.read({ companyId }, (at) =>
    auditPage(at, { ...of, companyId, timeZone, before, limit }),
  );
  const last = events.length === limit ? events.at(-1) : undefined;
  return answer({ company, events, next: last === undefined ? null : String(last.seq) });
}

/**
 * The rows as an export has them, the oldest first, in pages. A row that arrives meanwhile is in it. Refusal:
 * days_reversed.
 */
export async function exportAudit(
  world: World,
  ask: Omit<ListAudit, 'after' | 'limit'>,
  write: (lines: string) => Promise<void>,
): Promise<Answer<{ readonly events: number }>> {
  const { company, fromOn, toOn } = ask;
  const reversed = fromOn !== null && toOn !== null ? daysReversed({ fromOn, toOn }) : null;
  if (reversed !== null) return reversed;
  const { companyId, timeZone } = company;
  const of = { companyId, timeZone, fromOn, toOn, before: null, limit: exportRows };
  const who = { subject: ask.subject, actor: actorNamed(ask.actor) };
  let events = 0;
  for (let after = 0; ; ) {
    const place = after;
    const rows = await world.store.read({ companyId }, (at) =>
      auditPage(at, { ...of, ...who, after: place }),
    );
    await write(rows.map((row) => exportedLine(company, row)).join(''));
    events += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < exportRows) return answer({ events });
    after = last.seq;
  }
}

/** `ada` is the person `person:ada`. */
function actorNamed(actor: string | null): string | null {
  return actor === null || actor.includes(':') ? actor : `person:${actor}`;
}

/** Null for the first page. Undefined: no page gave this text. */
function placeOf(after: string | null): number | null | undefined {
  if (after === null) return null;
  return /^\d{1,9}$/.test(after) ? Number(after) : undefined;
}
