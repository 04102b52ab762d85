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

/** Prepares: opens, recalculates, voids and holds. */
export const whoPrepares: readonly KeyRole[] = ['preparer'];

/** Approves. Whether the person behind the key may approve this run, the operation decides. */
export const whoApproves: readonly KeyRole[] = ['approver'];

/** Objects to a run, or withdraws it. */
export const whoObjects: readonly KeyRole[] = ['preparer', 'approver', 'releaser'];

/** Pauses and resumes schedules. */
export const whoSetsUp: readonly KeyRole[] = ['preparer', 'admin'];
