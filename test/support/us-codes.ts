/** The built-in pay codes by name and by id, for tests of the calculation. */

import { everyBuiltInPayCode } from '#payslip/codes/built-in-pay-codes.ts';
import { compilePayCodes } from '#payslip/codes/compile-pay-codes.ts';
import { usFederal } from '#payslip/taxes/us/us-federal.ts';

const compiled = compilePayCodes(everyBuiltInPayCode, { taxes: usFederal });
if (!compiled.ok) throw new Error('the built-in pay codes compile');

export const codes = compiled.value;

export function idOf(code: string): number {
  const found = codes.byCode.get(code);
  if (found === undefined) throw new Error(`no pay code ${code}`);
  return found.id;
}

export function codeOf(payCodeId: number): string {
  return codes.byId.get(payCodeId)?.code ?? '';
}
