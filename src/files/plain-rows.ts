/**
 * Walks over the rows of a piece of CSV that has no quotation mark: each comma and each line end separates.
 *
 * This is how nearly every file is written. No object is made for a row or a cell: one `PlainRow` stands for one
 * row after the other, and says where its cells are in the bytes. Its cells as text are made when somebody asks.
 * The rows and cells are those of csv-parse. A piece that is not plain is left to csv-parse (csv.ts).
 */

/** About 2,000 rows of a roster. */
const bytesAtOnce = 192 * 1024;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const comma = 0x2c;
const quotationMark = 0x22;
const space = 0x20;

/** Where the next piece of whole rows without a quotation mark ends; null when csv-parse has to read it. */
export function plainPiece(
  text: Buffer,
  { from, to: last }: { readonly from: number; readonly to: number },
): number | null {
  let to = last;
  if (to - from > bytesAtOnce) {
    to = text.lastIndexOf(lineFeed, from + bytesAtOnce - 1) + 1;
    if (to <= from) return null;
  }
  return text.subarray(from, to).includes(quotationMark) ? null : to;
}

export class PlainRow {
  readonly text: Buffer;
  /** The row's number in the file. The walk counts it. */
  rowNumber = 0;
  /** How many cells the row has. */
  cellCount = 0;
  /** Whether no byte is above 0x7f. */
  isAscii = true;
  readonly #rowBytesMax: number;
  readonly #places: ReadonlyMap<string, number>;
  /** Cell n lies between mark n and mark n + 1, which are the positions of its separators. */
  #marks = new Int32Array(64);
  #next = 0;
  #to = 0;
  #cells: readonly string[] | null = null;

  constructor(
    text: Buffer,
    ask: { readonly places: ReadonlyMap<string, number>; readonly rowBytesMax: number },
  ) {
    this.text = text;
    this.#places = ask.places;
    this.#rowBytesMax = ask.rowBytesMax;
  }

  /** Where the row after this one begins. */
  get nextAt(): number {
    return this.#next;
  }

  get startAt(): number {
    return this.from(0);
  }

  /** Goes before the first row of a piece. */
  begin(from: number, to: number): void {
    this.#next = from;
    this.#to = to;
  }

  /** False at the end of the piece, and before a row that is too long to be read here. */
  next(): boolean {
    const { text } = this;
    const start = this.#next;
    const to = this.#to;
    if (start >= to) return false;
    let marks = this.#marks;
    let [at, count, bits] = [start, 0, 0];
    marks[0] = start - 1;
    for (; at < to; at += 1) {
      const byte = text[at] as number;
      if (byte === comma) {
        count += 1;
        if (count + 1 >= marks.length) marks = this.#moreMarks();
        marks[count] = at;
      } else if (byte === lineFeed || byte === carriageReturn) {
        break;
      } else {
        bits |= byte;
      }
    }
    if (at - start > this.#rowBytesMax) return false;
    marks[count + 1] = at;
    this.cellCount = count + 1;
    this.isAscii = bits < 0x80;
    this.#cells = null;
    this.rowNumber += 1;
    const isPair = text[at] === carriageReturn && at + 1 < to && text[at + 1] === lineFeed;
    this.#next = isPair ? at + 2 : at + 1;
    return true;
  }

  /** Where a cell begins and ends in the text. */
  from(place: number): number {
    return (this.#marks[place] as number) + 1;
  }

  to(place: number): number {
    return this.#marks[place + 1] as number;
  }

  /** Whether the first cell begins with a character that can be seen. Then the row is not blank. */
  get isSurelyNotBlank(): boolean {
    const first = this.text[this.from(0)] as number;
    return this.to(0) > this.from(0) && first > space && first < 0x7f;
  }

  cells(): readonly string[] {
    if (this.#cells !== null) return this.#cells;
    const [from, to] = [this.from(0), this.to(this.cellCount - 1)];
    const cells = this.text.toString(this.isAscii ? 'latin1' : 'utf8', from, to).split(',');
    this.#cells = cells;
    return cells;
  }

  cell(column: string): string {
    const place = this.#places.get(column);
    // An index that no array has (-1) would cost more than everything else here.
    return place === undefined ? '' : (this.cells()[place] ?? '');
  }

  #moreMarks(): Int32Array<ArrayBuffer> {
    const more = new Int32Array(this.#marks.length * 2);
    more.set(this.#marks);
    this.#marks = more;
    return more;
  }
}
