/**
 * Whether a second person looks at what somebody entered: a setting of the company. The words are stored and
 * shown in JSON.
 *
 *   required   a person does not approve pay data that they entered themselves
 *   none       the company says that it has no second person
 *   not_said   nobody has chosen; as none, and each run says so
 */
export type SecondEyes = 'required' | 'none' | 'not_said';

/** What a company can choose. */
export const secondEyesChoices = ['required', 'none'] as const;

/**
 * The person behind an actor of the audit chain. A program that acts for somebody (`person:hr for person:bob`)
 * acts as that person.
 */
export function personBehind(actor: string): string {
  const at = actor.lastIndexOf(' for ');
  const behind = at < 0 ? actor : actor.slice(at + ' for '.length);
  return /^[a-z][a-z0-9_-]*:/.test(behind) ? behind : actor;
}
