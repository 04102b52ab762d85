/** A company's own pay codes and calculation settings, as known at a revision. */

import { sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { DayName } from '#time/day-names.ts';

export interface PayCodeRow {
  readonly payCodeId: number;
  readonly code: string;
  /** First pay date of this version; 0001-01-01 when it has always applied. */
  readonly validFrom: Temporal.PlainDate;
  /** As it was saved: text and numbers. Amounts are never JSON numbers. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly fromRevision: number;
}

/** In order of id and date. */
export function payCodesKnownAt(
  at: Reading,
  ask: { readonly companyId: number; readonly revision: number },
): Promise<readonly PayCodeRow[]> {
  return rowsOf(
    at,
    sql`select pay_code_id as "payCodeId", code, valid_from as "validFrom", definition,
          from_revision as "fromRevision"
        from pay_code
        where company_id = ${ask.companyId} and from_revision <= ${ask.revision}
          and (until_revision is null or until_revision > ${ask.revision})
        order by pay_code_id, valid_from`,
  );
}

interface ReadPayCode {
  readonly payCodeId: number;
  readonly code: string;
  readonly kind: string;
}

/** Pay codes that a run has calculated with. Their code and kind must never change. */
export function payCodesRead(
  at: Reading,
  ask: { readonly companyId: number },
): Promise<readonly ReadPayCode[]> {
  return rowsOf(
    at,
    sql`select distinct c.pay_code_id as "payCodeId", c.code, c.definition ->> 'kind' as kind
        from pay_code c
        where c.company_id = ${ask.companyId}
          and exists (select from pay_run r where r.company_id = c.company_id
            and r.state <> 'voided' and r.snapshot_revision >= c.from_revision
            and (c.until_revision is null or r.snapshot_revision < c.until_revision))`,
  );
}

export interface PaySettings {
  readonly proration: 'calendar_days' | 'working_days' | 'hours';
  /** The hours that an annual salary covers. */
  readonly hoursPerYear: number;
  readonly supplementalMethod: 'flat' | 'aggregate';
  /** Percentage of the employer tax that varies by employer. Null: the country's usual rate. */
  readonly employerTaxPercent: string | null;
  /** A run waits for a person when more than this percentage is held. 100: it never waits for this. */
  readonly heldPercentMax: number;
  /** Whether the country's weekly overtime is computed from daily hours. */
  readonly overtime: 'weekly' | 'none';
  readonly workweekStart: DayName;
}

const standardSettings: PaySettings = {
  proration: 'calendar_days',
  hoursPerYear: 2_080,
  supplementalMethod: 'flat',
  employerTaxPercent: null,
  heldPercentMax: 10,
  overtime: 'weekly',
  workweekStart: 'sunday',
};

export async function paySettingsAt(
  at: Reading,
  ask: { readonly companyId: number; readonly revision: number },
): Promise<PaySettings> {
  const [row] = await rowsOf<PaySettings>(
    at,
    sql`select proration, hours_per_year as "hoursPerYear",
          supplemental_method as "supplementalMethod", futa_percent as "employerTaxPercent",
          held_percent_max as "heldPercentMax", overtime, workweek_start as "workweekStart"
        from pay_settings
        where company_id = ${ask.companyId} and from_revision <= ${ask.revision}
          and (until_revision is null or until_revision > ${ask.revision})`,
  );
  return row ?? standardSettings;
}
