/** Reads the server's answers to several statements, message by message (exchange.ts). */
import { copyHeader } from './binary-format.ts';
import type { QueryResult } from './connections.ts';
import { types } from './parsers.ts';

/** A column of a result. */
export interface AnswerColumn {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

const code = {
  parsed: 0x31, // 1
  bound: 0x32, // 2
  noData: 0x6e, // n
  columns: 0x54, // T
  row: 0x44, // D
  done: 0x43, // C
  error: 0x45, // E
  ready: 0x5a, // Z
} as const;

/** The bytes of a message before its content: its code and its length, which counts itself. */
const headBytes = 5;
const lastRow = Buffer.from([0xff, 0xff]);
const noBytes = Buffer.alloc(0);

export class Answers {
  readonly #asks: readonly { readonly inBytes: boolean }[];
  readonly #columns: (readonly AnswerColumn[] | null)[];
  readonly #results: QueryResult[] = [];
  /** How many statements the server has parsed. */
  parsed = 0;
  /** The beginning of a message whose end has not arrived. */
  #begun: Buffer = noBytes;
  #rows: unknown[] = [];
  #copied: Buffer[] = [];
  /** A value that could not be read. */
  #failed: { readonly error: unknown } | null = null;

  constructor(
    asks: readonly { readonly inBytes: boolean }[],
    columns: readonly (readonly AnswerColumn[] | null)[],
  ) {
    this.#asks = asks;
    this.#columns = [...columns];
  }

  /** Null: the server has not named them. */
  columnsOf(nth: number): readonly AnswerColumn[] | null {
    return this.#columns[nth] ?? null;
  }

  /**
   * Null: more is to come. Otherwise what is left for `pg`: from the first error, or from the end, on. Other
   * messages that are not about a statement go to `other`.
   */
  read(arrived: Buffer, other: (message: Buffer) => void): Buffer | null {
    const bytes = this.#begun.length === 0 ? arrived : Buffer.concat([this.#begun, arrived]);
    let at = 0;
    while (at + headBytes <= bytes.length) {
      const end = at + 1 + bytes.readInt32BE(at + 1);
      const kind = bytes[at];
      if (kind === code.error || kind === code.ready) return bytes.subarray(at);
      if (end > bytes.length) break;
      this.#message(bytes, { kind, at, end }, other);
      at = end;
    }
    this.#begun = at === bytes.length ? noBytes : bytes.subarray(at);
    return null;
  }

  settle(to: PromiseWithResolvers<readonly QueryResult[]>): void {
    if (this.#failed === null) to.resolve(this.#results);
    else to.reject(this.#failed.error);
  }

  #message(
    bytes: Buffer,
    message: { readonly kind: number | undefined; readonly at: number; readonly end: number },
    other: (message: Buffer) => void,
  ): void {
    const { kind, at, end } = message;
    if (kind === code.row) this.#row(bytes, at + headBytes, end);
    else if (kind === code.done) this.#done(bytes.toString('utf8', at + headBytes, end - 1));
    else if (kind === code.parsed) this.parsed += 1;
    else if (kind === code.noData) this.#columns[this.#results.length] = none;
    else if (kind === code.columns) {
      this.#columns[this.#results.length] = columnsIn(bytes, at + headBytes);
    } else if (kind !== code.bound) other(bytes.subarray(at, end));
  }

  #row(bytes: Buffer, at: number, end: number): void {
    const nth = this.#results.length;
    if (this.#asks[nth]?.inBytes === true) {
      this.#copied.push(bytes.subarray(at, end));
      return;
    }
    if (this.#failed !== null) return;
    try {
      this.#rows.push(rowIn(bytes, at, this.#columns[nth] ?? none));
    } catch (error) {
      this.#failed = { error };
    }
  }

  #done(tag: string): void {
    const isInBytes = this.#asks[this.#results.length]?.inBytes === true;
    const inBytes = isInBytes ? Buffer.concat([copyHeader, ...this.#copied, lastRow]) : null;
    this.#results.push({ rows: this.#rows, ...toldBy(tag), ...(inBytes && { inBytes }) });
    this.#rows = [];
    this.#copied = [];
  }
}

const none: readonly AnswerColumn[] = [];

function columnsIn(bytes: Buffer, from: number): readonly AnswerColumn[] {
  const columns: AnswerColumn[] = [];
  let at = from + 2;
  for (let count = bytes.readInt16BE(from); count > 0; count -= 1) {
    const end = bytes.indexOf(0, at);
    // After the name: the table's oid and column (6 bytes), then the type's oid, and 8 bytes more.
    const type = bytes.readUInt32BE(end + 7);
    columns.push({
      name: bytes.toString('utf8', at, end),
      parse: types.getTypeParser(type, 'text'),
    });
    at = end + 19;
  }
  return columns;
}

function rowIn(
  bytes: Buffer,
  from: number,
  columns: readonly AnswerColumn[],
): Readonly<Record<string, unknown>> {
  const row: Record<string, unknown> = {};
  let at = from + 2;
  for (const { name, parse } of columns) {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0) row[name] = null;
    else {
      row[name] = parse(bytes.toString('utf8', at, at + length));
      at += length;
    }
  }
  return row;
}

/** `INSERT 0 5`, `UPDATE 5`, `BEGIN`. */
function toldBy(tag: string): Pick<QueryResult, 'command' | 'rowCount'> {
  const [command = '', ...numbers] = tag.split(' ');
  const last = numbers.at(-1);
  return { command, rowCount: last !== undefined && /^\d+$/.test(last) ? Number(last) : null };
}
