/**
 * Minimum wages by the day of work: federal, and of states on which at least two sources agree. A state or a day that
 * is not here is not known: the payslip says so where the rate may be too low.
 *
 * Federal: 29 U.S.C. 206(a)(1)(C), and the cash wage of people with tips by 203(m)(2). States: read in two or more of
 * these, December 2025 to July 2026: Gratuity Solutions (January 2026), CPS Payroll, El Pais (24 December 2025),
 * Paymaster, Ballotpedia, National Law Review, Horton Group, and the tipped table of the Department of Labor (July 2024).
 * Washington: Grant County Journal and Tri-Cities Area Journal of Business (autumn 2025), which quote the state's
 * Department of Labor & Industries. The state lets no tips count. Rates of cities and of single trades are not here.
 */

import { closerRulesSinceEdition } from '#payslip/rules-editions.ts';
import type { MinimumWage, MinimumWageRule } from '#payslip/taxes/minimum-wage-rule.ts';

/** State, first day, first day on which it no longer holds, lowest and highest rate of its regions, cash wage with tips. */
export type StateWageRow = readonly [
  state: string,
  from: string,
  before: string | null,
  hourly: string,
  highest: string | null,
  tipped: string | null,
];

export const stateWageRows: readonly StateWageRow[] = [
  ['AK', '2025-07-01', '2026-07-01', '13.00', null, '13.00'],
  ['AK', '2026-07-01', '2027-07-01', '14.00', null, '14.00'],
  ['AR', '2026-01-01', null, '11.00', null, '2.63'],
  ['AZ', '2026-01-01', null, '15.15', null, '12.15'],
  ['CA', '2026-01-01', null, '16.90', null, '16.90'],
  ['CO', '2026-01-01', null, '15.16', null, '12.14'],
  ['CT', '2026-01-01', null, '16.94', null, null],
  ['DC', '2025-07-01', '2026-07-01', '17.95', null, '10.00'],
  ['DE', '2026-01-01', null, '15.00', null, '2.23'],
  ['FL', '2025-09-30', '2026-09-30', '14.00', null, '10.98'],
  ['FL', '2026-09-30', null, '15.00', null, '11.98'],
  ['GA', '2026-01-01', null, '7.25', null, '2.13'],
  ['HI', '2026-01-01', null, '16.00', null, '14.75'],
  ['ID', '2026-01-01', null, '7.25', null, '3.35'],
  ['IL', '2026-01-01', null, '15.00', null, '9.00'],
  ['ME', '2026-01-01', null, '15.10', null, '7.55'],
  ['MI', '2026-01-01', null, '13.73', null, null],
  ['MN', '2026-01-01', null, '11.41', null, '11.41'],
  ['MO', '2026-01-01', null, '15.00', null, '7.50'],
  ['MT', '2026-01-01', null, '10.85', null, '10.85'],
  ['NE', '2026-01-01', null, '15.00', null, null],
  ['NV', '2024-07-01', null, '12.00', null, '12.00'],
  ['NY', '2026-01-01', null, '16.00', '17.00', null],
  ['RI', '2026-01-01', null, '16.00', null, null],
  ['WA', '2026-01-01', null, '17.13', null, '17.13'],
];

/** `16.90` or `16.9` in millionths. */
function micro(text: string): bigint {
  const [units = '0', cents = ''] = text.split('.');
  return BigInt(units + cents.padEnd(2, '0')) * 10_000n;
}

export function stateWageOf([
  state,
  from,
  before,
  hourly,
  highest,
  tipped,
]: StateWageRow): MinimumWage {
  return {
    fromOn: Temporal.PlainDate.from(from),
    beforeOn: before === null ? null : Temporal.PlainDate.from(before),
    hourlyMicro: micro(hourly),
    ...(highest === null ? {} : { highestMicro: micro(highest) }),
    tippedMicro: tipped === null ? null : micro(tipped),
    source: `minimum wage of ${state} from ${from}`,
  };
}

interface NationalWageRow {
  readonly from: string;
  readonly before: string | null;
  readonly hourly: string;
  readonly tipped: string;
}

export const nationalWageRows: readonly NationalWageRow[] = [
  { from: '2009-07-24', before: null, hourly: '7.25', tipped: '2.13' },
];

export function nationalWageOf({ from, before, hourly, tipped }: NationalWageRow): MinimumWage {
  return {
    fromOn: Temporal.PlainDate.from(from),
    beforeOn: before === null ? null : Temporal.PlainDate.from(before),
    ...{ hourlyMicro: micro(hourly), tippedMicro: micro(tipped) },
    source: '29 U.S.C. 206(a)(1)(C)',
  };
}

export const usMinimumWage: MinimumWageRule = {
  national: nationalWageRows.map(nationalWageOf),
  states: new Map(
    [...Map.groupBy(stateWageRows, ([state]) => state)].map(([state, own]) => [
      state,
      own.map(stateWageOf),
    ]),
  ),
  knownBeforeOn: Temporal.PlainDate.from('2027-01-01'),
  // Highest rates that were read, of cities and trades: fast food in California.
  highestMicro: micro('20.00'),
  tips: ['TIPS', 'CASH_TIPS'],
};

/** States whose minimum runs of edition 4 did not know. */
const addedWithCloserRules: readonly string[] = ['WA'];

/** What a run of an edition compares with: somebody whom it has paid is never held later. */
export function minimumWageOfEdition(rule: MinimumWageRule, edition: number): MinimumWageRule {
  if (edition >= closerRulesSinceEdition) return rule;
  const states = [...rule.states].filter(([state]) => !addedWithCloserRules.includes(state));
  return { ...rule, states: new Map(states) };
}
