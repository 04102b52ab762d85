/** How the command line says what it means for a run whether its company has a second pair of eyes. */
import type { SecondEyes } from '#run/second-eyes.ts';

/** For a person: what the setting means for a run. Null: somebody else looks, as there should be. */
export function secondEyesRemark(rule: SecondEyes): string | null {
  if (rule === 'required') return null;
  return `${rule.replace('_', ' ')}: nobody else looks at what one person enters`;
}
