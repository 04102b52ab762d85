/** Periods of one company that share days: with each other, and with those that are here already. */

import type { RegularPeriod } from '#store/reads/paid-before.ts';
import { toEpochDay } from '#time/plain-date.ts';
import type { ComingFinding, ComingFindings } from './findings.ts';
import type { JudgedPeriod } from './judge-periods.ts';

interface AskOverlaps {
  readonly judged: readonly JudgedPeriod[];
  readonly here: readonly RegularPeriod[];
  readonly company: string;
  readonly table: string;
  readonly findings: ComingFindings;
}

/** Calls `findings` for each overlap. Two paid periods that share days were a mistake there, and are told. */
export function tellOverlaps(ask: AskOverlaps): void {
  const judged = ask.judged.filter(
    ({ outcome }) => outcome !== 'stays_behind' && outcome !== 'stops',
  );
  const sorted = judged.toSorted((a, b) => Temporal.PlainDate.compare(a.startOn, b.startOn));
  const tell = (
    period: JudgedPeriod,
    level: ComingFinding['level'],
    of: readonly [string, string],
  ) => {
    const [code, message] = of;
    const { table, company } = ask;
    ask.findings.add({ level, code, table, row: period.row, company, message });
  };
  let reaching: JudgedPeriod[] = [];
  for (const period of sorted) {
    const start = toEpochDay(period.startOn);
    reaching = reaching.filter(({ endOn }) => toEpochDay(endOn) >= start);
    for (const other of reaching.slice(0, 10)) {
      const paid = [period, other].filter(({ outcome }) => outcome === 'paid_before').length;
      const message = `Period ${period.row} shares days with period ${other.row}.`;
      if (paid === 2) tell(period, 'told', ['days_paid_twice', `${message} Both were paid.`]);
      else if (paid === 1)
        tell(period, 'stops', ['days_partly_paid', `${message} One of them was paid.`]);
      else tell(period, 'stops', ['periods_overlap', message]);
    }
    reaching.push(period);
  }
  for (const period of sorted) {
    for (const here of ask.here) {
      if (!sharesDays(period, here)) continue;
      const its = `Period ${here.periodId} here covers days of period ${period.row}`;
      if (period.outcome === 'paid_before') {
        if (here.paidBefore !== null) continue;
        if (here.status === 'completed')
          tell(period, 'told', ['paid_here_too', `${its}, and was paid.`]);
        else tell(period, 'stops', ['days_still_open', `${its}, which was paid. Skip it first.`]);
      } else if (here.paidBefore !== null) {
        tell(period, 'stops', ['days_partly_paid', `${its}, and was paid by the old system.`]);
      } else if (here.scheduleId === null && !isSame(period, here)) {
        tell(period, 'stops', ['period_overlaps', `${its}.`]);
      }
    }
  }
}

interface Days {
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
}

function sharesDays(one: Days, other: Days): boolean {
  return (
    Temporal.PlainDate.compare(one.startOn, other.endOn) <= 0 &&
    Temporal.PlainDate.compare(one.endOn, other.startOn) >= 0
  );
}

/** A period that an import before has added. */
export function isSame(one: Days, here: RegularPeriod): boolean {
  return (
    here.scheduleId === null &&
    here.paidBefore === null &&
    one.startOn.equals(here.startOn) &&
    one.endOn.equals(here.endOn)
  );
}
