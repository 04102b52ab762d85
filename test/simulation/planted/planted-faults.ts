/** Faults that the simulation must find, each a conduct of the workers, some with a schema that lets it. */
import type { Conduct } from '../callers.ts';
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
import { byPeriodState, noReconcile } from './no-reconcile.ts';
import { allAtOnce, waitsForPeople } from './out-of-turn.ts';
import { countersTable, runningTotals } from './running-totals.ts';
import { waitsForOwnLease } from './waits-for-own-lease.ts';

export interface PlantedFault {
  readonly conduct: Conduct;
  /** SQL that lets it: takes away what would refuse it, or adds what it needs. */
  readonly schema?: string;
  /** Shown when the database is killed with leases in hand. */
  readonly hasCrashes?: boolean;
  /** Shown when several periods of the same people are due at once. */
  readonly hasSeveral?: boolean;
  /** A trouble in which it shows sooner than in the weather of the seeds. */
  readonly gale?: Gale;
  /** The first to be tried, in that gale if there is one: it showed it once. */
  readonly seed: number;
  /** What a problem says that shows exactly this, `code: detail`. */
  readonly shownBy: RegExp;
}

export const plantedFaults: readonly PlantedFault[] = [
  {
    ...{ conduct: getThenSet, schema: withoutIndex, seed: 27 },
    shownBy: /^I1: period:\d+: 2 live runs/,
  },
  {
    ...{ conduct: keyGetThenSet, schema: withoutKeyIndex, gale: 'people', seed: 7 },
    shownBy: /^I17: company:\d+: runs \d+, \d+/,
  },
  {
    ...{ conduct: markThenPayslips, gale: 'deaths', seed: 3 },
    shownBy: /^I20: |^blocked: .*roster_not_exact|takes no payslip/,
  },
  { conduct: payslipsThenMark, gale: 'deaths', seed: 3, shownBy: /payslip_pkey|^I15: / },
  { conduct: noReconcile, seed: 5, shownBy: /^stuck: [1-9]\d* runs/ },
  { conduct: byPeriodState, seed: 5, shownBy: /^stuck: [1-9]\d* runs/ },
  {
    ...{ conduct: noFence, gale: 'stalls', seed: 1 },
    shownBy:
      /^I15: |^I14: |^not_as_frozen: |a committed run never changes|nothing of this kind|takes no payslip/,
  },
  { conduct: waitsForOwnLease, hasCrashes: true, seed: 3, shownBy: /^waits_for_lease: / },
  { conduct: allAtOnce, hasSeveral: true, seed: 4, shownBy: /^calculated_again: / },
  {
    ...{ conduct: waitsForPeople, hasSeveral: true, seed: 2 },
    shownBy: /^stuck: .* [1-9]\d* due periods/,
  },
  {
    ...{ conduct: digestOfAnother, schema: withoutDoneGuard, seed: 1 },
    shownBy: /^I14: run:\d+: chunk \d+ has other sums/,
  },
  {
    ...{ conduct: runningTotals, schema: countersTable, seed: 17 },
    shownBy: /^I4: |^blocked: .*roster_not_exact/,
  },
];

export function plantedFault(name: string): PlantedFault {
  const found = plantedFaults.find(({ conduct }) => conduct.name === name);
  if (found) return found;
  const names = plantedFaults.map(({ conduct }) => conduct.name);
  throw new Error(`there is no planted fault ${name}, only ${names.join(', ')}`);
}
