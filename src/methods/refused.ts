/** A refusal, for a program that prefers an exception to an `Answer`. */
import type { Action } from '#actions.ts';
import { jsonForm } from '#answers/json-form.ts';
import type { Answer, Issue, Refusal } from '#errors.ts';

/**
 * A refusal, thrown. `code` is what programs rely on, `message` is for people.
 *
 * `JSON.stringify` writes it in the one JSON form, as `paybeat --json` shows a refusal.
 */
export class PaybeatRefused extends Error {
  /** The kind of refusal: `usage`, `invalid`, `conflict`, `not_found` or `denied`. */
  readonly family: Refusal['family'];
  /** What was refused, in snake_case: `period_completed`. It does not change between versions. */
  readonly code: string;
  /** What to do about it, for a person. */
  readonly hint: string | null;
  /** What to do about it, as data. */
  readonly actions: readonly Action[];
  /** Every fault of the input, each with a pointer to its place. */
  readonly issues: readonly Issue[];
  /** The values behind the message, such as the number of the run. */
  readonly facts: Readonly<Record<string, unknown>>;

  constructor({ family, code, message, hint, actions, issues, facts }: Refusal) {
    super(message);
    this.name = 'PaybeatRefused';
    this.family = family;
    this.code = code;
    this.hint = hint ?? null;
    this.actions = actions ?? [];
    this.issues = issues ?? [];
    this.facts = facts ?? {};
  }

  /** The same refusal as a value. */
  get refusal(): Refusal {
    const { family, code, message, actions, issues, facts } = this;
    const hint = this.hint === null ? {} : { hint: this.hint };
    return { family, code, message, ...hint, actions, issues, facts };
  }

  toJSON(): unknown {
    const { family, code, message, hint, actions, issues, facts } = this;
    return jsonForm({ family, code, message, hint, actions, issues, facts });
  }
}

/** The value of an answer. Throws `PaybeatRefused` if the answer is a refusal. */
export function valueOf<T>(answered: Answer<T>): T {
  if (answered.ok) return answered.value;
  throw new PaybeatRefused(answered.refusal);
}
