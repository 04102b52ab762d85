/** One line for each value that an import replaced: "W1, REGULAR: hours 40 → 38". */

import type { InputChange, WhatChanged } from '#operations/people/input-changes.ts';
import { counted } from '#text/counted.ts';

/** A terminal shows at most this many lines. */
const linesMax = 20;

/** Empty if nothing was replaced or removed. */
export function changeLines(changes: readonly InputChange[]): readonly string[] {
  const lines = changes.slice(0, linesMax).map(lineOf);
  const more = changes.length - lines.length;
  return more === 0 ? lines : [...lines, `And ${counted(more, 'more change')}: --json lists them.`];
}

function lineOf({ employee, about, before, after }: InputChange): string {
  const cells = Object.entries(before).map(([name, value]) =>
    after === null ? `${name} ${value}` : `${name} ${shown(value)} → ${shown(after[name] ?? '')}`,
  );
  return `  ${employee}, ${about}: ${cells.join(', ')}${after === null ? ' → removed' : ''}`;
}

function shown(value: string): string {
  return value === '' ? 'empty' : value;
}

/** `3 new, 2 replaced, 1 removed, 40 already entered`, without the counts that are 0. */
export function changesInWords(
  counts: Pick<WhatChanged, 'added' | 'replaced' | 'removed' | 'unchanged'>,
  replaced = 'replaced',
): string {
  const parts: readonly (readonly [number, string])[] = [
    [counts.added, 'new'],
    [counts.replaced, replaced],
    [counts.removed, 'removed'],
    [counts.unchanged, 'already entered'],
  ];
  const told = parts.filter(([count]) => count > 0);
  return told.map(([count, word]) => `${count.toLocaleString('en-US')} ${word}`).join(', ');
}
