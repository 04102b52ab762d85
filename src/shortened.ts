/**
 * Shortens text from outside in Paybeat's messages, so that a long value cannot hide the sentence.
 *
 * A word or quotation of more than 200 characters is shown by its first 60 and its length. A whole
 * text of more than 4,000 characters is shown by its first 1,000. Every refusal and outage passes
 * here (errors.ts). Facts for programs (`facts`) are not shortened.
 */

const partMax = 200;
const partShown = 60;
const textMax = 4_000;
const textShown = 1_000;

/** Quotation marks at the edge of a word. An apostrophe inside a word opens no quotation. */
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

/** Counts whole characters, so that none is cut in half. */
function startAndLength(text: string, count: number): readonly [string, string] {
  const characters = Array.from(text);
  return [characters.slice(0, count).join(''), characters.length.toLocaleString('en-US')];
}
