/**
 * Lists of pay code ids that payslips share. Most payslips of a run have the same few lists, so what depends
 * on a list alone is worked out once: where a line stands in the year-to-date, and its bytes in COPY.
 */

/** Remembered lists; a power of two. A list that takes the place of another is only made again. */
const listsMax = 256;

export class CodeLists {
  readonly #lists: (readonly number[])[] = [];

  constructor() {
    for (let hash = 0; hash < listsMax; hash += 1) this.#lists.push([]);
  }

  /** A list with the first `count` ids, which does not change. Equal ids give the same list again. */
  shared(ids: ArrayLike<number>, count = ids.length): readonly number[] {
    let hash = count;
    for (let nth = 0; nth < count; nth += 1) hash = (hash * 31 + (ids[nth] ?? 0)) | 0;
    const at = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (listsMax - 1);
    const known = this.#lists[at];
    if (known !== undefined && known.length === count) {
      let nth = 0;
      while (nth < count && known[nth] === ids[nth]) nth += 1;
      if (nth === count) return known;
    }
    const made: number[] = [];
    for (let nth = 0; nth < count; nth += 1) made.push(ids[nth] ?? 0);
    this.#lists[at] = made;
    return made;
  }
}

/** Where the amounts of two lists stand in their union. */
interface Places {
  /** The ids of both lists, in ascending order. */
  readonly codes: readonly number[];
  /** By index in the first list. Null: it has every id, so each amount keeps its place. */
  readonly ofFirst: Int16Array | null;
  /** By index in the second list. */
  readonly ofSecond: Int16Array;
}

/** Remembered pairs of lists. */
const pairsMax = 512;

/** Remembers the places for pairs of lists. */
export class CodePlaces {
  readonly #lists = new CodeLists();
  readonly #known = new Map<readonly number[], Map<readonly number[], Places>>();
  #count = 0;
  /** The pair that was asked for last. */
  #first: readonly number[] | null = null;
  #second: readonly number[] | null = null;
  #last: Places | null = null;

  /** The first list is in ascending order. The second is always one of a few, each the same array. */
  of(first: readonly number[], second: readonly number[]): Places {
    if (this.#last !== null && this.#first === first && this.#second === second) return this.#last;
    const shared = this.#known.has(first) ? first : this.#lists.shared(first);
    const places = this.#known.get(shared)?.get(second) ?? this.#made(shared, second);
    this.#first = first;
    this.#second = second;
    this.#last = places;
    return places;
  }

  #made(first: readonly number[], second: readonly number[]): Places {
    if (this.#count >= pairsMax) {
      this.#known.clear();
      this.#count = 0;
    }
    const all = [...new Set([...first, ...second])].sort((one, other) => one - other);
    const hasAll = all.length === first.length;
    const codes = hasAll ? first : this.#lists.shared(all);
    const placeOf = (id: number): number => codes.indexOf(id);
    const places = {
      codes,
      ofFirst: hasAll ? null : Int16Array.from(first, placeOf),
      ofSecond: Int16Array.from(second, placeOf),
    };
    const ofFirst = this.#known.get(first) ?? new Map<readonly number[], Places>();
    this.#known.set(first, ofFirst.set(second, places));
    this.#count += 1;
    return places;
  }
}
