/**
 * From the names of an answer's parts to the names of their JSON form.
 *
 * A long answer holds the same few names thousands of times, so what is found out about the names of
 * one object is kept for the next that has the same.
 */

export interface PartName {
  /** As the answer has it: `grossMinor`. */
  readonly name: string;
  /** `gross_minor`; a name that is no camelCase, such as a pay code, stays as it is. */
  readonly inSnakeCase: string;
  /** Of the amount or decimal that a name with this end stands for; else null. */
  readonly unit: 'Minor' | 'Micro' | null;
  /** `gross`: the name of that amount. */
  readonly withoutUnit: string;
}

interface Layout {
  readonly places: readonly PartName[];
  /** No two names can become one, and each can be assigned. */
  readonly isPlain: boolean;
}

const camelCase = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/;
const units = ['Minor', 'Micro'] as const;
const keptMax = 2_000;

/** By the first name of the object. */
const layouts = new Map<string, Layout>();
const placesByName = new Map<string, PartName>();

export function layoutOf(names: readonly string[]): Layout {
  const first = names[0] ?? '';
  const known = layouts.get(first);
  if (known !== undefined && isOf(known, names)) return known;
  const places = names.map(partName);
  const given = places.flatMap(({ inSnakeCase, withoutUnit }) =>
    inSnakeCase === withoutUnit ? [inSnakeCase] : [inSnakeCase, withoutUnit],
  );
  const isPlain = new Set(given).size === given.length && !given.includes('__proto__');
  const layout = { places, isPlain };
  if (known !== undefined || layouts.size < keptMax) layouts.set(first, layout);
  return layout;
}

function isOf({ places }: Layout, names: readonly string[]): boolean {
  if (places.length !== names.length) return false;
  for (let index = 0; index < names.length; index += 1) {
    if (places[index]?.name !== names[index]) return false;
  }
  return true;
}

function partName(name: string): PartName {
  const known = placesByName.get(name);
  if (known !== undefined) return known;
  const unit = units.find((end) => name.endsWith(end)) ?? null;
  const place = {
    name,
    inSnakeCase: snakeCase(name),
    unit,
    withoutUnit: snakeCase(unit === null ? name : name.slice(0, -unit.length)),
  };
  if (placesByName.size < keptMax) placesByName.set(name, place);
  return place;
}

function snakeCase(name: string): string {
  return camelCase.test(name)
    ? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : name;
}
