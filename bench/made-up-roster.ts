/**
 * Writes a roster of any size: the people of examples/roster-2000.csv, repeated under new numbers.
 *
 * It is written line by line, so it may be larger than the memory of the process.
 */
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** `like` is one of the example files of the city. */
export async function writeMadeUp(
  to: string,
  ask: { readonly like: string; readonly people: number },
): Promise<void> {
  const lines = madeUpLines(await readFile(ask.like, 'utf8'), ask.people);
  await pipeline(Readable.from(inBlocks(lines)), createWriteStream(to));
}

/**
 * Number of employees in the examples. An employee without a row in a file has none in any
 * repetition.
 */
const examples = 2_000;

function* madeUpLines(text: string, people: number): Generator<string> {
  const [header = '', ...lines] = text.trimEnd().split(/\r?\n/);
  const accountAt = header.split(',').indexOf('account');
  yield header;
  for (let copy = 0; copy * examples < people; copy += 1) {
    for (const line of lines) {
      const number = copy * examples + Number(line.slice(1, 7));
      if (number > people) continue;
      const made = `P${String(number).padStart(8, '0')}${line.slice(7)}`;
      yield accountAt === -1 ? made : withAccount(made, { at: accountAt, number });
    }
  }
}

/** No two people have one account. Nobody gets one who has none. */
function withAccount(
  line: string,
  { at, number }: { readonly at: number; readonly number: number },
): string {
  const cells = line.split(',');
  if (cells[at] !== '') cells[at] = String(10_000_000 + number);
  return cells.join(',');
}

function* inBlocks(lines: Iterable<string>): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < 64 * 1024) continue;
    yield block;
    block = '';
  }
  yield block;
}
