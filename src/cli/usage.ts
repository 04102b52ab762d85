/**
 * Turns commander's errors about a command line into our refusals and codes.
 *
 * Commander adds a suggestion to its message, `(Did you mean …?)`. The suggestion becomes the hint.
 */

import type { CommanderError } from 'commander';
import { type Refusal, refuse } from '#errors.ts';

const codes: Readonly<Record<string, string>> = {
  'commander.unknownCommand': 'unknown_verb',
  'commander.unknownOption': 'unknown_option',
  'commander.excessArguments': 'too_many_arguments',
  'commander.missingArgument': 'missing_argument',
  'commander.optionMissingArgument': 'missing_value',
  'commander.missingMandatoryOptionValue': 'missing_option',
  'commander.conflictingOption': 'conflicting_options',
  'commander.invalidArgument': 'invalid_argument',
  'paybeat.optionTwice': 'option_twice',
};

/** Commands that Celery users may type, and what to use here. */
const elsewhere: Readonly<Record<string, string>> = {
  status: 'inspect ping',
  report: 'inspect report',
  purge: 'tasks purge',
  result: 'tasks result',
  call: 'tasks call',
  revoke: 'tasks revoke',
  flower: 'monitor',
  query_task: 'tasks show',
  revoked: 'tasks list --state revoked',
  active_queues: 'inspect stats',
  add_consumer: 'control resume',
  cancel_consumer: 'control pause',
};

/** Commands without arguments whose numbers people type as if they were arguments. */
const numbersOf: Readonly<Record<string, string>> = {
  'paybeat run_payroll_automation': 'paybeat run --period-id',
};

/** `command` is the part that was understood: `paybeat company`. `words` are its arguments. */
export function usageRefusal(
  error: CommanderError,
  command: string,
  words: readonly string[] = [],
): Refusal {
  const text = error.message.replace(/^error: /, '').trim();
  const suggestion = /\n?\(Did you mean (?:one of )?(.+)\?\)$/s.exec(text);
  const message = (suggestion ? text.slice(0, suggestion.index) : text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(
      /^command-argument value (.*) is invalid for argument '(.*?)'\. /,
      '$1 is not a valid $2. ',
    );
  const help = `see '${command} --help'`;
  const code = codes[error.code] ?? 'usage';
  const typed = /unknown command '(?<word>.*)'/.exec(message)?.groups?.['word'] ?? '';
  const known = Object.hasOwn(elsewhere, typed) ? elsewhere[typed] : undefined;
  if (code === 'unknown_verb' && known !== undefined) {
    return refuse({ family: 'usage', code, message, hint: `in Paybeat, use: paybeat ${known}` })
      .refusal;
  }
  if (code === 'too_many_arguments') {
    const numbered = words.every((word) => /^\d+$/.test(word)) ? numbersOf[command] : undefined;
    return refuse({
      ...{ family: 'usage', code },
      message: `unexpected argument for '${command}': ${message.replace(/^.*: /, '').replace(/\.$/, '')}`,
      hint: numbered === undefined ? help : `type: ${numbered} ${words.join(' ')}`,
    }).refusal;
  }
  const hint = suggestion ? `did you mean ${suggestion[1] ?? ''}? ${help}` : help;
  return refuse({ family: 'usage', code, message, hint }).refusal;
}
