/**
 * Reads a dump of `pg_dump` in plain format: COPY blocks, and INSERT statements with or without their columns.
 *
 * Everything else (functions, indexes, grants) is passed over, including text in quotation marks and in
 * dollar quotes. The line that pg_dump writes last must be there, if its first line is.
 */

import type { Refused } from '#errors.ts';
import { columnNames, copyValues, insertedRows, tableColumns } from './dump-statements.ts';
import {
  cutOff,
  type DumpReader,
  dumpFault,
  noValues,
  type OldRow,
  statementMax,
} from './old-rows.ts';

const name = String.raw`(?:"[^"]+"|[\w$]+)`;
const path = `(?:(${name})\\s*\\.\\s*)?(${name})`;
const copyPattern = new RegExp(`^COPY\\s+${path}\\s*(?:\\(([^)]*)\\))?\\s+FROM\\s+stdin`, 'i');
const createPattern = new RegExp(
  `^CREATE\\s+(?:UNLOGGED\\s+)?TABLE\\s+(?:IF\\s+NOT\\s+EXISTS\\s+)?${path}\\s*\\(`,
  'i',
);
const insertPattern = new RegExp(
  `^INSERT\\s+INTO\\s+${path}\\s*(?:\\(([^)]*)\\))?\\s*(?:OVERRIDING\\s+\\w+\\s+VALUE\\s+)?VALUES\\s*`,
  'i',
);
const keptPattern = /^(?:COPY|CREATE\s+(?:UNLOGGED\s+)?TABLE|INSERT)\s/i;
const dollarPattern = /\$(?:[A-Za-z_]\w*)?\$/g;

interface Block {
  readonly schema: string | null;
  readonly table: string;
  readonly columns: readonly string[];
}

export class SqlDump implements DumpReader {
  fault: Refused | null = null;
  #rest = '';
  #line = 0;
  #block: Block | null = null;
  /** The lines of the statement so far. Only its kind is kept if its rows are not wanted. */
  #statement: string[] = [];
  #length = 0;
  #isQuoted = false;
  #dollar: string | null = null;
  #isBegun = false;
  #isComplete = false;
  readonly #columns = new Map<string, readonly string[]>();
  readonly #wants: (table: string) => boolean;

  constructor(wants: (table: string) => boolean) {
    this.#wants = wants;
  }

  *push(text: string): Generator<OldRow> {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > statementMax) this.fault = this.#tooLong();
    for (const line of lines) {
      if (this.fault !== null) return;
      this.#line += 1;
      yield* this.#take(line.endsWith('\r') ? line.slice(0, -1) : line);
    }
  }

  end(): void {
    if (this.fault !== null) return;
    // A row in a line without its end may lack a part.
    if ([...this.push('\n')].length > 0) this.fault = cutOff();
    const isOpen = this.#block !== null || this.#statement.length > 0 || this.#dollar !== null;
    if (isOpen || (this.#isBegun && !this.#isComplete)) this.fault = cutOff();
  }

  *#take(line: string): Generator<OldRow> {
    if (this.#block === null) yield* this.#takeSql(line);
    else if (line === '\\.') this.#block = null;
    else yield* this.#copied(line, this.#block);
  }

  *#copied(line: string, { schema, table, columns }: Block): Generator<OldRow> {
    if (!this.#wants(table)) {
      yield { schema, table, values: noValues };
      return;
    }
    const values = copyValues(line);
    if (values.length === columns.length) yield { schema, table, values: paired(columns, values) };
    else this.fault = this.#wrong(table);
  }

  *#takeSql(line: string): Generator<OldRow> {
    if (this.#dollar !== null) {
      if (line.includes(this.#dollar)) this.#dollar = null;
      return;
    }
    if (this.#statement.length === 0 && this.#isNoStatement(line)) return;
    this.#keep(line);
    const quotes = line.split("'").length - 1;
    const isOutside = !this.#isQuoted;
    if (quotes % 2 === 1) this.#isQuoted = !this.#isQuoted;
    if (this.#isQuoted) return;
    const dollars = isOutside && quotes === 0 ? (line.match(dollarPattern) ?? []) : [];
    if (dollars.length % 2 === 1) {
      this.#dollar = dollars.at(-1) ?? null;
      return;
    }
    if (!line.trimEnd().endsWith(';')) return;
    const statement = this.#statement.join('\n');
    this.#statement = [];
    this.#length = 0;
    yield* this.#run(statement);
  }

  #isNoStatement(line: string): boolean {
    if (line.startsWith('-- PostgreSQL database dump complete')) this.#isComplete = true;
    else if (line.startsWith('-- PostgreSQL database dump')) this.#isBegun = true;
    return line.trim() === '' || line.startsWith('--') || line.startsWith('\\');
  }

  #keep(line: string): void {
    const [first] = this.#statement;
    if (first !== undefined && !keptPattern.test(first)) return;
    this.#statement.push(line);
    this.#length += line.length;
    if (this.#length > statementMax) this.fault = this.#tooLong();
  }

  *#run(statement: string): Generator<OldRow> {
    const create = createPattern.exec(statement);
    if (create !== null) {
      const { key } = placeOf(create);
      this.#columns.set(key, tableColumns(statement.slice(create[0].length)));
      return;
    }
    const copy = copyPattern.exec(statement);
    if (copy !== null) {
      const { key, ...place } = placeOf(copy);
      const columns = columnNames(copy[3]) ?? this.#columns.get(key) ?? [];
      this.#block = { ...place, columns };
      return;
    }
    const insert = insertPattern.exec(statement);
    if (insert === null) return;
    const { key, schema, table } = placeOf(insert);
    const rows = insertedRows(statement, insert[0].length);
    if (!this.#wants(table)) {
      const count = rows?.length ?? 1;
      for (let at = 0; at < count; at += 1) yield { schema, table, values: noValues };
      return;
    }
    const columns = columnNames(insert[3]) ?? this.#columns.get(key) ?? [];
    if (rows === null || rows.some((values) => values.length !== columns.length)) {
      this.fault = this.#wrong(table);
      return;
    }
    for (const values of rows) yield { schema, table, values: paired(columns, values) };
  }

  #wrong(table: string): Refused {
    return dumpFault(
      'dump_row_wrong',
      `Line ${this.#line} of the dump is no complete row of ${table}.`,
      'Make the dump again with pg_dump in plain format.',
    );
  }

  #tooLong(): Refused {
    return dumpFault(
      'dump_row_wrong',
      `Line ${this.#line + 1} of the dump is longer than a row can be.`,
      'Make the dump again with pg_dump in plain format, one row a statement.',
    );
  }
}

function placeOf(found: RegExpExecArray) {
  const plain = (text: string | undefined) => text?.replaceAll('"', '') ?? null;
  const schema = plain(found[1]);
  const table = plain(found[2]) ?? '';
  return { schema, table, key: `${schema}.${table}` };
}

function paired(
  columns: readonly string[],
  values: readonly (string | null)[],
): ReadonlyMap<string, string | null> {
  return new Map(columns.map((column, index) => [column, values[index] ?? null]));
}
