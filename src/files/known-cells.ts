/**
 * Values of cells that were read carefully before: many people have the same state, schedule or tax form.
 *
 * Cells with the same bytes have the same value, so they are read once. A value is remembered only of a row
 * without any error. The bytes stay where they are in the file, and no text is made to look for them.
 */

import { KeyTable } from './key-table.ts';
import type { PlainRow } from './plain-rows.ts';

/** More than a file has: then new values are read carefully, row by row. */
const knownMax = 50_000;

export class KnownCells<Value> {
  readonly #first: number;
  readonly #last: number;
  readonly #apart: readonly number[];
  readonly #keys: KeyTable;
  /** The value of key n is at n - 1. */
  readonly #values: Value[] = [];

  /**
   * `text` has the rows. `places` are those of the cells on which the value depends. Cells that the file does not
   * have are -1.
   */
  constructor(text: Buffer, places: readonly number[]) {
    const here = places.filter((place) => place !== -1).sort((one, other) => one - other);
    this.#first = here[0] ?? -1;
    this.#last = here.at(-1) ?? -1;
    this.#apart = this.#last - this.#first + 1 === here.length ? [] : here;
    this.#keys = new KeyTable(text, { first: this.#first, last: this.#last });
  }

  /** Undefined: these cells have not been seen. */
  of(row: PlainRow): Value | undefined {
    return this.#values[this.#numberOf(row, 0) - 1];
  }

  remember(row: PlainRow, value: Value): void {
    const count = this.#values.length;
    if (count < knownMax && this.#numberOf(row, count + 1) === 0) this.#values.push(value);
  }

  /** The number of the key; 0 when it is new, which then gets `number`, unless that is 0. */
  #numberOf(row: PlainRow, number: number): number {
    if (this.#first === -1) return this.#values.length;
    if (this.#apart.length === 0) return this.#keys.numberOf(row, number);
    const texts = this.#apart.map((place) =>
      row.text.toString('latin1', row.from(place), row.to(place)),
    );
    return this.#keys.numberOfText(texts.join(), number);
  }
}
