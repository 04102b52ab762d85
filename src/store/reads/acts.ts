/** Earlier actions, from the audit chain. Used to tell a person that another person acted first. */
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

export interface Act {
  readonly actor: string;
  /** As written in the audit chain: `run.void`. */
  readonly action: string;
  readonly at: Temporal.Instant;
}

/** The latest of these actions on a subject (`run:7`), or null. */
export async function lastAct(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly subject: string;
    readonly actions: readonly string[];
  },
): Promise<Act | null> {
  const { companyId, subject, actions } = ask;
  const [row] = await rowsOf<Act>(
    at,
    sql`select actor, action, at from audit_event
        where company_id = ${companyId} and subject = ${subject}
          and action = any(${actions}::text[])
        order by seq desc limit 1`,
  );
  return row ?? null;
}

/** Whether a run has ever had totals whose hash starts with the given characters. */
export async function hadTotals(
  at: Reading,
  ask: { readonly companyId: number; readonly runId: number; readonly given: string },
): Promise<boolean> {
  const rows = await rowsOf(
    at,
    sql`select 1 from audit_event
        where company_id = ${ask.companyId} and subject = ${`run:${ask.runId}`}
          and action = 'run.review' and starts_with(facts ->> 'totals', ${ask.given}) limit 1`,
  );
  return rows.length > 0;
}
