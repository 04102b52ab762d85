/**
 * The rows of a roster in slices of encoded rows. The next slice is read and encoded while the database works on
 * the last one, so memory stays at two slices.
 */

import { PlainRoster } from '#files/plain-roster.ts';
import type { RosterFile, RosterFileRow } from '#files/roster-file.ts';
import { rosterPayCodes } from '#files/roster-file.ts';
import { payCodeIdOf } from '#operations/companies/pay-codes.ts';
import type { CountryPack } from '#payslip/taxes/tax-packs.ts';
import { type CarefulRow, type Destination, RosterSlice } from '#store/writes/roster-slice.ts';
import type { RosterLook } from './roster-look.ts';

export interface SlicesAsk {
  readonly file: RosterFile;
  readonly companyId: number;
  readonly country: CountryPack;
  /** The schedule of rows with this code, or without one. */
  readonly scheduleOf: (code: string | null) => number | null;
  /** Looks at every row as it passes. */
  readonly look: RosterLook;
}

/** Rows that are read before the database gets its turn. */
const rowsAtOnce = 500;

/** `send` gets one slice after the other, and never two at once. */
export async function eachSlice(
  ask: SlicesAsk & { readonly to: Destination; readonly sliceRows: number },
  send: (slice: RosterSlice) => Promise<void>,
): Promise<void> {
  const { file, country, sliceRows } = ask;
  const payCodeIds = rosterPayCodes(country).map((code) => payCodeIdOf(code, country));
  const newSlice = () => new RosterSlice({ ...ask, payCodeIds });
  let sending: Promise<unknown> = Promise.resolve();
  /** Kept until the next send, so that nothing is rejected while nobody waits. */
  let failure: { readonly error: unknown } | null = null;
  const sendNext = async (slice: RosterSlice): Promise<void> => {
    await sending;
    if (failure !== null) throw failure.error;
    sending = send(slice).catch((error: unknown) => {
      failure = { error };
    });
  };
  let slice = newSlice();
  for (const row of file.passingRows()) {
    ask.look.look(row);
    if (row instanceof PlainRoster) slice.addPlain(row);
    else slice.addCareful(row.employeeNumber, careful(row, ask));
    if (slice.rows % rowsAtOnce === 0) await turn();
    if (slice.rows < sliceRows) continue;
    await sendNext(slice);
    slice = newSlice();
  }
  if (slice.rows > 0) await sendNext(slice);
  await sending;
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
}

/** Lets the connection send what it has and take what has come. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function careful(row: RosterFileRow, { country, scheduleOf }: SlicesAsk): CarefulRow {
  const { rowNumber } = row;
  const employeeId = 0;
  return {
    person: { ...row, employeeId, scheduleId: scheduleOf(row.scheduleCode) },
    items: row.items.map((item) => ({
      ...{ ...item, rowNumber, employeeId, payCodeId: payCodeIdOf(item.payCode, country) },
    })),
  };
}
