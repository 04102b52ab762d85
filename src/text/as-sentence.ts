/** Makes a message a sentence, for doors that show it alone. */

/** Starts a plain word with a capital letter, and ends with a full stop. A name keeps its letters. */
export function asSentence(text: string): string {
  const capital = /^[a-z]+[ ,']/.test(text)
    ? `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
    : text;
  return /[.!?:]$/.test(capital) ? capital : `${capital}.`;
}
