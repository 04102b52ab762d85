/**
 * Which stored due instants a newer zone database would move: countries change their clocks at short
 * notice, and an instant was worked out with the rules of its day. Changes nothing.
 *
 * Only those that may still run are looked at; what was fulfilled is history.
 */

import type { World } from '#operations/world.ts';
import { recheckDueInstant } from '#schedule/due-instant.ts';
import { type OpenDueRow, openDueInstants } from '#store/reads/due.ts';
import type { Reading } from '#store/store.ts';
import { isTimeZone } from '#time/zone.ts';

interface MovedDueInstant extends OpenDueRow {
  /** The moment that the local time is by the zone database of today; null: it knows no such zone. */
  readonly wouldBeAt: Temporal.Instant | null;
}

export interface Recheck {
  readonly checked: number;
  readonly moved: readonly MovedDueInstant[];
}

const pageSize = 10_000;

export async function recheckDueInstants(world: World): Promise<Recheck> {
  return world.store.read('every company', (at) => recheckAll(at));
}

async function recheckAll(at: Reading): Promise<Recheck> {
  const moved: MovedDueInstant[] = [];
  let checked = 0;
  let afterPeriodId = 0;
  for (;;) {
    const rows = await openDueInstants(at, { afterPeriodId, limit: pageSize });
    for (const row of rows) {
      const found = movedOf(row);
      if (found !== null) moved.push(found);
    }
    checked += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageSize) return { checked, moved };
    afterPeriodId = last.periodId;
  }
}

function movedOf(row: OpenDueRow): MovedDueInstant | null {
  if (!isTimeZone(row.timeZone)) return { ...row, wouldBeAt: null };
  const local = Temporal.PlainDateTime.from(row.localTime);
  const recheck = recheckDueInstant({ at: row.dueAt, local, zone: row.timeZone });
  return recheck.kind === 'same' ? null : { ...row, wouldBeAt: recheck.to };
}
