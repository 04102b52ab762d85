/**
 * The differences of many people together: by cause, and the largest of them. People come one after another, and
 * memory stays the same for any number of them.
 */
import type { Minor } from '#money/minor.ts';
import {
  type DifferenceCause,
  type DifferencePart,
  differenceCauses,
  type PersonDifference,
} from './difference.ts';

export interface CauseTotal {
  readonly cause: DifferenceCause;
  readonly people: number;
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
  /** The change of each line, in ascending order of the pay codes' ids. */
  readonly lines: readonly { readonly payCodeId: number; readonly amountMinor: Minor }[];
}

interface MovingTotal {
  people: number;
  grossMinor: Minor;
  netMinor: Minor;
  readonly lines: Map<number, Minor>;
}

export class DifferenceTotals {
  /** How many people have a difference. */
  people = 0;
  grossMinor: Minor = 0n;
  netMinor: Minor = 0n;
  readonly #causes = new Map<DifferenceCause, MovingTotal>();
  readonly #only: DifferenceCause | null;
  readonly #largestMax: number;
  #largest: PersonDifference[] = [];

  /** With a cause: only its parts count, of the people who have it. */
  constructor(ask: { readonly cause: DifferenceCause | null; readonly largestMax: number }) {
    this.#only = ask.cause;
    this.#largestMax = ask.largestMax;
  }

  add(person: PersonDifference): void {
    const parts = this.#counted(person);
    if (parts.length === 0) return;
    this.people += 1;
    for (const part of parts) this.#addPart(part);
    this.#largest.push(person);
    if (this.#largest.length > this.#largestMax * 2 + 100) this.#keepLargest();
  }

  /** The largest first, by the change of net pay, then of gross pay. */
  byCause(): readonly CauseTotal[] {
    const totals = differenceCauses.flatMap((cause): readonly CauseTotal[] => {
      const total = this.#causes.get(cause);
      if (total === undefined) return [];
      const lines = [...total.lines]
        .filter(([, amountMinor]) => amountMinor !== 0n)
        .map(([payCodeId, amountMinor]) => ({ payCodeId, amountMinor }))
        .sort((one, other) => one.payCodeId - other.payCodeId);
      const { people, grossMinor, netMinor } = total;
      return [{ cause, people, grossMinor, netMinor, lines }];
    });
    return totals.sort(largestFirst);
  }

  largest(): readonly PersonDifference[] {
    this.#keepLargest();
    return this.#largest;
  }

  #counted({ parts }: PersonDifference): readonly DifferencePart[] {
    return this.#only === null ? parts : parts.filter(({ cause }) => cause === this.#only);
  }

  #addPart(part: DifferencePart): void {
    this.grossMinor += part.grossMinor;
    this.netMinor += part.netMinor;
    let total = this.#causes.get(part.cause);
    if (total === undefined) {
      total = { people: 0, grossMinor: 0n, netMinor: 0n, lines: new Map() };
      this.#causes.set(part.cause, total);
    }
    total.people += 1;
    total.grossMinor += part.grossMinor;
    total.netMinor += part.netMinor;
    for (const { payCodeId, amountMinor } of part.lines) {
      total.lines.set(payCodeId, (total.lines.get(payCodeId) ?? 0n) + amountMinor);
    }
  }

  #keepLargest(): void {
    const sized = this.#largest.map((person) => ({ person, ...sumOf(this.#counted(person)) }));
    sized.sort(
      (one, other) => largestFirst(one, other) || one.person.employeeId - other.person.employeeId,
    );
    this.#largest = sized.slice(0, this.#largestMax).map(({ person }) => person);
  }
}

interface Sizes {
  readonly grossMinor: Minor;
  readonly netMinor: Minor;
}

function sumOf(parts: readonly DifferencePart[]): Sizes {
  let [grossMinor, netMinor] = [0n, 0n];
  for (const part of parts) {
    grossMinor += part.grossMinor;
    netMinor += part.netMinor;
  }
  return { grossMinor, netMinor };
}

function largestFirst(one: Sizes, other: Sizes): number {
  const byNet = size(other.netMinor) - size(one.netMinor);
  const order = byNet === 0n ? size(other.grossMinor) - size(one.grossMinor) : byNet;
  return order === 0n ? 0 : order < 0n ? -1 : 1;
}

function size(amountMinor: Minor): Minor {
  return amountMinor < 0n ? -amountMinor : amountMinor;
}
