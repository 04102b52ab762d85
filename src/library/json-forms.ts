/** Makes `JSON.stringify` of any result of the library give the same JSON as `paybeat --json`. */
import { withJsonForm } from '#answers/json-form.ts';

/** Returns the same methods. Each adds `toJSON` to its result. */
export function withJsonForms<T extends object>(members: T): T {
  const given: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(members)) given[name] = formed(member);
  return given as T;
}

function formed(member: unknown): unknown {
  if (typeof member === 'function') {
    return (...asked: readonly unknown[]): unknown => {
      const answered: unknown = member(...asked);
      return answered instanceof Promise ? answered.then(withForms) : withForms(answered);
    };
  }
  const isGroup = typeof member === 'object' && member !== null && !('delay' in member);
  return isGroup ? withJsonForms(member) : member;
}

/** Adds the form to an answer and to the value in it. */
function withForms(answered: unknown): unknown {
  if (isAnswer(answered)) withJsonForm(answered.value);
  return withJsonForm(answered);
}

function isAnswer(value: unknown): value is { readonly value: unknown } {
  return typeof value === 'object' && value !== null && 'ok' in value && 'value' in value;
}
