/**
 * Counts and articles in sentences: "1 person", "2,000 people", "an hours file".
 *
 * Pure; for every message that has a number in it. The thing counted is given in the singular.
 */

/** The plurals that an s does not make. */
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

/** Of a thing in several words the last is counted: "opening balance". */
function pluralOf(one: string): string {
  const words = one.split(' ');
  const last = words.pop() ?? '';
  return [...words, plurals[last] ?? `${last}s`].join(' ');
}

/** `a roster`, `an hours`: by sound, not by letter. */
export function withArticle(noun: string): string {
  const isVowel = /^(?:[aeio]|u(?!n[io]|s[aeiou])|hours?\b|honest)/i.test(noun);
  return `${isVowel ? 'an' : 'a'} ${noun}`;
}

/** At the beginning of a sentence. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
