/**
 * Looks at each row of a roster as it passes, for pay and days that are unusual by themselves. It counts in numbers,
 * because it looks at everybody. Which of them the import changes is found when the rows are written
 * (unusual-roster.ts).
 */

import { PlainRoster } from '#files/plain-roster.ts';
import type { RosterFileRow } from '#files/roster-file.ts';
import { type FarDays, farDays, isFarAway } from '#judgement/far-dates.ts';
import { toEpochDay } from '#time/plain-date.ts';
import type { CompanyMeasures } from './measures-of-company.ts';
import { type PayRanges, payLimitBeyond, payRanges, type SeenPay } from './unusual-pay.ts';

/** A row that may be unusual. */
export interface SeenRow {
  readonly row: number;
  readonly employee: string;
  /** Null: the pay is usual. */
  readonly pay: SeenPay | null;
  /** Days since 1970. */
  readonly hired: number;
  readonly ended: number | null;
}

/** More than anybody reads. */
const seenMax = 10_000;

export class RosterLook {
  readonly seen: SeenRow[] = [];
  readonly #ranges: PayRanges;
  readonly #begin: FarDays;
  readonly #end: FarDays;

  constructor(measures: CompanyMeasures) {
    this.#ranges = payRanges(measures);
    this.#begin = farDays(measures.today, 'begin');
    this.#end = farDays(measures.today, 'end');
  }

  look(row: PlainRoster | RosterFileRow): void {
    if (row instanceof PlainRoster) this.#lookPlain(row);
    else this.#lookCareful(row);
  }

  #lookPlain(plain: PlainRoster): void {
    const { payType, pay, hiredDay, endedDay, row } = plain;
    const limit = payLimitBeyond(pay, this.#range(payType));
    // A day that is not there is no number, and not far away.
    const isFar = isFarAway(hiredDay, this.#begin) || isFarAway(endedDay, this.#end);
    if ((limit === null && !isFar) || row === null || this.seen.length >= seenMax) return;
    const { numberAt } = plain;
    const employee = row.text.toString('latin1', row.from(numberAt), row.to(numberAt));
    const said = { row: row.rowNumber, employee };
    this.seen.push({
      ...said,
      pay: limit === null ? null : { ...said, job: null, payType, pay: BigInt(pay), limit },
      ...{ hired: hiredDay, ended: Number.isNaN(endedDay) ? null : endedDay },
    });
  }

  #lookCareful(row: RosterFileRow): void {
    const { payType, hiredOn, endedOn, rowNumber, employeeNumber } = row;
    const pay = row.annualSalaryMinor ?? row.hourlyRateMicro ?? 0n;
    const limit = payLimitBeyond(Number(pay), this.#range(payType));
    const hired = toEpochDay(hiredOn);
    const ended = endedOn === null ? null : toEpochDay(endedOn);
    const isFar = isFarAway(hired, this.#begin) || isFarAway(ended ?? Number.NaN, this.#end);
    if ((limit === null && !isFar) || this.seen.length >= seenMax) return;
    const said = { row: rowNumber, employee: employeeNumber };
    const seenPay = limit === null ? null : { ...said, job: null, payType, pay, limit };
    this.seen.push({ ...said, pay: seenPay, hired, ended });
  }

  #range(payType: 'salary' | 'hourly') {
    return payType === 'salary' ? this.#ranges.salary : this.#ranges.hourly;
  }
}
