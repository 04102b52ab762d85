/** Chooses the reader of a dump by its first bytes, and decodes its text piece by piece. */

import type { Refused } from '#errors.ts';
import { JsonDump } from './json-dump.ts';
import { type DumpReader, dumpFault, type OldRow } from './old-rows.ts';
import { SqlDump } from './sql-dump.ts';

const otherKinds = [
  {
    magic: 'PGDMP',
    kind: 'a dump in the custom format of pg_dump',
    hint: 'Turn it into a plain one: pg_restore -f FILE.sql DUMP.',
  },
  { magic: '\x1f\x8b', kind: 'a gzip archive', hint: 'Unpack it first: gunzip FILE.' },
  { magic: 'SQLite format 3', kind: 'an SQLite database', hint: 'Use manage.py dumpdata.' },
];
const plainHint = 'Make one with pg_dump, or with manage.py dumpdata.';

/** Takes bytes and returns rows. Ask for its `fault` after each piece and at the end. */
export class OpenedDump {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  readonly #wants: (table: string) => boolean;
  #reader: DumpReader | null = null;
  #refused: Refused | null = null;
  #head = '';

  constructor(wants: (table: string) => boolean) {
    this.#wants = wants;
  }

  get fault(): Refused | null {
    return this.#refused ?? this.#reader?.fault ?? null;
  }

  /** `json`, `sql`, or null as long as nothing was read. */
  get format(): 'json' | 'sql' | null {
    if (this.#reader === null) return null;
    return this.#reader instanceof JsonDump ? 'json' : 'sql';
  }

  *push(bytes: Uint8Array): Generator<OldRow> {
    if (this.fault !== null) return;
    if (this.#reader === null) {
      const start = String.fromCodePoint(...bytes.subarray(0, 16));
      const other = otherKinds.find(({ magic }) => start.startsWith(magic));
      if (other) {
        this.#refused = dumpFault('not_a_dump', `The file is ${other.kind}.`, other.hint);
        return;
      }
    }
    const text = this.#decoded(bytes);
    if (text !== null) yield* this.#read(text);
  }

  end(): void {
    if (this.fault !== null) return;
    if (this.#decoded(null) === null) return;
    if (this.#reader === null) {
      this.#refused = dumpFault('not_a_dump', 'The file is empty.', plainHint);
    } else this.#reader.end();
  }

  *#read(text: string): Generator<OldRow> {
    if (this.#reader !== null) {
      yield* this.#reader.push(text);
      return;
    }
    this.#head += text;
    const first = this.#head.trimStart().charAt(0);
    if (first === '') return;
    this.#reader = first === '[' ? new JsonDump(this.#wants) : new SqlDump(this.#wants);
    const head = this.#head;
    this.#head = '';
    yield* this.#reader.push(head);
  }

  #decoded(bytes: Uint8Array | null): string | null {
    try {
      return bytes === null
        ? this.#decoder.decode()
        : this.#decoder.decode(bytes, { stream: true });
    } catch {
      const message = 'The dump is not UTF-8 text.';
      this.#refused = dumpFault('dump_not_utf8', message, 'Make it in the encoding UTF8.');
      return null;
    }
  }
}
