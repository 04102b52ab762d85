/**
 * How many companies the next set of this process holds: as many as are paid in well under a lease.
 *
 * A set has no lease, but it holds the rows of its companies until it ends. On a busy machine it takes longer,
 * so the next ones are smaller. They grow again while they are short.
 */
import type { Settings } from '#settings/work-settings.ts';

/** Of a lease: a set that lasted longer halves the next ones. One that lasted a quarter of that doubles them. */
const longest = 0.5;

export class SetSize {
  readonly #companiesMax: number;
  readonly #longestMs: number;
  #companies: number;

  constructor({ setCompanies, leaseSeconds }: Pick<Settings, 'setCompanies' | 'leaseSeconds'>) {
    this.#companiesMax = setCompanies;
    this.#companies = setCompanies;
    this.#longestMs = longest * leaseSeconds * 1_000;
  }

  get companies(): number {
    return this.#companies;
  }

  took({ companies, ms }: { readonly companies: number; readonly ms: number }): void {
    if (ms > this.#longestMs) this.#companies = Math.max(1, Math.floor(companies / 2));
    else if (ms < this.#longestMs / 4 && companies >= this.#companies) {
      this.#companies = Math.min(this.#companiesMax, this.#companies * 2);
    }
  }
}

const sizes = new WeakMap<Settings, SetSize>();

/** The settings are those of a process. */
export function sizeOfSets(settings: Settings): SetSize {
  const known = sizes.get(settings) ?? new SetSize(settings);
  sizes.set(settings, known);
  return known;
}
