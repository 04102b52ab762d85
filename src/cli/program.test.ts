import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { answer, Outage, refuse } from '#errors.ts';
import { testClock } from '#time/clock.fixture.ts';
import { dateArgument, jsonObject, rowNumber, someText } from './arguments.ts';
import type { OpenWorld } from './context.ts';
import type { RegisterVerb } from './program.ts';
import { runCli } from './program.ts';

/** A small command of its own, because these tests are about the frame and not about a verb. */
const verbs: readonly RegisterVerb[] = [
  (program, cli) => {
    const ledger = program.command('ledger').description('keep a ledger');
    ledger
      .command('add')
      .argument('<number>', 'its number', rowNumber)
      .option('--on <date>', 'a day', dateArgument)
      .option('--rule <json>', 'a rule', jsonObject)
      .option('--reason <text>', 'why', someText)
      .option('--force')
      .action(
        cli.verb(async (number: number, options: object) =>
          answer({
            json: { number, ...options },
            text: (page) => page.sentence(`added ${number}`),
          }),
        ),
      );
    ledger
      .command('list')
      .action(cli.verb(async () => answer({ json: {}, text: () => undefined })));
    program
      .command('partly')
      .action(
        cli.verb(async () => answer({ json: {}, text: () => undefined, exit: 'partly' as const })),
      );
    program
      .command('refused')
      .action(
        cli.verb(async () =>
          refuse({ family: 'conflict', code: 'run_exists', message: 'it runs' }),
        ),
      );
    program
      .command('run_payroll_automation')
      .alias('run')
      .action(cli.verb(async () => answer({ json: {}, text: () => undefined })));
    program.command('crash').action(
      cli.verb(async () => {
        throw new Outage('database_unreachable', 'nobody answers');
      }),
    );
    program
      .command('world')
      .action(
        cli.verb(() =>
          cli.withWorld(async () => answer({ json: {}, text: (page) => page.sentence('used') })),
        ),
      );
  },
];

async function type(line: string | readonly string[], env: Record<string, string> = {}) {
  const streams = { out: '', err: '' };
  const events: string[] = [];
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => {
      streams[name] += text;
    },
    on: () => undefined,
  });
  const openWorld: OpenWorld = async ({ config }) => {
    events.push(`open ${config.logLevel}`);
    return answer({
      databaseUrl: '',
      world: {} as never,
      run: async () => answer(null),
      openMonitor: async () => ({ address: '', close: async () => undefined }),
      openApi: async () => ({ address: '', close: async () => undefined }),
      close: async () => {
        events.push('close');
      },
    });
  };
  const code = await runCli(
    {
      args: typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line,
      env,
      folder: '/',
      stdout: stream('out'),
      stderr: stream('err'),
      stdin: () => Readable.from([]),
      clock: testClock('2026-07-01T12:00:00Z'),
      version: '1.2.3',
      openWorld,
    },
    verbs,
  );
  return { code, events, ...streams };
}

