/**
 * The differences of a run that a preview calculates, slice by slice: what `runs differences` will show of the run.
 *
 * The people whom the last run paid and this one does not calculate come at the end.
 */
import type { DifferenceCause } from '#judgement/difference.ts';
import { type CauseTotal, DifferenceTotals } from '#judgement/difference-totals.ts';
import type { ChunkResults } from '#operations/runs/calculate-inputs.ts';
import type { RosterPlan } from '#operations/runs/plan-roster.ts';
import {
  effectiveAmountsOf,
  effectivePage,
  type NotPaid,
  type PaidRow,
} from '#store/reads/paid-amounts.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { differencesOfPairs, paidRowOf, pairsOf } from './differences-of-people.ts';
import { codeNames, informationLines, type NamedDifference, named } from './show-differences.ts';
import type { RunBasisSeen } from './two-runs.ts';

export interface PreviewedDifferences {
  readonly byCause: readonly CauseTotal[];
  /** The people with the largest differences, the largest first. */
  readonly largest: readonly NamedDifference[];
  readonly codeOf: (payCodeId: number) => string;
  readonly isInformation: (payCodeId: number) => boolean;
}

const largestMax = 20;
const pagePeople = 5_000;
const anyCause: DifferenceCause | null = null;

export class DifferencesOfPreview {
  readonly #at: Reading;
  readonly #now: RunBasisSeen;
  readonly #last: RunRow | null;
  readonly #plan: RosterPlan;
  readonly #totals = new DifferenceTotals({ cause: anyCause, largestMax });
  #same = 0;
  #changed = 0;
  #added = 0;

  constructor(
    at: Reading,
    of: { readonly now: RunBasisSeen; readonly last: RunRow | null; readonly plan: RosterPlan },
  ) {
    this.#at = at;
    this.#now = of.now;
    this.#last = of.last;
    this.#plan = of.plan;
  }

  async add(employeeIds: readonly number[], { payslips, held }: ChunkResults): Promise<void> {
    const last = this.#last;
    const { snapshotRevision: revision } = this.#now.frame;
    const had =
      last === null
        ? []
        : await effectiveAmountsOf(this.#at, { runId: last.runId, revision, employeeIds });
    const has = payslips.map(paidRowOf);
    this.#count(had, has);
    const notPaid = held.map(({ employeeId, code }): NotPaid => {
      return { employeeId, code, disposition: 'held' };
    });
    await this.#addPairs({ employeeIds, had, has, notPaid });
  }

  /** How many people get the same net pay as last time, another one, or none. */
  counts() {
    const [same, changed, added] = [this.#same, this.#changed, this.#added];
    const gone = this.#last === null ? 0 : (this.#last.paidCount ?? 0) - same - changed;
    return { same, changed, added: this.#last === null ? 0 : added, gone };
  }

  async found(): Promise<PreviewedDifferences> {
    await this.#addGone();
    return {
      byCause: this.#totals.byCause(),
      largest: await named(this.#at, this.#now, this.#totals.largest()),
      codeOf: codeNames(this.#now),
      isInformation: informationLines(this.#now),
    };
  }

  #count(had: readonly PaidRow[], has: readonly PaidRow[]): void {
    const before = new Map(had.map((row) => [row.employeeId, row.netMinor]));
    for (const { employeeId, netMinor } of has) {
      const net = before.get(employeeId);
      if (net === undefined) this.#added += 1;
      else if (net === netMinor) this.#same += 1;
      else this.#changed += 1;
    }
  }

  async #addPairs(of: {
    readonly employeeIds: readonly number[];
    readonly had: readonly PaidRow[];
    readonly has: readonly PaidRow[];
    readonly notPaid: readonly NotPaid[];
  }): Promise<void> {
    const { employeeIds, had, has, notPaid } = of;
    const lastRunId = this.#last?.runId ?? null;
    const pairs = pairsOf(employeeIds, { had, has });
    const found = await differencesOfPairs(this.#at, { now: this.#now, lastRunId, pairs, notPaid });
    for (const person of found) this.#totals.add(person);
  }

  /** The people of the last run who are not calculated. Both lists are in ascending order. */
  async #addGone(): Promise<void> {
    const last = this.#last;
    if (last === null) return;
    const { snapshotRevision: revision } = this.#now.frame;
    const { calculated, excluded } = this.#plan;
    const reasons = new Map(excluded.map((one) => [one.employeeId, one.code]));
    let place = 0;
    for (let after = 0, isMore = true; isMore; ) {
      const of = { runId: last.runId, revision, after, limit: pagePeople };
      const page = await effectivePage(this.#at, of);
      after = page.at(-1)?.employeeId ?? after;
      isMore = page.length === pagePeople;
      const had = page.filter(({ employeeId }) => {
        while (place < calculated.length && (calculated[place] ?? 0) < employeeId) place += 1;
        return calculated[place] !== employeeId;
      });
      const employeeIds = had.map(({ employeeId }) => employeeId);
      const notPaid = employeeIds.flatMap((employeeId): readonly NotPaid[] => {
        const code = reasons.get(employeeId);
        return code === undefined ? [] : [{ employeeId, code, disposition: 'excluded' }];
      });
      await this.#addPairs({ employeeIds, had, has: [], notPaid });
    }
  }
}
