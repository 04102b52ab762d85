/**
 * What somebody else wrote, inside a sentence of ours: never so long that the sentence is lost in it.
 *
 * A word of more than 200 characters, or a quotation of that length, is shown by its first 60 and its
 * length; a whole text of more than 4,000 characters by its first 1,000. Every refusal and outage passes
 * here (errors.ts), so that no message has to think of it; what programs read (`facts`) stays whole.
 */

const partMax = 200;
const partShown = 60;
const textMax = 4_000;
const textShown = 1_000;

/** Quotation marks at a word's edge: an apostrophe inside one opens nothing. */
const quotations = [
  new RegExp(`(?<open>")(?<part>[^"]{${partMax + 1},})(?<close>")`, 'gu'),
  new RegExp(`(?<=^|[\\s(])(?<open>')(?<part>[^']{${partMax + 1},})(?<close>')(?!\\w)`, 'gu'),
];
const longWord = new RegExp(
  `(?<open>["'(]*)(?<part>\\S{${partMax - 8},}?)(?<close>["')]*)(?<end>[.,:;!?]*)(?=\\s|$)`,
  'gu',
);

export function shortened(text: string): string {
  if (text.length <= partMax) return text;
  let short = text;
  for (const quotation of quotations) short = short.replace(quotation, inShort);
  short = short.replace(longWord, inShort);
  return short.length > textMax ? startOf(short, textShown) : short;
}

function inShort(whole: string, ...found: readonly unknown[]): string {
  const { open, part, close, end } = found.at(-1) as Readonly<Record<string, string | undefined>>;
  if (part === undefined || part.length <= partMax) return whole;
  const [start, length] = startAndLength(part, partShown);
  return `${open ?? ''}${start}…${close ?? ''} (${length} characters)${end ?? ''}`;
}

function startOf(text: string, count: number): string {
  const [start, length] = startAndLength(text, count);
  return `${start}… (${length} characters)`;
}

/** By whole characters: half of one is none. */
function startAndLength(text: string, count: number): readonly [string, string] {
  const characters = Array.from(text);
  return [characters.slice(0, count).join(''), characters.length.toLocaleString('en-US')];
}
