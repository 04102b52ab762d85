/** What differs between the figures of two years, place by place. */
import { parseRate } from '#money/rate.ts';
import { divideRounded } from '#money/rounding.ts';

export interface ChangedFigure {
  /** Where it is in the newer file. */
  readonly pointer: string;
  /** Null: the older file has no such figure. */
  readonly before: string | null;
  /** Null: the newer file has no such figure. */
  readonly after: string | null;
  /** The change in percent with one decimal: `2.7` or `-1.0`. Null: there is none, such as from zero or of a date. */
  readonly changePercent: string | null;
}

/** Members that are no figures. */
const words = new Set(['$schema', 'format', 'country', 'year', 'examples']);

/** In the order of the newer file, then what it no longer has. */
export function changedFigures(before: object, after: object): readonly ChangedFigure[] {
  const [old, now] = [figuresIn(before), figuresIn(after)];
  const gone = [...old.keys()].filter((pointer) => !now.has(pointer));
  return [...now.keys(), ...gone].flatMap((pointer) => {
    const [was, is] = [old.get(pointer) ?? null, now.get(pointer) ?? null];
    return was === is
      ? []
      : [{ pointer, before: was, after: is, changePercent: changePercent(was, is) }];
  });
}

/** Pointer → text of every figure. Sources are none. */
export function figuresIn(file: object): ReadonlyMap<string, string> {
  const figures = new Map<string, string>();
  for (const [key, value] of Object.entries(file)) {
    if (!words.has(key)) collect(`/${key}`, value, figures);
  }
  return figures;
}

function collect(pointer: string, value: unknown, figures: Map<string, string>): void {
  if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (key !== 'source') collect(`${pointer}/${key}`, inner, figures);
    }
  } else if (typeof value === 'string') {
    figures.set(pointer, value);
  }
}

function changePercent(before: string | null, after: string | null): string | null {
  const tenths = changeTenths(before, after);
  if (tenths === null) return null;
  const size = tenths < 0n ? -tenths : tenths;
  return `${tenths < 0n ? '-' : ''}${size / 10n}.${size % 10n}`;
}

/** In tenths of a percent. */
function changeTenths(before: string | null, after: string | null): bigint | null {
  if (before === null || after === null) return null;
  const [old, now] = [parseRate(before), parseRate(after)];
  if (!old.ok || !now.ok || old.value.numerator === 0n) return null;
  // (now − old) ÷ old, each a fraction
  const { numerator: oldTop, denominator: oldBottom } = old.value;
  const { numerator: nowTop, denominator: nowBottom } = now.value;
  const difference = nowTop * oldBottom - oldTop * nowBottom;
  return divideRounded(difference * 1_000n, nowBottom * oldTop, 'half_up');
}
