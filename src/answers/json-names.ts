/**
 * Translates the names of an answer's properties into the names of its JSON form.
 *
 * A long answer repeats the same few names thousands of times. The translation of one object's
 * names is therefore kept for the next object with the same names.
 */

export interface PartName {
  /** The name in the answer: `grossMinor`. */
  readonly name: string;
  /** `gross_minor`. A name that is not camelCase, such as a pay code, does not change. */
  readonly inSnakeCase: string;
  /** The unit that the end of the name shows. Null: the name shows no unit. */
  readonly unit: 'Minor' | 'Micro' | null;
  /** The name without its unit: `gross`. */
  readonly withoutUnit: string;
}

interface Layout {
  readonly places: readonly PartName[];
  /** True if no two names become the same name, and every name can be assigned. */
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
