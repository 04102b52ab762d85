/**
 * Finds stored due instants that a newer time zone database would move. Countries change their clocks at
 * short notice, and each instant was computed with the rules of its day. Changes nothing.
 *
 * Only due instants that may still run are checked. Fulfilled ones are history.
 */

import type { World } from '#operations/world.ts';
import { recheckDueInstant } from '#schedule/due-instant.ts';
import { type OpenDueRow, openDueInstants } from '#store/reads/due.ts';
import type { Reading } from '#store/store.ts';
import { isTimeZone } from '#time/zone.ts';

interface MovedDueInstant extends OpenDueRow {
  /**
   * The instant that today's time zone database gives for the local time; null when it does not know the
   * zone.
   */
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
