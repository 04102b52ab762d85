/**
 * The built-in pay codes of every company: the general codes and the codes of its country. A
 * company can add its own.
 */
import { type CountryPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { generalPayCodes } from './general-pay-codes.ts';
import { ownIdsFrom, type PayCodeDefinition } from './pay-code.ts';

export function builtInPayCodes({
  brings,
}: Pick<CountryPack, 'brings'>): readonly PayCodeDefinition[] {
  return [...generalPayCodes, ...brings];
}

/**
 * The built-in pay codes beside those of a company. A newer Paybeat may bring a pay code with a name that the company had
 * already taken: then the name stays the company's, and the built-in pay code is left out. One that the tax pack writes by
 * itself cannot be left out.
 */
export function builtInBeside(
  pack: Pick<CountryPack, 'brings' | 'payCodes'>,
  own: readonly Pick<PayCodeDefinition, 'id' | 'code'>[],
): readonly PayCodeDefinition[] {
  const builtIn = builtInPayCodes(pack);
  const taken = new Set(own.flatMap(({ id, code }) => (id >= ownIdsFrom ? [code] : [])));
  if (taken.size === 0) return builtIn;
  const needed = new Set([...generalPayCodes, ...pack.payCodes].map(({ id }) => id));
  return builtIn.filter(({ id, code }) => needed.has(id) || !taken.has(code));
}

/** The built-in pay codes of all countries together. An id has the same meaning in every country. */
export const everyBuiltInPayCode: readonly PayCodeDefinition[] = [
  ...generalPayCodes,
  ...taxPacks.flatMap(({ brings }) => brings),
];
