/**
 * Values of cells that were read carefully before: many people have the same state, schedule or tax form.
 *
 * Cells with the same bytes have the same value, so they are read once. A value is remembered only of a row
 * without any error.
 */

import type { PlainRow } from './plain-rows.ts';

/** More than a file has: then new values are read carefully, row by row. */
const knownMax = 50_000;
/** So many bytes make a number that is exact in a double. */
const packedMax = 6;

export class KnownCells<Value> {
  readonly #places: readonly number[];
  readonly #isTogether: boolean;
  readonly #known = new Map<string | number, Value>();

  /** The places of the cells on which the value depends. Cells that the file does not have are -1. */
  constructor(places: readonly number[]) {
    this.#places = places.filter((place) => place !== -1).sort((one, other) => one - other);
    this.#isTogether = this.#places.every(
      (place, at) => at === 0 || this.#places[at - 1] === place - 1,
    );
  }

  /** Undefined: these cells have not been seen. */
  of(row: PlainRow): Value | undefined {
    return this.#known.get(this.#keyOf(row));
  }

  remember(row: PlainRow, value: Value): void {
    if (this.#known.size < knownMax) this.#known.set(this.#keyOf(row), value);
  }

  #keyOf(row: PlainRow): string | number {
    const places = this.#places;
    const [first = -1] = places;
    if (first === -1) return 0;
    if (!this.#isTogether) return places.map((place) => textOf(row, place, place)).join();
    const last = places[places.length - 1] as number;
    const [from, to] = [row.from(first), row.to(last)];
    if (to - from > packedMax) return textOf(row, first, last);
    let packed = 0;
    for (let at = from; at < to; at += 1) packed = packed * 257 + (row.text[at] as number) + 1;
    return packed;
  }
}

function textOf(row: PlainRow, first: number, last: number): string {
  return row.text.toString('latin1', row.from(first), row.to(last));
}
