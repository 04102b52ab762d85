/**
 * Writes rows page by page, on standard output or in a file, however many there are.
 *
 * A file gets its name only when everything is written.
 */
import type { CliContext } from '#cli/context.ts';
import { streamOutputFile } from '#cli/output-file.ts';
import { type Answer, answer } from '#errors.ts';

export interface PagedWriter<Rows> {
  readonly begin: string;
  rows(page: Rows): string;
  end(): string;
}

interface Paged<Rows> {
  pages(limit: number): AsyncIterable<Answer<Rows>>;
  readonly writer: PagedWriter<Rows>;
  /** How many people a page has. */
  peopleIn(page: Rows): number;
}

interface WrittenFile {
  readonly name: string;
  readonly bytes: number;
  readonly people: number;
}

/** Rows that are read at once. */
const pageRows = 2_000;

/** Null: it is on standard output. Refusals: those of the pages and of streamOutputFile. */
export async function writePaged<Rows>(
  cli: CliContext,
  paged: Paged<Rows>,
  { output: name, overwrite = false }: { readonly output?: string; readonly overwrite?: boolean },
): Promise<Answer<WrittenFile | null>> {
  if (name === undefined) {
    const done = await streamed(paged, {
      write: async (text) => {
        cli.out.write(text);
        await cli.out.drained();
      },
      hasReader: () => cli.out.hasReader,
    });
    return done.ok ? answer(null) : done;
  }
  const file = { path: cli.resolve(name), name, overwrite };
  const done = await streamOutputFile(file, (write) =>
    streamed(paged, { write, hasReader: () => true }),
  );
  if (!done.ok) return done;
  const { bytes, value: people } = done.value;
  return answer({ name, bytes, people });
}

interface Sink {
  write(text: string): Promise<void>;
  hasReader(): boolean;
}

/** Answers how many people it wrote. */
async function streamed<Rows>(
  { pages, writer, peopleIn }: Paged<Rows>,
  sink: Sink,
): Promise<Answer<number>> {
  let people = 0;
  await sink.write(writer.begin);
  for await (const page of pages(pageRows)) {
    if (!page.ok) return page;
    people += peopleIn(page.value);
    await sink.write(writer.rows(page.value));
    if (!sink.hasReader()) return answer(people);
  }
  await sink.write(writer.end());
  return answer(people);
}
