/** A company's own pay codes and its settings of calculation. Inputs: versioned by its revision. */
import { sql } from 'kysely';
import { type PaySettings, paySettingsAt } from '#store/reads/pay-codes.ts';
import { rowsOf, type Writing } from '#store/store.ts';
import { type Replaced, replaceVersions } from './versions.ts';

export interface NewPayCode {
  readonly payCodeId: number;
  readonly code: string;
  readonly validFrom: Temporal.PlainDate;
  readonly definition: Readonly<Record<string, unknown>>;
}

/** The versions of these ids and dates become these; others stay. */
export function replacePayCodes(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly codes: readonly NewPayCode[];
  },
): Promise<Replaced> {
  const { codes, companyId, revision } = ask;
  return replaceVersions(tx, {
    table: 'pay_code',
    keys: ['pay_code_id', 'valid_from'],
    values: ['code', 'definition'],
    covers: sql`(old.pay_code_id, old.valid_from) in (
      select * from unnest(${codes.map((one) => one.payCodeId)}::int[],
        ${codes.map((one) => one.validFrom)}::date[]))`,
    rows: codes.map((one) => ({
      pay_code_id: one.payCodeId,
      valid_from: one.validFrom,
      code: one.code,
      definition: one.definition,
    })),
    companyId,
    revision,
  });
}

/** False when they were these already. */
export async function replacePaySettings(
  tx: Writing,
  ask: {
    readonly companyId: number;
    readonly revision: number;
    readonly settings: PaySettings;
  },
): Promise<boolean> {
  const { companyId, revision, settings } = ask;
  const { proration, hoursPerYear, supplementalMethod, futaPercent } = settings;
  const now = await paySettingsAt(tx, { companyId, revision });
  const isSame =
    now.proration === proration &&
    now.hoursPerYear === hoursPerYear &&
    now.supplementalMethod === supplementalMethod &&
    now.futaPercent === futaPercent;
  if (isSame) return false;
  await rowsOf(
    tx,
    sql`update pay_settings set until_revision = ${revision}
        where company_id = ${companyId} and until_revision is null`,
  );
  await rowsOf(
    tx,
    sql`insert into pay_settings (company_id, proration, hours_per_year, supplemental_method,
          futa_percent, from_revision)
        values (${companyId}, ${proration}, ${hoursPerYear}, ${supplementalMethod}, ${futaPercent},
          ${revision})`,
  );
  return true;
}
