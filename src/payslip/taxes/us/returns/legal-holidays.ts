/**
 * The legal holidays of the District of Columbia, by which due dates of United States federal taxes move. They are not
 * the closed days of banks: the District observes Emancipation Day, and a Saturday holiday on the Friday before.
 *
 * Sources: IRS Publication 15 (2026), section 11, "Deposits due on business days only", prints the days of 2026; 26
 * U.S.C. 7503 says that only holidays of the District count. Those of 2027 are not printed yet. They follow from the
 * rule: the eleven federal holidays, Emancipation Day, a Saturday shows on the Friday, a Sunday on the Monday. Compare
 * them with Publication 15 (2027). Other years are unknown.
 */

import type { BankCalendar } from '#time/bank-calendar.ts';
import { type EpochDay, epochDayOf } from '#time/plain-date.ts';

const printed = [
  '2026-01-01',
  '2026-01-19',
  '2026-02-16',
  '2026-04-16',
  '2026-05-25',
  '2026-06-19',
  '2026-07-03',
  '2026-09-07',
  '2026-10-12',
  '2026-11-11',
  '2026-11-26',
  '2026-12-25',
];

/** 2027-12-31 stands for Saturday 2028-01-01. */
const derived = [
  '2027-01-01',
  '2027-01-18',
  '2027-02-15',
  '2027-04-16',
  '2027-05-31',
  '2027-06-18',
  '2027-07-05',
  '2027-09-06',
  '2027-10-11',
  '2027-11-11',
  '2027-11-25',
  '2027-12-24',
  '2027-12-31',
];

export const districtOfColumbia: BankCalendar = {
  id: 'us-dc',
  title: 'Legal holidays of the District of Columbia',
  firstYear: 2026,
  lastYear: 2027,
  weekend: [6, 7],
  closings: new Map([...printed, ...derived].map((text) => [dayOf(text), 'legal holiday'])),
};

/** The last year whose holidays the tax authority has printed. */
export const lastPrintedYear = 2026;

function dayOf(text: string): EpochDay {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  return epochDayOf({ year, month, day });
}
