/** Decisions about owed and overpaid pay. They are inputs with revisions, and are never edited. */
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';

interface OfPerson {
  readonly companyId: number;
  readonly employeeId: number;
  readonly revision: number;
  readonly why: string;
}

/** One row for each past run. `drop` has the amount that is not owed, or not to be paid back. */
export async function insertDecisions(
  tx: Writing,
  ask: OfPerson & {
    readonly kind: 'drop' | 'pay';
    readonly runs: readonly { readonly runId: number; readonly amountMinor: bigint | null }[];
  },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into owed_decision (company_id, employee_id, kind, past_run_id, amount_minor, why, from_revision)
        select ${ask.companyId}, ${ask.employeeId}, ${ask.kind}, r.run_id,
          case when ${ask.kind} = 'drop' then r.amount_minor end, ${ask.why}, ${ask.revision}
        from unnest(${ask.runs.map(({ runId }) => runId)}::int[],
          ${ask.runs.map(({ amountMinor }) => amountMinor)}::int8[]) as r(run_id, amount_minor)`,
  );
}

/** Ends the person's plan. False: there is none. */
export async function endTakeBack(tx: Writing, ask: Omit<OfPerson, 'why'>): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`update owed_decision set until_revision = ${ask.revision}
        where company_id = ${ask.companyId} and employee_id = ${ask.employeeId}
          and kind = 'take_back' and until_revision is null
        returning 1`,
  );
  return rows.length > 0;
}

/** Call it after `endTakeBack`: a person has one plan. */
export async function insertTakeBack(
  tx: Writing,
  ask: OfPerson & { readonly amountMinor: bigint | null; readonly percentMicro: bigint | null },
): Promise<void> {
  await rowsOf(
    tx,
    sql`insert into owed_decision (company_id, employee_id, kind, past_run_id, amount_minor, percent_micro,
          why, from_revision)
        values (${ask.companyId}, ${ask.employeeId}, 'take_back', 0, ${ask.amountMinor},
          ${ask.percentMicro}, ${ask.why}, ${ask.revision})`,
  );
}
