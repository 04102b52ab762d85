/**
 * SQL text with its values in place: sql`select 1 from pay_run where run_id = ${runId}`.
 *
 * A value becomes a parameter ($1, $2 …) and never part of the text. A piece of SQL inside another one
 * becomes part of it. `sql.ref` quotes names that are not known when the code is written.
 *
 * Not here: a query builder. See docs/decisions/0070-plain-sql.md.
 */
import { assert } from '#errors.ts';

const isPiece = Symbol('sql');

/** A piece of SQL. `Row` is the type of its result rows, if it has any. */
export interface Sql<Row = unknown> {
  readonly [isPiece]: true;
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  /** Never set: it only carries the type. */
  readonly row?: Row;
}

interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

function tagged<Row = unknown>(strings: TemplateStringsArray, ...values: unknown[]): Sql<Row> {
  return piece(strings, values);
}

function piece<Row>(strings: readonly string[], values: readonly unknown[]): Sql<Row> {
  return { [isPiece]: true, strings, values };
}

export const sql = Object.assign(tagged, {
  /** Inserts our own text unchanged. Never use it for text from outside. */
  raw: (text: string): Sql => piece([text], []),
  /** The name of a table or column. `a.b` means b of a. */
  ref: (name: string): Sql => piece([name.split('.').map(quoted).join('.')], []),
  join: (pieces: readonly unknown[], separator: Sql = comma): Sql => {
    const values = pieces.flatMap((one, at) => (at === 0 ? [one] : [separator, one]));
    return piece(values.length === 0 ? [''] : ['', ...values.map(() => '')], values);
  },
});

const comma: Sql = piece([', '], []);

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** The statement in the form that PostgreSQL takes. */
export function statementOf(query: Sql): Statement {
  const parameters: unknown[] = [];
  return { text: written(query, (value) => `$${parameters.push(value)}`), parameters };
}

/**
 * The statement with its values in its text, for COPY, which takes no parameters. Only whole numbers, dates
 * and arrays of them are written; anything else is a Bug.
 */
export function textOf(query: Sql): string {
  return written(query, literal);
}

function written({ strings, values }: Sql, place: (value: unknown) => string): string {
  let text = strings[0] ?? '';
  for (const [at, value] of values.entries()) {
    if (isSql(value)) text += written(value, place);
    else {
      assert(value !== undefined, 'a value of a statement is null where there is none');
      text += place(value);
    }
    text += strings[at + 1] ?? '';
  }
  return text;
}

function literal(value: unknown): string {
  return Array.isArray(value) ? `'{${value.map(plainText).join()}}'` : `'${plainText(value)}'`;
}

function plainText(value: unknown): string {
  if (value instanceof Temporal.PlainDate) return value.toString();
  assert(Number.isSafeInteger(value), 'a value in the text of COPY is a whole number or a date');
  return String(value);
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && isPiece in value;
}
