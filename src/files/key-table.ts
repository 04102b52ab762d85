/**
 * Remembers the keys of a file's rows, each with a number: that of the row in which it was first, or of a value.
 *
 * Exact, like a map from text to number, but a million keys take 25 MB: a key that stands in the file is kept as
 * its place there. Other keys are copied into a buffer of the table's own. To look for a key makes no object.
 */

import type { PlainRow } from './plain-rows.ts';

/** Keys for which there is room at first. */
const fewKeys = 1024;

/** A power of two, with at least three slots for two keys. */
function slotsFor(keys: number): number {
  return 2 ** Math.ceil(Math.log2(keys * 1.5));
}

export class KeyTable {
  readonly #text: Buffer;
  readonly #firstCell: number;
  readonly #lastCell: number;
  #own = Buffer.allocUnsafeSlow(0);
  #ownUsed = 0;
  /** The hash of the key that was looked for last. */
  lastHash = 0;
  #count = 0;
  /** Place of a key in the lists, plus 1, by its hash. Zero is an empty slot. */
  #slots: Int32Array<ArrayBuffer>;
  #hashes: Int32Array<ArrayBuffer>;
  /** Where the key begins: in the text, or below zero in the table's own bytes (-1 is their first). */
  #places: Int32Array<ArrayBuffer>;
  #lengths: Int32Array<ArrayBuffer>;
  #numbers: Int32Array<ArrayBuffer>;

  /** The key that is looked for. */
  #bytes: Buffer;
  #from = 0;
  #to = 0;

  /** `text`: the bytes in which keys are kept by their place. The key of a row is its cells from first to last. */
  constructor(
    text: Buffer,
    cells: {
      readonly first: number;
      readonly last: number;
      /** How many keys there will be, about. Room for them costs nothing until it is used. */
      readonly keys?: number;
    },
  ) {
    this.#text = text;
    this.#bytes = text;
    this.#firstCell = cells.first;
    this.#lastCell = cells.last;
    const keys = Math.max(fewKeys, cells.keys ?? 0);
    this.#slots = new Int32Array(slotsFor(keys));
    this.#hashes = new Int32Array(keys);
    this.#places = new Int32Array(keys);
    this.#lengths = new Int32Array(keys);
    this.#numbers = new Int32Array(keys);
  }

  /** The number of the row's key; 0 when it is new. A new key gets `number`, unless that is 0. */
  numberOf(row: PlainRow, number: number): number {
    this.#bytes = this.#text;
    this.#from = row.from(this.#firstCell);
    this.#to = row.to(this.#lastCell);
    return this.#find(number);
  }

  /** The same for a key that does not stand in the file. */
  numberOfText(key: string, number: number): number {
    this.#bytes = Buffer.from(key);
    this.#from = 0;
    this.#to = this.#bytes.length;
    return this.#find(number);
  }

  #find(newNumber: number): number {
    const hash = this.#hash();
    this.lastHash = hash;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot] as number;
      if (entry === 0) break;
      if (this.#hashes[entry - 1] === hash && this.#isKey(entry - 1)) {
        return this.#numbers[entry - 1] as number;
      }
    }
    if (newNumber === 0) return 0;
    if (this.#count === this.#numbers.length) {
      this.#grow();
      return this.#find(newNumber);
    }
    const index = this.#count;
    this.#count += 1;
    this.#slots[slot] = this.#count;
    this.#hashes[index] = hash;
    this.#places[index] = this.#bytes === this.#text ? this.#from : this.#keep(this.#bytes);
    this.#lengths[index] = this.#to - this.#from;
    this.#numbers[index] = newNumber;
    return 0;
  }

  /** FNV-1a with a last step that mixes the high bits into the low ones. */
  #hash(): number {
    const bytes = this.#bytes;
    const to = this.#to;
    let hash = 0x811c9dc5 | 0;
    for (let at = this.#from; at < to; at += 1) {
      hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    }
    hash ^= hash >>> 15;
    return Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 12);
  }

  #isKey(index: number): boolean {
    const bytes = this.#bytes;
    const from = this.#from;
    const length = this.#to - from;
    if (this.#lengths[index] !== length) return false;
    const place = this.#places[index] as number;
    const isOwn = place < 0;
    const known = isOwn ? this.#own : this.#text;
    const start = isOwn ? -1 - place : place;
    for (let at = 0; at < length; at += 1) {
      if (known[start + at] !== bytes[from + at]) return false;
    }
    return true;
  }

  #keep(bytes: Buffer): number {
    const start = this.#ownUsed;
    if (start + bytes.length > this.#own.length) {
      const more = Buffer.allocUnsafeSlow(Math.max(64 * 1024, 2 * (start + bytes.length)));
      this.#own.copy(more, 0, 0, start);
      this.#own = more;
    }
    bytes.copy(this.#own, start);
    this.#ownUsed = start + bytes.length;
    return -1 - start;
  }

  #grow(): void {
    const size = this.#numbers.length * 2;
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const more = new Int32Array(size);
      more.set(old);
      return more;
    };
    this.#hashes = larger(this.#hashes);
    this.#places = larger(this.#places);
    this.#lengths = larger(this.#lengths);
    this.#numbers = larger(this.#numbers);
    const slots = new Int32Array(slotsFor(size));
    const mask = slots.length - 1;
    for (let index = 0; index < this.#count; index += 1) {
      let slot = (this.#hashes[index] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}
