/**
 * The command `paybeat`: reads the command line, calls one verb and returns an exit code.
 *
 * It never ends the process and never throws. A mistake on the command line is a usage failure in
 * our own format (exit code 2). failure.ts describes whatever a verb throws.
 *
 * Elsewhere: the list of verbs (verbs.ts), the output (output.ts).
 */

import { Command, CommanderError } from 'commander';
import type { Clock } from '#time/clock.ts';
import type { OpenWorld } from './context.ts';
import { CliContext } from './context.ts';
import { exitCodes } from './failure.ts';
import type { TextStream } from './output.ts';
import { Output } from './output.ts';
import { usageRefusal } from './usage.ts';

interface CliAsk {
  /** The arguments, without the paths of Node and of the script. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  /** Standard input. Only verbs that read it call this. */
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  readonly clock: Clock;
  readonly version: string;
  readonly openWorld: OpenWorld;
}

/** Adds one verb to the program. */
export type RegisterVerb = (program: Command, cli: CliContext) => void;

export async function runCli(ask: CliAsk, verbs: readonly RegisterVerb[]): Promise<number> {
  const { args, env, stdout, stderr } = ask;
  const out = new Output({
    stdout,
    stderr,
    env,
    isJson: isAsked(args, '--json'),
    isDebug: isAsked(args, '--debug'),
    wantsColor: !isAsked(args, '--no-color'),
  });
  const program = newProgram(ask);
  const cli = new CliContext({
    ...ask,
    out,
    flags: () => {
      const { data, debug } = program.opts<{ data?: string; debug?: boolean }>();
      return {
        ...(data === undefined ? {} : { dataFolder: data }),
        ...(debug === true ? { logLevel: 'debug' as const } : {}),
      };
    },
  });
  for (const register of verbs) register(program, cli);
  program.helpCommand('help [command]', 'show the help of a command');
  refuseOptionsGivenTwice(program);
  try {
    await program.parseAsync(helpedArgs(program, args), { from: 'user' });
  } catch (error) {
    cli.exitCode =
      error instanceof CommanderError ? ended(error, { program, args, out }) : out.crash(error);
  }
  return cli.exitCode === exitCodes.done && out.hasLost ? exitCodes.outage : cli.exitCode;
}

function newProgram(ask: CliAsk): Command {
  const program = new Command('paybeat')
    .description('Payroll that runs itself: on time, exactly once, to the cent, and provably so.')
    .version(ask.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help and examples')
    .option('--json', 'print the result as JSON, for programs')
    .option('--data <folder>', 'folder of the embedded database (default: .paybeat)')
    .option('--no-color', 'no colors; NO_COLOR does the same')
    .option('--debug', 'print more detail, and the source of an error')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, helpWidth: widthOf(ask.stdout) })
    .configureOutput({
      writeOut: (text) => ask.stdout.write(text),
      // `ended` reports these errors in our own format.
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHasColors: () => false,
    });
  return program.addHelpText(
    'after',
    `
Each setting is read from the command line, then from an environment variable,
then from the settings file. That is paybeat.config.json next to the data folder,
or the file that PAYBEAT_CONFIG names.
DATABASE_URL=postgres://… uses a PostgreSQL server instead of the embedded one.

Exit codes: 0 done, 1 bug, 2 usage, 3 invalid data, 4 conflict, 5 not found, 6 denied,
7 unavailable, 8 partly done.`,
  );
}

/**
 * Removes `help` if it names an unknown command, so that the command is refused like any other unknown one.
 * Commander would show the general help and exit with 0.
 */
function helpedArgs(program: Command, args: readonly string[]): readonly string[] {
  const [help, ...words] = args.filter((word) => !word.startsWith('-'));
  if (help !== 'help') return args;
  let command = program;
  for (const word of words) {
    const found = command.commands.find((one) => [one.name(), ...one.aliases()].includes(word));
    if (found === undefined) {
      const isUnknown = command.commands.length > 0 && word !== 'help';
      return isUnknown ? args.toSpliced(args.indexOf('help'), 1) : args;
    }
    command = found;
  }
  return args;
}

/** Commander would silently use the second of two values. The first may be the intended one. */
function refuseOptionsGivenTwice(command: Command): void {
  for (const option of command.options) {
    if (option.variadic || !(option.required || option.optional)) continue;
    let given = 0;
    command.on(`option:${option.name()}`, () => {
      given += 1;
      if (given < 2) return;
      const message = `error: option '${option.flags}' was given twice`;
      throw new CommanderError(exitCodes.usage, 'paybeat.optionTwice', message);
    });
  }
  for (const verb of command.commands) refuseOptionsGivenTwice(verb);
}

/** The exit code after commander ended early. Help and version are not failures. */
function ended(
  error: CommanderError,
  ask: { readonly program: Command; readonly args: readonly string[]; readonly out: Output },
): number {
  const command = commandOf(ask.program, ask.args);
  if (error.exitCode === 0) return exitCodes.done;
  if (error.code !== 'commander.help') {
    return ask.out.refuse(usageRefusal(error, pathOf(command), command.args));
  }
  if (command === ask.program) {
    command.outputHelp();
    return exitCodes.done;
  }
  const verbs = command.commands.map((verb) => verb.name()).filter((name) => name !== 'help');
  return ask.out.refuse({
    family: 'usage',
    code: 'missing_verb',
    message: `type a command after '${pathOf(command)}': ${verbs.join(', ')}`,
    hint: `see '${pathOf(command)} --help'`,
  });
}

/** The deepest command that the words name. */
function commandOf(program: Command, args: readonly string[]): Command {
  let command = program;
  for (const word of args) {
    if (word === '--') break;
    const next = command.commands.find(
      (candidate) => candidate.name() === word || candidate.aliases().includes(word),
    );
    if (next) command = next;
  }
  return command;
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function isAsked(args: readonly string[], flag: string): boolean {
  const end = args.indexOf('--');
  return (end === -1 ? args : args.slice(0, end)).includes(flag);
}

function widthOf(stream: TextStream): number {
  return stream.isTTY === true && stream.columns ? stream.columns : 100;
}
