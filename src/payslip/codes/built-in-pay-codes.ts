/**
 * The pay codes that every company has from the beginning: the general ones, and those that its country
 * brings. A company adds its own.
 */
import { type CountryPack, taxPacks } from '#payslip/taxes/tax-packs.ts';
import { generalPayCodes } from './general-pay-codes.ts';
import type { PayCodeDefinition } from './pay-code.ts';

export function builtInPayCodes({
  brings,
}: Pick<CountryPack, 'brings'>): readonly PayCodeDefinition[] {
  return [...generalPayCodes, ...brings];
}

/** Of all countries: an id has one meaning in all of them. */
export const everyBuiltInPayCode: readonly PayCodeDefinition[] = [
  ...generalPayCodes,
  ...taxPacks.flatMap(({ brings }) => brings),
];
