/**
 * The canonical form of JSON by RFC 8785: one text for one value, whoever writes it. Keys are in the order of their
 * UTF-16 code units, and nothing stands between the marks.
 *
 * Values are those of JSON. Amounts are texts, because a number of JSON may lose digits.
 */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [name: string]: CanonicalValue };

/** Throws RangeError for a number that JSON cannot write. */
export function canonicalJson(value: CanonicalValue): string {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new RangeError('JSON has only finite numbers');
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
  return `{${members.join(',')}}`;
}

function isList(value: object): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}
