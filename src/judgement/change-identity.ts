/**
 * Which change of an input somebody confirms: whose, of what, and which revision made it.
 *
 * The subject is a text, so that a confirmation of any change is one row of one table. Two changes of the
 * same subject differ in their revision: a later change of the same thing needs a confirmation of its own.
 * The subjects are built by src/store/reads/change-parts.ts.
 *
 *   what    subject                          the revision that counts
 *   pay     `roster`                         the one that gave the roster's rate or salary its value
 *   pay     `terms:2026-11-09:JOB`           the one that began or ended the terms; JOB is empty for the main job
 *   hours   `period:12`                      the newest that changed hours or quantities of the period
 *   item    `period:12:1001`                 the newest that changed amounts of the pay code in the period
 *   item    `item:1001:PART`                 the one that began or ended the recurring item
 *   dates   `roster`                         the newest that changed the first or the last day
 */

export const changeKinds = ['pay', 'hours', 'item', 'dates'] as const;

export type ChangeKind = (typeof changeKinds)[number];

export interface ChangeIdentity {
  readonly employeeId: number;
  readonly what: ChangeKind;
  readonly subject: string;
  /** The revision of the company's inputs that made the change. */
  readonly revision: number;
}
