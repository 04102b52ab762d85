/** The kinds of a company's pay codes, as the limits read them. Made once for each list of pay codes. */
import {
  type CodeKinds,
  isEarning,
  isOfTaxes,
  isOfTips,
  isStraight,
  isSupplemental,
  isWorkedHours,
} from '#judgement/code-kinds.ts';
import { isTimeWorked } from '#payslip/codes/general-pay-codes.ts';
import type { PayCode, PayCodes } from '#payslip/codes/pay-code.ts';
import { taxPacks } from '#payslip/taxes/tax-packs.ts';

/** The largest id that a payslip can store. */
const idMax = 32_767;

const ofTips = new Set(taxPacks.flatMap(({ codesOfTips }) => codesOfTips ?? []));

const known = new WeakMap<PayCodes, CodeKinds>();

export function codeKindsOf(codes: PayCodes): CodeKinds {
  const made = known.get(codes);
  if (made !== undefined) return made;
  const kinds = new Uint8Array(idMax + 1);
  for (const code of codes.all) kinds[code.id] = kindOf(code);
  known.set(codes, kinds);
  return kinds;
}

function kindOf(code: PayCode): number {
  const { amount } = code;
  const isHours = amount.by === 'hours' && amount.premium !== true;
  const isWorked = isHours && isTimeWorked(code) === true;
  const isPlain = amount.by === 'salary' || (isWorked && amount.multiplier === '1');
  return (
    (code.kind === 'earning' ? isEarning : 0) +
    (code.wages === 'supplemental' ? isSupplemental : 0) +
    (isWorked ? isWorkedHours : 0) +
    (isPlain ? isStraight : 0) +
    (code.kind === 'tax' ? isOfTaxes : 0) +
    (ofTips.has(code.code) ? isOfTips : 0)
  );
}
