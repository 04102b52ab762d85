/**
 * Counts and articles in sentences: "1 person", "2,000 people", "an hours file".
 *
 * Pure. Every message with a count uses it. The noun is passed in the singular.
 */

/** The plurals that do not end in s. */
const plurals: Readonly<Record<string, string>> = {
  person: 'people',
  entry: 'entries',
  company: 'companies',
  process: 'processes',
};

/** `counted(1, 'row')` is "1 row", `counted(2000, 'person')` "2,000 people". */
export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : pluralOf(one)}`;
}

/** `measured('1', 'hour')` is "1 hour", `measured('7.5', 'hour')` "7.5 hours": the number is written already. */
export function measured(number: string, one: string): string {
  return `${number} ${number === '1' ? one : pluralOf(one)}`;
}

/** `itOrThem(1)` is "it". */
export function itOrThem(count: number): 'it' | 'them' {
  return count === 1 ? 'it' : 'them';
}

/** The last word of a name takes the plural: "opening balances". */
function pluralOf(one: string): string {
  const words = one.split(' ');
  const last = words.pop() ?? '';
  return [...words, plurals[last] ?? `${last}s`].join(' ');
}

/** `a roster`, `an hours`: the article follows the sound, not the letter. */
export function withArticle(noun: string): string {
  const isVowel = /^(?:[aeio]|u(?!n[io]|s[aeiou])|hours?\b|honest)/i.test(noun);
  return `${isVowel ? 'an' : 'a'} ${noun}`;
}

/** Makes the first letter a capital, for the start of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
