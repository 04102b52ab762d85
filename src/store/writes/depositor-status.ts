/** Sets how often a company deposits its taxes. Each change needs an audit row in its transaction. */
import type { DepositorStatus } from '#payslip/taxes/tax-returns.ts';
import { sql } from '#store/sql.ts';
import { changedOne, type Writing } from '#store/store.ts';

interface StatusOfYear {
  readonly companyId: number;
  readonly year: number;
  readonly status: DepositorStatus;
  readonly why: string;
  readonly by: string;
}

/** False: the year has a status already. */
export function insertDepositorStatus(tx: Writing, ask: StatusOfYear): Promise<boolean> {
  return changedOne(
    tx,
    sql`insert into depositor_status (company_id, tax_year, status, why, set_by)
        values (${ask.companyId}, ${ask.year}, ${ask.status}, ${ask.why}, ${ask.by})
        on conflict do nothing`,
  );
}

export function updateDepositorStatus(tx: Writing, ask: StatusOfYear): Promise<boolean> {
  return changedOne(
    tx,
    sql`update depositor_status set status = ${ask.status}, why = ${ask.why}, set_by = ${ask.by},
          set_at = paybeat_now()
        where company_id = ${ask.companyId} and tax_year = ${ask.year}`,
  );
}
