/** Parts that several verbs use to register themselves. */

import type { Command } from 'commander';

/** The parent command of a noun's verbs, `paybeat company …`. The first of its verbs creates it. */
export function group(program: Command, name: string, description: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  return found ?? program.command(name).description(description);
}

/** Lines shown at the end of `--help`. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
