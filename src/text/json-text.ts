/**
 * Reads JSON text that people and other systems write, and loses nothing silently.
 *
 * `JSON.parse` drops duplicate keys, rounds whole numbers beyond 2⁵³, reads 1e400 as infinity and accepts
 * the key `__proto__`. This reader refuses each of them with a pointer. A schedule that loses half of its
 * keys would pay people on the wrong day.
 *
 * Elsewhere: whether the value has the right keys (read-json.ts).
 */

import { type Answer, answer, type Issue, refuse } from '#errors.ts';

/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

interface Level {
  readonly kind: 'object' | 'list';
  readonly pointer: string;
  readonly keys: Set<string>;
  /** The key of the next value, or the index of the next entry. */
  key: string;
  index: number;
}

/** A string, a number or a single mark. Skips blanks and the words true, false and null. */
const tokenPattern = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[{}[\],:]/g;

/**
 * Skips a byte order mark at the start. Refusals: `json_wrong_format` (with the line),
 * `json_ambiguous` with issues `duplicate_key`, `reserved_key`, `number_too_large`,
 * `number_too_small`.
 */
export function parseJsonText(text: string): Answer<unknown> {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    return refuse({
      family: 'invalid',
      code: 'json_wrong_format',
      message: `This is not JSON${placeOf(body, cause)}.`,
      hint: 'Check quotes, commas and brackets; JSON has no comments.',
    });
  }
  const issues = ambiguities(body);
  if (issues.length === 0) return answer(value);
  return refuse({
    family: 'invalid',
    code: 'json_ambiguous',
    message: issues.map(({ message }) => message).join(' '),
    hint: 'Write every key once, and long numbers as text.',
    issues,
  });
}

function placeOf(text: string, cause: unknown): string {
  const found = cause instanceof Error ? /position (\d+)/.exec(cause.message) : null;
  if (found === null) return text.trim() === '' ? ': it is empty' : ', or its end is missing';
  const before = text.slice(0, Number(found[1])).split('\n');
  return `: line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** Finds ambiguities in the tokens of valid JSON text. */
function ambiguities(text: string): readonly Issue[] {
  const issues: Issue[] = [];
  const levels: Level[] = [];
  let isKeyNext = false;
  for (const [token] of text.matchAll(tokenPattern)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      const kind = token === '{' ? 'object' : 'list';
      levels.push({ kind, pointer: pointerIn(level), keys: new Set(), key: '', index: 0 });
      isKeyNext = token === '{';
    } else if (token === '}' || token === ']') {
      levels.pop();
      isKeyNext = false;
    } else if (token === ',') {
      if (level?.kind === 'list') level.index += 1;
      isKeyNext = level?.kind === 'object';
    } else if (token === ':') {
      isKeyNext = false;
    } else if (isKeyNext && level !== undefined) {
      level.key = JSON.parse(token) as string;
      issues.push(...keyIssues(level));
    } else if (!token.startsWith('"')) {
      issues.push(...numberIssues(token, level));
    }
  }
  return issues;
}

/** `JSON.parse` reads `1e400` as infinity and `1e-400` as 0. */
function numberIssues(token: string, level: Level | undefined): readonly Issue[] {
  const value = Number(token);
  const pointer = pointerIn(level);
  if (!Number.isFinite(value)) {
    const message = `The number ${token} is too large.`;
    return [{ pointer, code: 'number_too_large', message }];
  }
  if (Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    const message = 'A number beyond 9007199254740991 cannot be read exactly.';
    return [{ pointer, code: 'number_too_large', message }];
  }
  if (value !== 0 || /^[-0.]*(?:e|$)/i.test(token)) return [];
  const message = `The number ${token} is too small: it would be read as 0.`;
  return [{ pointer, code: 'number_too_small', message }];
}

function keyIssues(level: Level): readonly Issue[] {
  const pointer = pointerIn(level);
  const name = level.key;
  if (level.key === '__proto__') {
    return [{ pointer, code: 'reserved_key', message: `The key "${name}" is not allowed.` }];
  }
  if (level.keys.has(level.key)) {
    return [{ pointer, code: 'duplicate_key', message: `The key "${name}" is written twice.` }];
  }
  level.keys.add(level.key);
  return [];
}

function pointerIn(level: Level | undefined): string {
  if (level === undefined) return '';
  const key = level.kind === 'list' ? String(level.index) : level.key;
  return `${level.pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}
