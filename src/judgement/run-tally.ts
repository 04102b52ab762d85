/** Counts, person by person, how a run compares with the last payslips of its people. */
import type { Payslip } from '#payslip/payslip.ts';

interface LastRunOf {
  readonly hasBasePay: boolean;
  readonly paidCount: number;
}

interface LastPayOf {
  readonly gross: number;
  readonly run: LastRunOf;
}

/** Of a chunk; see run-limits.ts. */
export interface ChunkComparison {
  readonly known: number;
  readonly again: number;
  readonly againMinor: bigint;
  readonly lastMinor: bigint;
  /** How many people the run paid that most of these people were paid by last. */
  readonly lastPaid: number | null;
}

export class RunTally {
  #known = 0;
  #now = 0;
  #last = 0;
  readonly #byRun = new Map<LastRunOf, number>();
  #newest: LastRunOf | null = null;
  #ofNewest = 0;

  /** Everybody of the run, paid or held. */
  add(last: LastPayOf | null): void {
    if (last === null) return;
    this.#known += 1;
    if (last.run === this.#newest) this.#ofNewest += 1;
    else this.#otherRun(last.run);
  }

  /** Whoever is paid, and has no confirmed pay. */
  addPaid(last: LastPayOf | null, { values, at, grossMinor }: Payslip): void {
    if (last === null || !last.run.hasBasePay) return;
    this.#now += values === null ? Number(grossMinor) : (values[at] ?? 0);
    this.#last += last.gross;
  }

  #otherRun(run: LastRunOf): void {
    if (this.#newest !== null) this.#byRun.set(this.#newest, this.#ofNewest);
    this.#newest = run;
    this.#ofNewest = (this.#byRun.get(run) ?? 0) + 1;
  }

  get comparison(): ChunkComparison {
    if (this.#newest !== null) this.#byRun.set(this.#newest, this.#ofNewest);
    const runs = [...this.#byRun].filter(([run]) => run.hasBasePay);
    const [most] = runs.sort(([, one], [, other]) => other - one);
    return {
      ...{ known: this.#known, again: most?.[1] ?? 0, lastPaid: most?.[0].paidCount ?? null },
      ...{ againMinor: BigInt(Math.round(this.#now)), lastMinor: BigInt(Math.round(this.#last)) },
    };
  }
}
