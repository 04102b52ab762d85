/** To whom a line of a payslip is owed. */
import { keptByCompany, type PayCode } from '#payslip/codes/pay-code.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';

const owedKinds: readonly PayCode['kind'][] = ['deduction', 'tax', 'employer_contribution'];

/** A tax of the country's pack, owed to its authority. */
export function isTax(pack: CountryPack, { id, kind, payee }: PayCode): boolean {
  if (payee === keptByCompany) return false;
  return owedKinds.includes(kind) && pack.payCodes.some((one) => one.id === id);
}

/** A deduction, contribution or other tax that somebody else gets. */
export function isOwedToOthers(pack: CountryPack, code: PayCode): boolean {
  return owedKinds.includes(code.kind) && !isTax(pack, code) && code.payee !== keptByCompany;
}
