/**
 * The built-in pay codes of every company: the general codes and the codes of its country. A
 * company can add its own.
 */
import { type CountryPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { generalPayCodes } from './general-pay-codes.ts';
import type { PayCodeDefinition } from './pay-code.ts';

export function builtInPayCodes({
  brings,
}: Pick<CountryPack, 'brings'>): readonly PayCodeDefinition[] {
  return [...generalPayCodes, ...brings];
}

/** The built-in pay codes of all countries together. An id has the same meaning in every country. */
export const everyBuiltInPayCode: readonly PayCodeDefinition[] = [
  ...generalPayCodes,
  ...taxPacks.flatMap(({ brings }) => brings),
];
