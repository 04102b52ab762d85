/**
 * Which roles of a key may use a route. Every row of the table names one of these lists, so a route that nobody has
 * thought about is open to nobody. docs/api-roles.md shows every route with every role.
 */
import type { KeyRole } from '#caller.ts';

/** Sees pay: people, amounts and what changed. */
export const whoSeesPay: readonly KeyRole[] = [
  'viewer',
  'preparer',
  'approver',
  'releaser',
  'auditor',
];

/** Sees companies, schedules and periods. An admin sets these up, and sees nobody's pay. */
export const whoSeesSetUp: readonly KeyRole[] = [...whoSeesPay, 'admin'];
