/**
 * Prints a list page by page, so that a list of a million rows needs the memory of one page.
 *
 * With --json it is one object on one line, as every answer is; with --csv, a header and rows; else tables. It waits
 * for a slow reader, and ends early when the reader is gone.
 */
import { type Answer, answer } from '#errors.ts';
import { csvText, defused } from '#text/csv-line.ts';
import type { CliContext, VerbAnswer } from './context.ts';
import type { Column } from './table.ts';
import { toJsonLine } from './terminal-text.ts';

/** Rows of one page. */
const pageRows = 2_000;

interface Page {
  readonly next: string | null;
}

interface StreamedList<P extends Page> {
  readonly isCsv: boolean;
  page(place: { readonly after: string | null; readonly limit: number }): Promise<Answer<P>>;
  /** The JSON in front of the rows. */
  head(first: P): object;
  /** The name of the rows in the JSON. */
  readonly name: string;
  rows(page: P): readonly object[];
  /** For amounts. */
  readonly currency: (page: P) => string;
  readonly csvColumns: readonly string[];
  csv(page: P): readonly (readonly string[])[];
  readonly columns: readonly Column[];
  cells(page: P): readonly (readonly string[])[];
  readonly whenEmpty: string;
  /** Sentences below the tables. */
  foot?(first: P): readonly string[];
  /** Where the list goes on, if it is not the whole list. */
  readonly after?: string | undefined;
  /** The most rows. Left out: all of them. */
  readonly limit?: number | undefined;
}

export async function streamList<P extends Page>(
  cli: CliContext,
  list: StreamedList<P>,
): Promise<VerbAnswer> {
  let left = list.limit ?? Number.POSITIVE_INFINITY;
  const first = await list.page({ after: list.after ?? null, limit: Math.min(left, pageRows) });
  if (!first.ok) return first;
  const { out } = cli;
  const form = list.isCsv ? csvForm(list) : out.isJson ? jsonForm(list) : null;
  let page = first.value;
  let isFirst = true;
  const isLong = page.next !== null && left > pageRows;
  const show = (text: string) => out.write(text);
  if (form !== null) show(form.begin(page));
  for (;;) {
    if (form !== null) show(form.rows(page, isFirst));
    else if (isFirst || list.rows(page).length > 0) {
      out.page.table({
        // Every page has the same columns.
        columns: list.columns.map((column) => ({ ...column, isKept: isLong })),
        rows: list.cells(page),
        whenEmpty: list.whenEmpty,
      });
    }
    await out.drained();
    left -= list.rows(page).length;
    if (page.next === null || !out.hasReader || left <= 0) break;
    const next = await list.page({ after: page.next, limit: Math.min(left, pageRows) });
    if (!next.ok) return next;
    page = next.value;
    isFirst = false;
  }
  if (form !== null) show(form.end(page));
  else {
    for (const line of list.foot?.(first.value) ?? []) out.page.sentence(line);
    if (page.next !== null) out.page.sentence(`To see more: --after ${page.next}`);
  }
  return answer(null);
}

interface Form<P> {
  begin(first: P): string;
  rows(page: P, isFirst: boolean): string;
  end(last: P): string;
}

function jsonForm<P extends Page>(list: StreamedList<P>): Form<P> {
  return {
    begin: (first) => {
      const head = toJsonLine(list.head(first)).slice(0, -1);
      return `${head}${head === '{' ? '' : ','}${JSON.stringify(list.name)}:[`;
    },
    rows: (page, isFirst) => {
      const rows = jsonRows(list.rows(page), list.currency(page));
      return rows === '' || isFirst ? rows : `,${rows}`;
    },
    end: ({ next }) => `],"next":${JSON.stringify(next)}}\n`,
  };
}

/** Rows of a JSON list, without its brackets. Their amounts are in a currency that the head has. */
export function jsonRows(rows: readonly object[], currency: string): string {
  const before = toJsonLine({ currency, rows: [] }).length - ']}'.length;
  return toJsonLine({ currency, rows }).slice(before, -']}'.length);
}

function csvForm<P extends Page>(list: StreamedList<P>): Form<P> {
  return {
    begin: () => csvText([list.csvColumns]),
    rows: (page) => csvText(list.csv(page).map((cells) => cells.map(defused))),
    end: () => '',
  };
}
