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
  tellOlder(ask);
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

/** A dump that does not know what an import before has read is older: with it, the year-to-date would go back. */
function tellOlder({ judged, here, table, company, findings }: AskOverlaps): void {
  const paid = new Set(
    judged.flatMap(({ outcome, row }) => (outcome === 'paid_before' ? [row] : [])),
  );
  for (const { paidBefore, startOn, endOn } of here) {
    const row = rowPaidBefore(paidBefore, table);
    if (row === null || paid.has(row)) continue;
    const message = `Its days ${startOn} to ${endOn} were imported as paid, and this dump does not say so.`;
    findings.add({ level: 'stops', code: 'dump_older', table, row, company, message });
  }
}

/** What a period that the old system has paid is called here. */
export function paidBeforeName(table: string, row: string): string {
  return `django:${table}:${row}`;
}

function rowPaidBefore(name: string | null, table: string): string | null {
  const start = paidBeforeName(table, '');
  return name?.startsWith(start) === true ? name.slice(start.length) : null;
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
