/** Shows what a change did, or would do, to the periods of a schedule. */

import type { Page } from '#cli/output.ts';
import type { MovedPeriod, PeriodDays, SyncedPeriods } from '#operations/schedules/sync-periods.ts';
import { dayText } from './plan-view.ts';

export function showSynced(
  page: Page,
  of: { readonly code: string; readonly synced: SyncedPeriods },
): void {
  const { moved, added, replaced } = of.synced;
  const rows = [
    ...replaced.map((days) => [spanOf(days), 'removed', payText(days), '']),
    ...added.map((days) => [spanOf(days), 'added', '', payText(days)]),
    ...moved.map((one) => [
      spanOf(one.before),
      changeText(one),
      payText(one.before),
      payText(one.after),
    ]),
  ].sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  page.blank();
  page.sentence(`Existing pay periods of ${of.code}:`);
  page.table({
    columns: [
      { title: 'period' },
      { title: '' },
      { title: 'before', isLong: true },
      { title: 'after', isLong: true },
    ],
    rows,
    whenEmpty: 'None of them changes.',
  });
  for (const { periodId, heldWhy } of moved) {
    if (heldWhy !== null) page.sentence(`Period ${periodId} is held: ${heldWhy}.`);
  }
}

function changeText(moved: MovedPeriod): string {
  if (!moved.before.payOn.equals(moved.after.payOn)) return 'pay date moves';
  const { dueAt } = moved.after;
  const isSame = moved.before.dueAt === null ? dueAt === null : dueAt?.equals(moved.before.dueAt);
  return isSame === true ? 'changes' : 'due moves';
}

function payText({ payOn, dueAt }: PeriodDays): string {
  const due = dueAt === null ? 'by hand only' : `due ${dueAt.toString({ smallestUnit: 'minute' })}`;
  return `paid ${dayText(payOn)}, ${due}`;
}

function spanOf({ startOn, endOn }: PeriodDays): string {
  return `${startOn} to ${endOn}`;
}
