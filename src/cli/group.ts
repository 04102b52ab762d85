/** Parts that every verb uses to introduce itself. */

import type { Command } from 'commander';

/** `paybeat company …`: the command that holds the verbs of a noun, made by the first of them. */
export function group(program: Command, name: string, description: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  return found ?? program.command(name).description(description);
}

/** Lines shown at the end of `--help`. */
export function withExamples(command: Command, examples: readonly string[]): Command {
  const lines = examples.map((example) => `  $ ${example}`);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
