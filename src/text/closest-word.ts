/**
 * "Did you mean …?": finds the known word nearest to a mistyped one.
 *
 * Pure. Every parser of text that people type uses it: configuration, columns of files, JSON keys.
 * Capitals, blanks and hyphens are ignored, so `Employee ID` finds `employee_id`. If no word is
 * near, it suggests none, because a wrong guess is worse.
 *
 * In words of three letters or fewer every letter matters: `uk` is another country than `us`, and
 * `eur` another currency than `aud`. There only the same letters in another order count as near.
 */

const separators = /[\s_-]+/g;
const shortMax = 3;

/** The nearest of `known`. Null if none is near enough. */
export function closestWord(typed: string, known: readonly string[]): string | null {
  const word = plain(typed);
  if (word.length === 0 || word.length > 100) return null;
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length * 0.4)) + 1;
  for (const candidate of known) {
    const to = plain(candidate);
    if (Math.min(word.length, to.length) <= shortMax && lettersOf(word) !== lettersOf(to)) continue;
    const distance = editDistance({ from: word, to, atMost: bestDistance });
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** ` Did you mean X?` with a leading blank, to follow a sentence. Empty if no word is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const word = closestWord(typed, known);
  return word === null ? '' : ` Did you mean ${word}?`;
}

/** Whether the words differ by a single typing error. */
export function isNearly(typed: string, word: string): boolean {
  if (typed === word) return false;
  return editDistance({ from: plain(typed), to: plain(word), atMost: 2 }) < 2;
}

function lettersOf(word: string): string {
  return Array.from(word).toSorted().join('');
}

function plain(word: string): string {
  return word.trim().toLowerCase().replace(separators, '_');
}

/** Counts insertions, deletions, replacements and swaps of neighbours. Stops above `atMost`. */
function editDistance(ask: { from: string; to: string; atMost: number }): number {
  const { from, to, atMost } = ask;
  if (Math.abs(from.length - to.length) >= atMost) return atMost;
  let twoBack: number[] = [];
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (isSame ? 0 : 1),
      );
      if (
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1]
      ) {
        cost = Math.min(cost, (twoBack[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    twoBack = previous;
    previous = current;
  }
  return previous[to.length] ?? atMost;
}
