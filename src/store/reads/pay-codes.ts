/** A company's own pay codes and calculation settings, as known at a revision. */

import { type Sql, sql } from '#store/sql.ts';
import { type Reading, rowsOf } from '#store/store.ts';
import type { DayName } from '#time/day-names.ts';
import type { Placed } from './asked.ts';
import { knownAt } from './known-at.ts';
import { type LoadedTables, loadedTablesAt, newestTablesRevision } from './tax-tables.ts';

export interface PayCodeRow {
  readonly payCodeId: number;
  readonly code: string;
  /** First pay date of this version; 0001-01-01 when it has always applied. */
  readonly validFrom: Temporal.PlainDate;
  /** As it was saved: text and numbers. Amounts are never JSON numbers. */
  readonly definition: Readonly<Record<string, unknown>>;
  readonly fromRevision: number;
}

/** A company at a revision of its inputs. */
interface CompanyAt {
  readonly companyId: number;
  readonly revision: number;
}

/** `f(company_id, revision, place)`: each company with its place in the list. */
function companiesAt(asked: readonly CompanyAt[]): Sql {
  return sql`unnest(${asked.map(({ companyId }) => companyId)}::int[],
    ${asked.map(({ revision }) => revision)}::int[])
    with ordinality as f(company_id, revision, place)`;
}

/** In order of id and date. */
export async function payCodesKnownAt(at: Reading, ask: CompanyAt): Promise<readonly PayCodeRow[]> {
  const [known = []] = await payCodesKnownToEach(at, [ask]);
  return known;
}

/** The own pay codes of several companies, in the order of the companies. */
export async function payCodesKnownToEach(
  at: Reading,
  asked: readonly CompanyAt[],
): Promise<readonly (readonly PayCodeRow[])[]> {
  const rows = await rowsOf<PayCodeRow & Placed>(
    at,
    sql`select f.place::int - 1 as place, v.pay_code_id as "payCodeId", v.code,
          v.valid_from as "validFrom", v.definition, v.from_revision as "fromRevision"
        from ${companiesAt(asked)} join pay_code v using (company_id)
        where ${knownAt(sql`f.revision`)}
        order by f.place, v.pay_code_id, v.valid_from`,
  );
  const known = Map.groupBy(rows, ({ place }) => place);
  return asked.map((_, place) => known.get(place) ?? []);
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
  /** The jobs whose own rate is their overtime rate: `none`, `all`, or names with commas between them. */
  readonly jobRateOvertime: string;
  /** Whether the daily overtime of states is calculated. */
  readonly dailyOvertime: 'by_state' | 'none';
  /** The limits that the company has set, by name, as text. */
  readonly limits: Readonly<Record<string, unknown>>;
  /** Never stored: in a rehearsal, tax tables that end are carried forward. */
  readonly carriesTables?: true;
  /** The edition of the rules with which a run was opened. Absent: the newest. */
  readonly rulesEdition?: number;
  /** Tax tables that somebody has loaded: those of the run, or of now. Never stored here. */
  readonly tables?: LoadedTables | undefined;
}

const standardSettings: PaySettings = {
  proration: 'calendar_days',
  hoursPerYear: 2_080,
  supplementalMethod: 'flat',
  employerTaxPercent: null,
  heldPercentMax: 10,
  overtime: 'weekly',
  workweekStart: 'sunday',
  jobRateOvertime: 'none',
  dailyOvertime: 'by_state',
  limits: {},
};

export async function paySettingsAt(at: Reading, ask: CompanyAt): Promise<PaySettings> {
  const [settings = standardSettings] = await paySettingsOfEach(at, [ask]);
  return settings;
}

type SettingsRow = PaySettings &
  Placed & { readonly areSet: boolean; readonly tablesRevision: number };

/** The settings of several companies, in the order of the companies. */
export async function paySettingsOfEach(
  at: Reading,
  asked: readonly CompanyAt[],
): Promise<readonly PaySettings[]> {
  const rows = await rowsOf<SettingsRow>(
    at,
    sql`select f.place::int - 1 as place, ${newestTablesRevision} as "tablesRevision",
          v.company_id is not null as "areSet", v.proration, v.hours_per_year as "hoursPerYear",
          v.supplemental_method as "supplementalMethod", v.futa_percent as "employerTaxPercent",
          v.held_percent_max as "heldPercentMax", v.overtime, v.workweek_start as "workweekStart",
          v.job_rate_overtime as "jobRateOvertime", v.daily_overtime as "dailyOvertime", v.limits
        from ${companiesAt(asked)} left join pay_settings v
          on v.company_id = f.company_id and ${knownAt(sql`f.revision`)}`,
  );
  const known = new Map(
    rows.flatMap(({ place, areSet, tablesRevision: _revision, ...settings }) =>
      areSet ? [[place, settings] as const] : [],
    ),
  );
  const tables = await loadedTablesAt(at, rows[0]?.tablesRevision ?? 0);
  const marks = {
    ...(at.carriesTables === undefined ? {} : { carriesTables: at.carriesTables }),
    ...(tables === undefined ? {} : { tables }),
  };
  return asked.map((_, place) => ({ ...(known.get(place) ?? standardSettings), ...marks }));
}
