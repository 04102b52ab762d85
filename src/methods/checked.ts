/**
 * The only place that checks what a caller passes to a method.
 *
 * TypeScript prevents most mistakes in a typed program. These checks serve JavaScript programs, and
 * programs that pass JSON on. They run before anything is read or written. `takes.ts` lists what
 * each method takes; `values.ts` defines the values, such as days, reasons and ids.
 *
 * Refusal: invalid_argument, with a pointer for each fault. The pointer is the name of a property or of a
 * positional argument (`/why`, `/periodId`), or the place of a surplus argument (`/0`). A method that returns an `Answer` returns the refusal. Every other method throws it as
 * `PaybeatRefused`.
 */
import {
  type Answer,
  answer,
  assert,
  type Issue,
  type Refusal,
  type Refused,
  refuse,
} from '#errors.ts';
import { readJson } from '#text/read-json.ts';
import type { Argument, Arguments, Takes } from './argument.ts';
import { PaybeatRefused } from './refused.ts';
import type { TakingTexts } from './values.ts';

/** How a door words what a method refuses. */
export interface DoorWords {
  refusal(refusal: Refusal, method: string): Refusal;
  /** Does `act`. An outage is thrown in the door's words. */
  outages<T>(act: () => Promise<T>): Promise<T>;
}

/** Returns the same members, with checks of their arguments and the door's words for their refusals. */
export function withChecks<Members extends object>(
  members: Members,
  takes: Takes<Members>,
  words: DoorWords,
): TakingTexts<Members> {
  return checkedGroup(members, { takes: takes as Group, words, path: '' }) as TakingTexts<Members>;
}

interface AnyMethod {
  readonly takes: readonly Argument<unknown>[];
  readonly refusal: 'returned' | 'thrown' | 'returned at once' | 'thrown at once';
}

interface Group {
  readonly [name: string]: AnyMethod | Group | undefined;
}

interface Wrapping<Declared> {
  readonly takes: Declared;
  readonly words: DoorWords;
  /** The name of the method, or of its group with a full stop: `runs.` */
  readonly path: string;
}

function checkedGroup(members: object, { takes, words, path }: Wrapping<Group>): object {
  const checked: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members) as readonly [string, unknown][]) {
    checked[name] = checkedMember(member, { takes: takes[name], words, path: `${path}${name}` });
  }
  return checked;
}

function checkedMember(
  member: unknown,
  { takes, words, path }: Wrapping<AnyMethod | Group | undefined>,
) {
  if (typeof member === 'function') {
    assert(isMethod(takes), `${path} says what it takes`);
    return checkedMethod(member as (...given: unknown[]) => unknown, { takes, words, path });
  }
  if (typeof member !== 'object' || member === null || 'delay' in member) return member;
  assert(takes !== undefined && !isMethod(takes), `${path} says what its methods take`);
  return checkedGroup(member, { takes, words, path: `${path}.` });
}

function isMethod(takes: AnyMethod | Group | undefined): takes is AnyMethod {
  return takes !== undefined && typeof takes.refusal === 'string';
}

function checkedMethod(
  act: (...given: unknown[]) => unknown,
  { takes: { takes, refusal }, words, path }: Wrapping<AnyMethod>,
) {
  return (...given: unknown[]): unknown => {
    const checked = checkArguments(path, takes, given);
    if (checked.ok) return worded(act(...checked.value), { words, path });
    if (refusal === 'returned at once') return checked;
    if (refusal === 'returned') return Promise.resolve(checked);
    const refused = new PaybeatRefused(checked.refusal);
    if (refusal === 'thrown at once') throw refused;
    return Promise.reject(refused);
  };
}

type Wording = Pick<Wrapping<never>, 'words' | 'path'>;

/** The answer of a method, with its refusals in the door's words. */
function worded(answered: unknown, how: Wording): unknown {
  if (!(answered instanceof Promise)) return wordedNow(answered, how);
  return how.words.outages(async () => {
    try {
      return wordedNow(await answered, how);
    } catch (error) {
      throw error instanceof PaybeatRefused
        ? new PaybeatRefused(how.words.refusal(error.refusal, how.path))
        : error;
    }
  });
}

function wordedNow(answered: unknown, { words, path }: Wording): unknown {
  if (isRefused(answered)) {
    return { ...answered, refusal: words.refusal(answered.refusal, path) };
  }
  // A result of one of several periods may also be a refusal.
  for (const one of [answered, Object(answered).value].flat()) {
    if (hasRefusal(one)) Object.assign(one, { refusal: words.refusal(one.refusal, path) });
  }
  return answered;
}

function isRefused(answered: unknown): answered is Refused {
  return hasRefusal(answered) && 'ok' in answered && answered.ok === false;
}

function hasRefusal(value: unknown): value is { readonly refusal: Refusal } {
  return typeof value === 'object' && value !== null && 'refusal' in value;
}

/** Refusal: invalid_argument. */
export function checkArguments<Given extends readonly unknown[]>(
  method: string,
  takes: Arguments<Given>,
  given: readonly unknown[],
): Answer<Given> {
  const read = takes.map(({ name, schema }, place) => {
    const { value, issues } = readJson(withoutUndefined(given[place]), schema);
    const at = name === null ? '' : `/${name}`;
    return { value, issues: issues.map((one) => ({ ...one, pointer: `${at}${one.pointer}` })) };
  });
  const issues = [...read.flatMap((one) => one.issues), ...surplusOf(takes.length, given)];
  if (issues.length === 0) return answer(read.map(({ value }) => value) as unknown as Given);
  const told = issues.map(({ pointer, message }) =>
    pointer === '' ? message : `${pointer.slice(1)}: ${message}`,
  );
  return refuse({
    family: 'invalid',
    code: 'invalid_argument',
    message: `${method}() was called with wrong arguments. ${told.join(' ')}`,
    hint: 'Correct the argument that each issue points to. Nothing was done.',
    issues,
  });
}

/** An issue for each argument after the last that the method takes. */
function surplusOf(count: number, given: readonly unknown[]): readonly Issue[] {
  const many = count === 0 ? 'no argument' : count === 1 ? 'one argument' : `${count} arguments`;
  return given.flatMap((value, place) =>
    place < count || value === undefined
      ? []
      : [{ pointer: `/${place}`, code: 'surplus_argument', message: `It takes ${many}.` }],
  );
}

/** Treats a property that is undefined as absent. */
function withoutUndefined(given: unknown): unknown {
  if (typeof given !== 'object' || given === null) return given;
  if (Object.getPrototypeOf(given) !== Object.prototype) return given;
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, part]) => part !== undefined)
      .map(([name, part]) => [name, withoutUndefined(part)]),
  );
}
