/**
 * Sets of slots as bits, 32 in a word. Going through the few lines of a payslip takes a fraction of the time
 * of asking every pay code whether it has one.
 */

export function wordsFor(slots: number): number {
  return Math.ceil(slots / 32);
}

export function addSlot(bits: Int32Array, slot: number): void {
  bits[slot >> 5] = (bits[slot >> 5] ?? 0) | (1 << (slot & 31));
}

/** The lowest slot of a word that is not zero. `word & (word - 1)` is the word without it. */
export function lowestSlot(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Remembered lists; a power of two. A list that takes the place of another is only made again. */
const listsMax = 64;

/** The pay codes of payslips by the slots of their lines. Payslips with the same lines share one list. */
export class LineLists {
  /** By slot. */
  readonly #ids: readonly number[];
  readonly #slots: Int32Array[] = [];
  readonly #lists: (readonly number[])[] = [];

  constructor(ids: readonly number[]) {
    this.#ids = ids;
    for (let nth = 0; nth < listsMax; nth += 1) {
      this.#slots.push(new Int32Array(wordsFor(ids.length)));
      this.#lists.push([]);
    }
  }

  of(slots: Int32Array): readonly number[] {
    let hash = 0;
    for (let word = 0; word < slots.length; word += 1) {
      hash = Math.imul(hash ^ (slots[word] ?? 0), 0x9e3779b1);
    }
    const at = (hash >>> 16) & (listsMax - 1);
    const known = this.#slots[at];
    let word = 0;
    while (word < slots.length && known?.[word] === slots[word]) word += 1;
    if (word === slots.length) return this.#lists[at] ?? [];
    known?.set(slots);
    const list = this.#ids.filter(
      (_, slot) => ((slots[slot >> 5] ?? 0) & (1 << (slot & 31))) !== 0,
    );
    this.#lists[at] = list;
    return list;
  }
}