describe('a command line', () => {
  it.each([
    ['ledgr', 'error unknown_verb', 'did you mean ledger?'],
    ['ledger ad 1', 'error unknown_verb', 'did you mean add?'],
    ['ledger add 1 --resaon x', 'error unknown_option', 'did you mean --reason?'],
    ['ledger add 1 --reason x --reason x', 'error option_twice', '--reason'],
    ['--data a ledger add 1 --data b', 'error option_twice', '--data'],
    ['--jsn ledger list', 'error unknown_option', 'did you mean --json?'],
    ['ledger', 'error missing_verb', 'paybeat ledger'],
    ['ledger add', 'error missing_argument', "see 'paybeat ledger add --help'"],
    ['ledger add 1 2', 'error too_many_arguments', "see 'paybeat ledger add --help'"],
    ['run 15', 'error too_many_arguments', 'paybeat run --period-id 15'],
    ['run 15 16', 'error too_many_arguments', 'paybeat run --period-id 15 16'],
    ['run fifteen', 'error too_many_arguments', "see 'paybeat run_payroll_automation --help'"],
    ['ledger add 1 --reason', 'error missing_value', '--reason'],
    ['ledger add abc', 'error invalid_argument', "'abc'"],
    ['frobnicate', 'error unknown_verb', "see 'paybeat --help'"],
    ['status', 'error unknown_verb', 'paybeat inspect ping'],
  ])('such as "%s" gives one line and exits with 2', async (line, start, part) => {
    const { code, out, err } = await type(line);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err.split('\n').length).toBe(2);
    expect(err.startsWith(start)).toBe(true);
    expect(err).toContain(part);
  });

  it('that is refused is one JSON object with --json, in any position of --json', async () => {
    for (const line of ['--json ledgr', 'ledgr --json', 'ledger add abc --json']) {
      const { code, out } = await type(line);
      expect(code).toBe(2);
      expect(JSON.parse(out)).toMatchObject({ error: { family: 'usage', exit_code: 2 } });
    }
  });

  it('may hold global options anywhere', async () => {
    expect(JSON.parse((await type('ledger add 7 --json')).out)).toEqual({ number: 7 });
    expect(JSON.parse((await type('--json ledger add 7')).out)).toEqual({ number: 7 });
  });

  it.each(['0', '-1', '1e3', '1.0', ' 1', '٣', '2147483648', '9007199254740993', '0x1', ''])(
    'has no row number %j',
    async (text) => {
      const { code, err } = await type(['ledger', 'add', '--', text]);
      expect([code, err.split(':')[0]]).toEqual([2, 'error invalid_argument']);
    },
  );

  it.each([
    [['--on', '2024-02-30'], 'February 2024 has 29 days'],
    [['--on', '2024-02-01T00:00Z'], 'YYYY-MM-DD'],
    [['--rule', '{days: 3}'], 'Write a JSON object'],
    [['--rule', '[]'], 'Write a JSON object'],
    [['--reason', '  '], 'Expected some text'],
  ])('says what is wrong with %j', async (words, part) => {
    const { code, err } = await type(['ledger', 'add', '1', ...words]);
    expect(code).toBe(2);
    expect(err).toContain(part);
  });

  it('does not print control characters that were typed', async () => {
    expect((await type(['ledger', 'add', '\u001b[2J'])).err).toContain('\\x1b[2J');
  });
});

describe('help and version', () => {
  it('are answers', async () => {
    expect(await type('--version')).toMatchObject({ code: 0, out: '1.2.3\n', err: '' });
    expect((await type('')).out).toContain('Usage: paybeat');
    expect(await type('--help')).toMatchObject({ code: 0, err: '' });
    const { code, out } = await type('ledger add --help');
    expect(code).toBe(0);
    expect(out).toContain('Usage: paybeat ledger add');
    expect(out).toContain('--json');
  });
});

describe('the help of a command that does not exist', () => {
  it.each([
    ['help ledgr', 'did you mean ledger?'],
    ['help ledger lst', 'did you mean list?'],
    ['help nosuch', 'unknown command'],
  ])('%s is refused like the command', async (line, part) => {
    const { code, err } = await type(line);
    expect(code).toBe(2);
    expect(err).toContain('error unknown_verb');
    expect(err).toContain(part);
  });

  it.each(['help', 'help ledger', 'help ledger list', 'help partly'])(
    '%s shows help',
    async (line) => {
      const { code, out } = await type(line);
      expect(code).toBe(0);
      expect(out).toContain('Usage: paybeat');
    },
  );
});

describe('the exit code', () => {
  it.each([
    ['partly', 8],
    ['refused', 4],
    ['crash', 7],
    ['ledger list', 0],
  ])('of "%s" is %i', async (line, code) => {
    expect((await type(line)).code).toBe(code);
  });
});

describe('the world', () => {
  it('is opened for the verbs that need it, and closed', async () => {
    expect((await type('ledger list')).events).toEqual([]);
    expect((await type('world --debug')).events).toEqual(['open debug', 'close']);
  });

  it('is not opened with a wrong configuration, whose problems are all listed', async () => {
    const { code, events, err } = await type('world', {
      PAYBEAT_CHUNKSIZE: '1',
      DATABASE_URL: 'localhost',
    });
    expect([code, events]).toEqual([2, []]);
    expect(err).toMatch(
      /^error configuration_invalid: 2 .*\n {2}PAYBEAT_CHUNKSIZE: .*\n {2}DATABASE_URL: /,
    );
  });
});
