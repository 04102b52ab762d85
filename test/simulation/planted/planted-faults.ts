/**
 * Faults that the simulation must find. Each replaces what workers do; some also change the schema.
 */
import type { Conduct } from '../callers.ts';
import { halfASet, neverSplit, withoutTold } from './broken-sets.ts';
import {
  digestOfAnother,
  markThenPayslips,
  noFence,
  payslipsThenMark,
  withoutDoneGuard,
} from './chunk-writers.ts';
import type { Gale } from './gales.ts';
import { getThenSet, withoutIndex } from './get-then-set.ts';
import { keyGetThenSet, withoutKeyIndex } from './key-get-then-set.ts';
import { lostThread } from './lost-thread.ts';
import { byPeriodState, noReconcile } from './no-reconcile.ts';
import { allAtOnce, waitsForPeople } from './out-of-turn.ts';
import { countersTable, runningTotals } from './running-totals.ts';
import {
  centTooMuch,
  paysReversedAgain,
  reverseGetThenSet,
  unsettledCorrection,
  withoutExactness,
  withoutPaidOnce,
  withoutReversalKey,
} from './undo-faults.ts';
import { waitsForOwnLease } from './waits-for-own-lease.ts';

export interface PlantedFault {
  readonly conduct: Conduct;
  /** SQL that makes the fault possible: it drops a protection, or adds what the fault needs. */
  readonly schema?: string;
  /** The fault shows if the database is killed while leases are held. */
  readonly hasCrashes?: boolean;
  /** The fault shows if several periods of the same people are due at once. */
  readonly hasSeveral?: boolean;
  /** The fault shows if several companies are paid in sets. */
  readonly hasSets?: boolean;
  /** The fault shows if committed runs are undone. */
  readonly hasUndo?: boolean;
  /** One kind of trouble in which the fault shows sooner than in the seeds' own mixture. */
  readonly gale?: Gale;
  /** The first seed to try, in that trouble if there is one. It once showed the fault. */
  readonly seed: number;
  /** The problem that shows exactly this fault, as `code: detail`. */
  readonly shownBy: RegExp;
}

export const plantedFaults: readonly PlantedFault[] = [
  {
    ...{ conduct: getThenSet, schema: withoutIndex, seed: 27 },
    shownBy: /^I1: period:\d+: 2 live runs/,
  },
  {
    ...{ conduct: keyGetThenSet, schema: withoutKeyIndex, gale: 'people', seed: 12 },
    shownBy: /^I17: company:\d+: runs \d+, \d+/,
  },
  {
    ...{ conduct: markThenPayslips, gale: 'deaths', seed: 3 },
    shownBy: /^I20: |^blocked: .*roster_not_exact|takes no payslip/,
  },
  { conduct: payslipsThenMark, gale: 'deaths', seed: 1, shownBy: /payslip_pkey|^I15: / },
  { conduct: noReconcile, seed: 5, shownBy: /^stuck: [1-9]\d* runs/ },
  { conduct: byPeriodState, seed: 5, shownBy: /^stuck: [1-9]\d* runs/ },
  {
    ...{ conduct: noFence, gale: 'stalls', seed: 115 },
    shownBy:
      /^I15: |^I14: |^not_as_frozen: |a committed run never changes|nothing of this kind|takes no payslip/,
  },
  { conduct: waitsForOwnLease, hasCrashes: true, seed: 3, shownBy: /^waits_for_lease: / },
  { conduct: allAtOnce, hasSeveral: true, seed: 4, shownBy: /^calculated_again: / },
  {
    ...{ conduct: waitsForPeople, hasSeveral: true, seed: 1 },
    shownBy: /^stuck: .* [1-9]\d* due periods/,
  },
  {
    ...{ conduct: digestOfAnother, schema: withoutDoneGuard, seed: 1 },
    shownBy: /^I14: run:\d+: chunk \d+ has other sums/,
  },
  {
    ...{ conduct: halfASet, schema: withoutTold, hasSets: true, gale: 'deaths', seed: 1 },
    shownBy: /^I12: run:\d+: \d+ moves and \d+ audit rows/,
  },
  {
    ...{ conduct: neverSplit, hasSets: true, seed: 3 },
    // Not of the company that breaks.
    shownBy: /^not_paid: period (?![56] )\d+ /,
  },
  { conduct: lostThread, gale: 'threads', seed: 1, shownBy: /^stuck: [1-9]\d* runs/ },
  {
    ...{ conduct: runningTotals, schema: countersTable, seed: 4 },
    shownBy: /^I4: |^blocked: .*roster_not_exact/,
  },
  {
    ...{ conduct: centTooMuch, schema: withoutExactness, hasUndo: true, seed: 2 },
    shownBy: /^not_negative: employee \d+ in run \d+/,
  },
  {
    ...{ conduct: reverseGetThenSet, schema: withoutReversalKey, hasUndo: true, seed: 2 },
    shownBy: /^reversed_twice: employee \d+ of run \d+/,
  },
  {
    ...{ conduct: unsettledCorrection, hasUndo: true, seed: 13 },
    shownBy: /^settled_twice: \w+ of run \d+ was paid|^I16: run:\d+: the payslip .* is not settled/,
  },
  {
    ...{ conduct: paysReversedAgain, schema: withoutPaidOnce, hasUndo: true, seed: 2 },
    shownBy: /^days_paid_twice: employee \d+ for period \d+/,
  },
];

export function plantedFault(name: string): PlantedFault {
  const found = plantedFaults.find(({ conduct }) => conduct.name === name);
  if (found) return found;
  const names = plantedFaults.map(({ conduct }) => conduct.name);
  throw new Error(`there is no planted fault ${name}, only ${names.join(', ')}`);
}
