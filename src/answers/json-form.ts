/**
 * The one JSON form of every answer, whichever door gives it.
 *
 *   - names are in snake_case: `payOn` is `pay_on`;
 *   - an amount is a decimal string, under its name without `Minor`, in the `currency` that stands
 *     beside it or further out: `grossMinor: 123450n` is `"gross": "1234.50"`;
 *   - a rate or a quantity (`…Micro`) is a decimal string: `hourlyRateMicro` is `"hourly_rate": "25.5"`;
 *   - dates and instants are ISO 8601, bytes are hexadecimal digits;
 *   - the names of a Map are data (pay codes, workers) and stay as they are;
 *   - what is not known is null; what was not asked is left out.
 *
 * What an answer shows of itself is said once, beside the question (`shownAs`): every door shows that.
 * JSON that belongs to somebody else (a schedule's definition, a rule, what a task was sent with) is
 * shown as it was written: see `verbatim`.
 *
 * A Bug: an amount without a currency, and two names that become one.
 */
import { type Answer, assert, Bug } from '#errors.ts';
import { type Currency, formatAmount, parseCurrency } from '#money/minor.ts';
import { formatDecimal, ratio } from '#money/rate.ts';

export type JsonForm =
  | string
  | number
  | boolean
  | null
  | readonly JsonForm[]
  | { readonly [name: string]: JsonForm };

const micro = 1_000_000n;
const camelCase = /^[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+$/;

/** JSON that keeps its own names. */
class Verbatim {
  readonly json: unknown;

  constructor(json: unknown) {
    this.json = json;
  }

  toJSON(): unknown {
    return this.json;
  }
}

export function verbatim(json: unknown): object {
  return new Verbatim(json);
}

export function jsonForm(value: unknown): JsonForm {
  return formOf(value, null);
}

const shape = Symbol('what an answer shows of itself');

/** The same value; every door and `JSON.stringify` show it in this shape, in the JSON form. */
export function shownAs<T extends object>(value: T, shapeOf: (value: T) => object): T {
  if (Object.isFrozen(value)) return value;
  Object.defineProperty(value, shape, { value: () => shapeOf(value), configurable: true });
  return withJsonForm(value);
}

export function eachShownAs<T extends object>(
  values: readonly T[],
  shapeOf: (value: T) => object,
): readonly T[] {
  for (const value of values) shownAs(value, shapeOf);
  return values;
}

export function answerShownAs<T extends object>(
  answered: Answer<T>,
  shapeOf: (value: T) => object,
): Answer<T> {
  if (answered.ok) shownAs(answered.value, shapeOf);
  return answered;
}

/** The same value; `JSON.stringify` writes its JSON form. */
export function withJsonForm<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  if (isTemporal(value) || value instanceof Uint8Array) return value;
  return Object.defineProperty(value, 'toJSON', {
    value: () => jsonForm(value),
    enumerable: false,
    configurable: true,
  });
}

function formOf(value: unknown, currency: Currency | null): JsonForm {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      assert(Number.isFinite(value), 'a number of an answer is finite');
      return value;
    case 'bigint':
      return value.toString();
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : formOfObject(value, currency);
    default:
      throw new Bug(`an answer holds a ${typeof value}`);
  }
}

function formOfObject(value: object, currency: Currency | null): JsonForm {
  if (Array.isArray(value) && !hasShape(value)) return value.map((one) => formOf(one, currency));
  if (value instanceof Verbatim) return value.json as JsonForm;
  if (isTemporal(value)) return value.toString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (hasShape(value)) return formOf(value[shape](), currency);
  const form: Record<string, JsonForm> = {};
  if (value instanceof Map) {
    for (const [name, part] of value) put(form, String(name), formOf(part, currency));
    return form;
  }
  const inner = currencyIn(value) ?? currency;
  for (const [name, part] of Object.entries(value)) {
    if (part !== undefined) putPart(form, { name, part, currency: inner });
  }
  return form;
}

function putPart(
  form: Record<string, JsonForm>,
  of: { readonly name: string; readonly part: unknown; readonly currency: Currency | null },
): void {
  const { name, part, currency } = of;
  const isAmount = typeof part === 'bigint' || part === null;
  if (isAmount && name.endsWith('Minor')) {
    put(form, snakeCase(name.slice(0, -'Minor'.length)), amountOf(part, currency, name));
  } else if (isAmount && name.endsWith('Micro')) {
    const decimal = part === null ? null : formatDecimal(ratio(part, micro));
    put(form, snakeCase(name.slice(0, -'Micro'.length)), decimal);
  } else {
    put(form, snakeCase(name), formOf(part, currency));
  }
}

function put(form: Record<string, JsonForm>, name: string, json: JsonForm): void {
  if (Object.hasOwn(form, name)) throw new Bug(`two names of an answer become ${name}`);
  // An assignment to this name would be lost.
  if (name === '__proto__') {
    Object.defineProperty(form, name, { value: json, enumerable: true, configurable: true });
  } else {
    form[name] = json;
  }
}

function amountOf(amount: bigint | null, currency: Currency | null, name: string): string | null {
  if (amount === null) return null;
  assert(currency, `${name} of an answer has a currency`);
  return formatAmount(amount, currency);
}

/** A long answer has few names and each of them often. */
const snakeCaseOf = new Map<string, string>();
const namesKeptMax = 2_000;

/** Names that are no camelCase, such as pay codes, stay as they are. */
function snakeCase(name: string): string {
  const known = snakeCaseOf.get(name);
  if (known !== undefined) return known;
  const made = camelCase.test(name)
    ? name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : name;
  if (snakeCaseOf.size < namesKeptMax) snakeCaseOf.set(name, made);
  return made;
}

function currencyIn(value: object): Currency | null {
  if (!('currency' in value) || typeof value.currency !== 'string') return null;
  const found = parseCurrency(value.currency);
  return found.ok ? found.value : null;
}

function isTemporal(value: object): value is Temporal.PlainDate {
  return Object.prototype.toString.call(value).startsWith('[object Temporal.');
}

function hasShape(value: object): value is { readonly [shape]: () => object } {
  return shape in value;
}
