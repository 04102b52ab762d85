/** Extracts the facts of a sentence, so that tests do not depend on its wording. */

/**
 * Every word with a digit: dates, times, amounts, counts, numbers of runs. Sorted, without
 * duplicates.
 */
export function factsIn(sentence: string | null | undefined): readonly string[] {
  const words = (sentence ?? '').split(/\s+/).map((word) => word.replaceAll(around, ''));
  return [...new Set(words.filter((word) => /\d/.test(word)))].toSorted();
}

/** The punctuation around a word. */
const around = /^["'“([]+|[.,;:!?)\]"'”]+$/g;
