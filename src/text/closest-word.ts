/**
 * "Did you mean …?": the known word nearest to one that was mistyped.
 *
 * Pure; used by every reader of what people type: configuration, columns of files, JSON
 * keys. Capitals, blanks and hyphens do not count as differences, so that `Employee ID`
 * finds `employee_id`. Nothing is suggested when nothing is near: a wrong guess is worse
 * than none. Of three letters or fewer every letter counts, for `uk` is another country than `us` and
 * `eur` another currency than `aud`: only the same letters in another order are near.
 */

const separators = /[\s_-]+/g;
const shortMax = 3;

/** The nearest of `known`, or null when none is near enough to be meant. */
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

/** ` Did you mean X?` with its leading blank, or nothing: to be put after a sentence. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const word = closestWord(typed, known);
  return word === null ? '' : ` Did you mean ${word}?`;
}

/** Whether one is the other with a single slip of the keyboard. */
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

/** Insertions, deletions, replacements and swaps of neighbours; gives up above `atMost`. */
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
