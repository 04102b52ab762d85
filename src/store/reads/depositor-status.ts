/** How often a company deposits its taxes, as it has set it for a year. */
import type { DepositorStatus } from '#payslip/taxes/tax-returns.ts';
import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';

interface SetDepositorStatus {
  readonly status: DepositorStatus;
  readonly why: string;
  readonly setBy: string;
  readonly setAt: Temporal.Instant;
}

/** Null: the company has set none for the year. */
export async function depositorStatusOf(
  at: Reading,
  ask: { readonly companyId: number; readonly year: number },
): Promise<SetDepositorStatus | null> {
  const [row] = await rowsOf<SetDepositorStatus>(
    at,
    sql`select status, why, set_by as "setBy", set_at as "setAt" from depositor_status
        where company_id = ${ask.companyId} and tax_year = ${ask.year}`,
  );
  return row ?? null;
}
