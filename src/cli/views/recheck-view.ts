/** Shows the due instants that newer time zone data would move. */

import type { VerbAnswer } from '#cli/context.ts';
import { answer } from '#errors.ts';
import type { Recheck } from '#operations/schedules/recheck-due-instants.ts';

/** The exit code is 8 if an instant would move, because a person has to look at it. */
export function shownRecheck(recheck: Recheck): VerbAnswer {
  const { checked, moved } = recheck;
  return answer({
    json: { checked, moved },
    text: (page) => {
      page.sentence(`${checked} due instants were looked at.`);
      page.table({
        columns: [
          { title: 'period', align: 'right' },
          { title: 'company' },
          { title: 'schedule' },
          { title: 'local time' },
          { title: 'zone' },
          { title: 'stored' },
          { title: 'would be' },
        ],
        rows: moved.map((one) => [
          String(one.periodId),
          one.companyCode,
          one.scheduleCode ?? 'by hand',
          one.localTime.replace('T', ' '),
          one.timeZone,
          one.dueAt.toString(),
          one.wouldBeAt?.toString() ?? 'the zone is unknown now',
        ]),
        whenEmpty: 'The zone data of today moves none of them.',
      });
    },
    exit: moved.length === 0 ? 'done' : 'partly',
  });
}
