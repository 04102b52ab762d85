/** Draws an amount as a bar of a terminal. */

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
const width = 24;

/** As long as its share of the largest amount. An amount of zero or below has none. */
export function barOf(minor: bigint, most: bigint): string {
  if (most <= 0n || minor <= 0n) return '';
  const parts = Number((minor * BigInt(width * eighths.length)) / most);
  return `${'█'.repeat(Math.floor(parts / eighths.length))}${eighths[parts % eighths.length] ?? ''}`;
}
