/**
 * The pay codes a company has before it declares any: pay that every country knows, and the
 * codes of United States payroll. Ids are stored in payslips and never change meaning; a company
 * gives its own codes ids from 1000 on.
 */

import { usPayCodes } from '#payslip/taxes/us/us-pay-codes.ts';
import { generalPayCodes } from './general-pay-codes.ts';
import type { PayCodeDefinition } from './pay-code.ts';

export const builtInPayCodes: readonly PayCodeDefinition[] = [...generalPayCodes, ...usPayCodes];
