/** A company's own pay codes and its calculation settings. Both are inputs with revisions. */

import { type PaySettings, paySettingsAt } from '#store/reads/pay-codes.ts';
import { sql } from '#store/sql.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import {
  type Replaced,
  replaceVersions,
  sameKeys,
  stageVersions,
  type Versioned,
} from './versions.ts';

interface NewPayCode {
  readonly payCodeId: number;
  readonly code: string;
  readonly validFrom: Temporal.PlainDate;
  readonly definition: Readonly<Record<string, unknown>>;
}

const payCodes: Versioned<NewPayCode> = {
  table: 'pay_code',
  keys: [
    { name: 'pay_code_id', kind: 'int4', of: (row) => row.payCodeId },
    { name: 'valid_from', kind: 'date', of: (row) => row.validFrom },
  ],
  values: [
    { name: 'code', kind: 'text', of: (row) => row.code },
    { name: 'definition', kind: 'jsonb', of: (row) => row.definition },
  ],
};

/** Replaces the versions with these ids and dates, and leaves all others unchanged. */
export async function replacePayCodes(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly codes: readonly NewPayCode[];
  },
): Promise<Replaced> {
  const staged = await stageVersions(tx, payCodes, { rows: ask.codes });
  return replaceVersions(tx, staged, { ...ask, covers: sameKeys(staged) });
}

/** False when the settings are unchanged. */
export async function replacePaySettings(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly settings: PaySettings;
  },
): Promise<boolean> {
  const { companyId, revision, settings } = ask;
  const now = await paySettingsAt(tx, { companyId, revision });
  const keys = Object.keys(settings) as (keyof PaySettings)[];
  const isSame = keys.every(
    (key) => key === 'tables' || asText(now[key]) === asText(settings[key]),
  );
  if (isSame) return false;
  await rowsOf(
    tx,
    sql`update pay_settings set until_revision = ${revision}
        where company_id = ${companyId} and until_revision is null`,
  );
  await rowsOf(
    tx,
    sql`insert into pay_settings (company_id, proration, hours_per_year, supplemental_method,
          futa_percent, held_percent_max, overtime, workweek_start, job_rate_overtime,
          daily_overtime, limits, from_revision)
        values (${companyId}, ${settings.proration}, ${settings.hoursPerYear},
          ${settings.supplementalMethod}, ${settings.employerTaxPercent}, ${settings.heldPercentMax},
          ${settings.overtime}, ${settings.workweekStart}, ${settings.jobRateOvertime},
          ${settings.dailyOvertime}, ${settings.limits}::jsonb, ${revision})`,
  );
  return true;
}

/** Limits are an object, whose members the database keeps in an order of its own. */
function asText(value: PaySettings[keyof PaySettings]): string {
  if (value === null || typeof value !== 'object') return String(value);
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
