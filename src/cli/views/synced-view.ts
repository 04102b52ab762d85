/** Shows what a change did, or would do, to the periods of a schedule. */

import type { Page } from '#cli/output.ts';
import type { MovedReview } from '#operations/schedules/move-review.ts';
import type { MovedStage } from '#operations/schedules/moved-stages.ts';
import type { MovedPeriod, PeriodDays, SyncedPeriods } from '#operations/schedules/sync-periods.ts';
import { dayText } from './plan-view.ts';
import { localTime, placeOf } from './times.ts';

export function showSynced(
  page: Page,
  of: {
    readonly code: string;
    readonly synced: SyncedPeriods;
    /** What moves for a period that has a run already. */
    readonly review?: MovedReview | null;
  },
): void {
  const { moved, added, replaced } = of.synced;
  const { review = null } = of;
  const rows = [
    ...replaced.map((days) => [spanOf(days), 'removed', payText(days), '']),
    ...added.map((days) => [spanOf(days), 'added', '', payText(days)]),
    ...moved.map((one) => [
      spanOf(one.before),
      changeText(one),
      [payText(one.before), ...stageTexts(one.stages, 'before')].join(', '),
      [payText(one.after), ...stageTexts(one.stages, 'after')].join(', '),
    ]),
    ...(review === null ? [] : [reviewRow(review)]),
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
  if (review?.review) page.sentence(reviewText(review.runId, review.review));
}

function changeText(moved: MovedPeriod): string {
  if (!moved.before.payOn.equals(moved.after.payOn)) return 'pay date moves';
  const { dueAt } = moved.after;
  const isSame = moved.before.dueAt === null ? dueAt === null : dueAt?.equals(moved.before.dueAt);
  if (isSame !== true) return 'due moves';
  return moved.stages.length === 0 ? 'changes' : stagesMove(moved.stages);
}

const stageNames = { prepare: 'input cut-off', approve: 'approval deadline' };

function stagesMove(stages: readonly MovedStage[]): string {
  const names = stages.map(({ stage }) => stageNames[stage]);
  return `${names.join(' and ')} ${names.length === 1 ? 'moves' : 'move'}`;
}

function stageTexts(stages: readonly MovedStage[], side: 'before' | 'after'): readonly string[] {
  return stages.map((one) => {
    const moment = one[side];
    const at =
      moment === null ? 'none' : `${moment.local.replace('T', ' ')} ${placeOf(moment.zone)}`;
    return `${stageNames[one.stage]} ${at}`;
  });
}

/** The pay date of a period with a run does not move. */
function reviewRow({ startOn, endOn, stages, review }: MovedReview): readonly string[] {
  const isStage = stages.some(({ stage }) => stage === 'approve');
  const clock = review === null || isStage ? [] : [clockAsStage(review)];
  const all = [...stages, ...clock];
  const [before, after] = (['before', 'after'] as const).map((side) => stageTexts(all, side));
  return [
    `${startOn} to ${endOn}`,
    stagesMove(all),
    (before ?? []).join(', '),
    (after ?? []).join(', '),
  ];
}

type Clock = NonNullable<MovedReview['review']>;

function clockAsStage({ was, deadline, zone }: Clock): MovedStage {
  const moment = (at: Temporal.Instant) => ({ local: localMinute(at, zone), zone });
  return {
    ...{ stage: 'approve', before: was === null ? null : moment(was), after: moment(deadline) },
  };
}

function reviewText(runId: number, { deadline, until, zone }: Clock): string {
  const by = `The review of run ${runId} has its approval deadline at ${localTime(deadline, zone)} now`;
  if (until === null) return `${by}, and waits for people.`;
  const isDeadline = until.equals(deadline);
  return isDeadline
    ? `${by}, and ends then.`
    : `${by}, and still ends at ${localTime(until, zone)}.`;
}

function localMinute(at: Temporal.Instant, zone: string): string {
  return at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

function payText({ payOn, dueAt }: PeriodDays): string {
  const due = dueAt === null ? 'by hand only' : `due ${dueAt.toString({ smallestUnit: 'minute' })}`;
  return `paid ${dayText(payOn)}, ${due}`;
}

function spanOf({ startOn, endOn }: PeriodDays): string {
  return `${startOn} to ${endOn}`;
}
