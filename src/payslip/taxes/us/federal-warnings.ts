/** What a payslip warns of, for federal taxes: the form, an exemption, few tips, and supplemental wages without history. */
import type { TaxSheet } from '#payslip/taxes/tax-pack.ts';
import { type Exempted, otherTimeWarning } from './exemptions.ts';
import type { TipCase } from './tip-taxes.ts';
import type { W4 } from './w4.ts';

/** Tips of a calendar month are wages from this amount on. */
const wagesFromTipsMinor = 20_00n;

export function warnOfExemption(
  sheet: TaxSheet,
  { warnings, hasChangedInYear }: Exempted,
  hasSupplemental: boolean,
): void {
  for (const { code, message } of warnings) sheet.warn(code, message);
  if (!hasChangedInYear || !hasSupplemental) return;
  sheet.warn(otherTimeWarning.code, otherTimeWarning.message);
}

export function warnOfForm(sheet: TaxSheet, { because, nonresidentAlien, filingStatus }: W4): void {
  if (nonresidentAlien === true && filingStatus !== 'single') {
    sheet.warn(
      'nonresident_status',
      'a nonresident alien asks for withholding as single on Form W-4 (IRS Publication 15, section 9)',
    );
  }
  if (because !== 'exemption_ended' && because !== 'exemption_not_begun') return;
  const what = because === 'exemption_ended' ? 'has ended' : 'is for a later year';
  sheet.warn(
    because,
    `the claim of Form W-4 to be exempt ${what}, so income tax is withheld as single with no other entries (IRS Publication 15, section 9)`,
  );
}

/** 26 U.S.C. 3121(a)(12)(B) and 3401(a)(16)(B). Only whoever enters the tips knows those of the calendar month. */
export function warnOfFewTips(sheet: TaxSheet, { tipsMinor }: TipCase): void {
  if (tipsMinor <= 0n || tipsMinor >= wagesFromTipsMinor) return;
  sheet.warn(
    'tips_below_month_limit',
    'tips below 20.00 in a calendar month are no wages; leave these tips out if the whole month stays below it (26 U.S.C. 3121(a)(12)(B))',
  );
}

export function warnOfNothingKnown(sheet: TaxSheet, { year }: Temporal.PlainDate): void {
  sheet.warn(
    'regular_tax_unknown',
    `no earlier pay of ${year - 1} or ${year} is known, so supplemental wages have no flat rate (IRS Publication 15, section 7)`,
  );
}
