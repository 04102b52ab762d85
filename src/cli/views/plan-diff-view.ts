/** Shows the dates that a changed definition would move: period, what, before, after. */

import type { VerbAnswer } from '#cli/context.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { answer } from '#errors.ts';
import type { PlannedChange } from '#operations/schedules/plan-schedules.ts';
import type { Move } from '#schedule/plan/plan-diff.ts';
import type { PlanRow } from '#schedule/plan/planned.ts';
import { dayText, showRuleRemarks } from './plan-view.ts';

const names: Readonly<Record<Move['field'], string>> = {
  pay_date: 'pay date',
  input_cutoff: 'inputs until',
  due_instant: 'due',
  review_ends: 'review ends',
  approval_deadline: 'approve by',
};

export function shownDiff(change: PlannedChange): VerbAnswer {
  return answer({
    json: { ...change },
    text: (page) => {
      const { company, code, fromOn, toOn } = change;
      page.sentence(
        `${company} ${code}, pay dates from ${fromOn} to ${toOn}, times in ${change.timeZone}:`,
      );
      showMoves(page, change);
      showRuleRemarks(page, change);
      page.sentence(nothingWasSaved);
    },
  });
}

/** Times are in the schedule's zone. */
function showMoves(
  page: Page,
  diff: Pick<PlannedChange, 'moves' | 'added' | 'removed' | 'timeZone'>,
): void {
  const rows = [
    ...diff.removed.map((row) => [spanOf(row), 'goes', payText(row), '']),
    ...diff.added.map((row) => [spanOf(row), 'comes', '', payText(row)]),
    ...diff.moves.map((move) => [
      spanOf(move),
      names[move.field],
      momentText(move.before, { move, zone: diff.timeZone }),
      momentText(move.after, { move, zone: diff.timeZone }),
    ]),
  ].sort(([a = ''], [b = '']) => (a < b ? -1 : a > b ? 1 : 0));
  page.table({
    columns: [{ title: 'period' }, { title: 'what' }, { title: 'before' }, { title: 'after' }],
    rows,
    whenEmpty: 'Nothing moves.',
  });
}

/** `Thu 2026-06-18`, `Mon 2026-06-15 14:00` in the schedule's zone. */
function momentText(text: string | null, of: { move: Move; zone: string }): string {
  if (text === null) return 'none';
  if (of.move.field === 'pay_date') return dayText(Temporal.PlainDate.from(text));
  const local = Temporal.Instant.from(text).toZonedDateTimeISO(of.zone);
  const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
  return `${dayText(local.toPlainDate())} ${time}`;
}

function spanOf(of: Pick<PlanRow, 'startOn' | 'endOn'>): string {
  return `${of.startOn} to ${of.endOn}`;
}

function payText(row: PlanRow): string {
  return row.payOn === null ? 'paid on an unknown day' : `paid ${dayText(row.payOn)}`;
}
