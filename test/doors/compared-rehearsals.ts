/** The simulation by both doors. Each begins at its own moment, so only the names and kinds are compared. */
import type { Compared } from './compared-questions.ts';

export const simulateAct: Compared = {
  verb: 'simulate',
  method: 'simulate',
  args: () => ['simulate', '--months', '1', '--company', 'acme'],
  ask: ({ library }) => library.simulate({ months: 1, company: 'acme' }),
};
