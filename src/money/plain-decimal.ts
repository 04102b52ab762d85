/**
 * Reads a short decimal number quickly: digits, perhaps a point, nothing else.
 *
 * It answers for the numbers that files are full of. For all others it answers null, and the caller's
 * careful reading decides (minor.ts, rate.ts). Both give the same number.
 */

const zero = 0x30;
const nine = 0x39;
const point = 0x2e;
/** So many digits are exact in a double: less than 2^53. */
const digitsMax = 15;

/** `12.5` with two decimals is 1250n. Null: it is not written plainly, or has more decimals. */
export function plainDecimal(text: string, decimals: number): bigint | null {
  const { length } = text;
  if (length === 0 || length > digitsMax) return null;
  let digits = 0;
  let pointAt = -1;
  let value = 0;
  for (let at = 0; at < length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === point) {
      if (pointAt !== -1 || at === 0) return null;
      pointAt = at;
    } else if (code < zero || code > nine) {
      return null;
    } else {
      value = value * 10 + (code - zero);
      digits += 1;
    }
  }
  const wholeDigits = pointAt === -1 ? length : pointAt;
  if (wholeDigits > 1 && text.charCodeAt(0) === zero) return null;
  const fraction = pointAt === -1 ? 0 : length - pointAt - 1;
  if (fraction > decimals || (pointAt !== -1 && fraction === 0)) return null;
  if (digits + decimals - fraction > digitsMax) return null;
  for (let more = fraction; more < decimals; more += 1) value *= 10;
  return BigInt(value);
}
