/**
 * Remembers the keys of a file's rows, and in which row each of them was first.
 *
 * Exact, like a map from text to number, but a million keys take 25 MB: a key that stands in the file is kept as
 * its place there. Other keys are copied into a buffer of the table's own.
 */

import type { PlainRow } from './plain-rows.ts';

interface Key {
  readonly bytes: Buffer;
  readonly from: number;
  readonly to: number;
}

/** Slots for each key, at least. */
const slotsPerKey = 2;

export class KeyTable {
  readonly #text: Buffer;
  #own = Buffer.allocUnsafeSlow(0);
  #ownUsed = 0;
  /** The hash of the key that was looked for last. */
  lastHash = 0;
  #count = 0;
  /** Number of a key, from 1 on, by its hash. Zero is an empty slot. */
  #slots = new Int32Array(slotsPerKey * 1024);
  #hashes = new Int32Array(1024);
  /** Where the key begins: in the text, or below zero in the table's own bytes (-1 is their first). */
  #places = new Int32Array(1024);
  #lengths = new Int32Array(1024);
  #rows = new Int32Array(1024);

  /** `text`: the bytes in which keys are kept by their place. */
  constructor(text: Buffer) {
    this.#text = text;
  }

  /** The row in which the bytes of a cell were the key before; 0 when they are new. */
  firstRowOfCell(row: PlainRow, place: number): number {
    const key = { bytes: row.text, from: row.from(place), to: row.to(place) };
    return this.#find(key, row.rowNumber);
  }

  /** The row in which a text was the key before; 0 when it is new. */
  firstRowOf(key: string, rowNumber: number): number {
    const bytes = Buffer.from(key);
    return this.#find({ bytes, from: 0, to: bytes.length }, rowNumber);
  }

  #find(key: Key, row: number): number {
    const { bytes, from, to } = key;
    const hash = hashOf(key);
    this.lastHash = hash;
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (; ; slot = (slot + 1) & mask) {
      const number = this.#slots[slot] as number;
      if (number === 0) break;
      const index = number - 1;
      if (this.#hashes[index] === hash && this.#isKey(index, key)) {
        return this.#rows[index] as number;
      }
    }
    if (this.#count === this.#rows.length) {
      this.#grow();
      return this.#find(key, row);
    }
    const index = this.#count;
    this.#count += 1;
    this.#slots[slot] = this.#count;
    this.#hashes[index] = hash;
    this.#places[index] = bytes === this.#text ? from : this.#keep(bytes);
    this.#lengths[index] = to - from;
    this.#rows[index] = row;
    return 0;
  }

  #isKey(index: number, { bytes, from, to }: Key): boolean {
    const length = to - from;
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
    const size = this.#rows.length * 2;
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const more = new Int32Array(size);
      more.set(old);
      return more;
    };
    this.#hashes = larger(this.#hashes);
    this.#places = larger(this.#places);
    this.#lengths = larger(this.#lengths);
    this.#rows = larger(this.#rows);
    const slots = new Int32Array(size * slotsPerKey);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#count; index += 1) {
      let slot = (this.#hashes[index] as number) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a with a last step that mixes the high bits into the low ones. */
function hashOf({ bytes, from, to }: Key): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < to; at += 1) {
    hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  }
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) ^ (hash >>> 12);
}
