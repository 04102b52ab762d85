/** What a test compares of a sentence: its facts. The words around them can be changed freely. */

/** Every word with a digit in it: dates, times, amounts, counts, numbers of runs. Sorted, each once. */
export function factsIn(sentence: string | null | undefined): readonly string[] {
  const words = (sentence ?? '').split(/\s+/).map((word) => word.replaceAll(around, ''));
  return [...new Set(words.filter((word) => /\d/.test(word)))].toSorted();
}

/** The punctuation around a word. */
const around = /^["'“([]+|[.,;:!?)\]"'”]+$/g;
