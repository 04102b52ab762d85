/** Whether two inputs are equal: plain values, dates, lists and plain objects. */

/** False for two objects of a class, other than dates, that are not the same object. */
export function isSameValue(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  if (one === null || other === null) return false;
  if (one instanceof Temporal.PlainDate) {
    return other instanceof Temporal.PlainDate && one.equals(other);
  }
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((value, place) => isSameValue(value, other[place]))
    );
  }
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const name of names) if (!isSameValue(one[name], other[name])) return false;
  return true;
}

function isPlain(value: object): value is Record<string, unknown> {
  return Object.getPrototypeOf(value) === Object.prototype;
}
