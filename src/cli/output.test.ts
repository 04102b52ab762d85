import { describe, expect, it } from 'vitest';
import type { Refusal } from '#errors.ts';
import { Bug, Outage } from '#errors.ts';
import type { OutputAsk, Page } from './output.ts';
import { Output } from './output.ts';

class Screen {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number;
  fail: (error: Error) => void = () => undefined;
  constructor(look: { isTTY: boolean; columns?: number }) {
    this.isTTY = look.isTTY;
    this.columns = look.columns ?? 80;
  }
  write(text: string): void {
    this.text += text;
  }
  on(_: 'error', listener: (error: Error) => void): void {
    this.fail = listener;
  }
}

function output(change: Partial<OutputAsk> & { isTTY?: boolean; columns?: number } = {}) {
  const look = { isTTY: change.isTTY ?? false, columns: change.columns ?? 80 };
  const stdout = new Screen(look);
  const stderr = new Screen(look);
  const base = { env: {}, isJson: false, isDebug: false, wantsColor: true };
  return { out: new Output({ ...base, stdout, stderr, ...change }), stdout, stderr };
}

const refusal: Refusal = {
  family: 'invalid',
  code: 'file_refused',
  message: 'The roster file has 2 problems.',
  hint: 'Mend them.',
  issues: [
    { pointer: 'row 2, column name', code: 'formula_cell', message: 'The cell is a formula.' },
    { pointer: 'row 3', code: 'too_few_cells', message: 'Cells are missing.' },
    { pointer: '', code: 'whole', message: 'All of it.' },
  ],
  facts: { problems: 2n },
};

describe('a failure', () => {
  it('is one line on standard error with its issues below', () => {
    const { out, stdout, stderr } = output();
    expect(out.refuse(refusal)).toBe(3);
    expect(stdout.text).toBe('');
    expect(stderr.text).toBe(
      'error file_refused: The roster file has 2 problems\n  Mend them.\n' +
        '  row 2, column name: The cell is a formula. [formula_cell]\n' +
        '  row 3: Cells are missing. [too_few_cells]\n' +
        '  All of it. [whole]\n',
    );
  });

  it('words the actions of the refusal and of each issue', () => {
    const { out, stderr } = output();
    const [issue] = refusal.issues ?? [];
    out.refuse({
      ...refusal,
      actions: [{ action: 'list_schedules' }],
      issues: issue ? [{ ...issue, actions: [{ action: 'ask_again', with: 'replace' }] }] : [],
    });
    expect(stderr.text).toBe(
      'error file_refused: The roster file has 2 problems\n  Mend them: paybeat schedule list\n' +
        '  row 2, column name: The cell is a formula: --replace [formula_cell]\n',
    );
  });

  it.each([
    ['The rule cannot be used: Not a day. Not an hour.', 'The rule cannot be used'],
    ['The plan cannot be used. /at: Not an hour. And 1 more.', 'The plan cannot be used'],
    ['the case cannot be read: /on Not a day', 'the case cannot be read'],
  ])('that repeats its issues says each once: %s', (message, said) => {
    const { out, stdout, stderr } = output({ isJson: true });
    const issues = [
      { pointer: '/on', code: 'no_day', message: 'Not a day.' },
      { pointer: '/at', code: 'no_hour', message: 'Not an hour.' },
    ];
    out.refuse({ family: 'invalid', code: 'rule_invalid', message, issues });
    expect(stderr.text).toBe(
      `error rule_invalid: ${said}\n  /on: Not a day. [no_day]\n  /at: Not an hour. [no_hour]\n`,
    );
    expect(JSON.parse(stdout.text)).toMatchObject({ error: { message: `${said}.`, issues } });
  });

  it('with one issue shows its place, and its message only once', () => {
    const { out, stderr } = output();
    const message = 'The plan would end before it begins.';
    const issues = [{ pointer: '/to', code: 'span_backwards', message }];
    out.refuse({ family: 'invalid', code: 'span_backwards', message, issues });
    expect(stderr.text).toBe(
      'error span_backwards: The plan would end before it begins\n  /to [span_backwards]\n',
    );
  });

  it('is with --json the one object on standard output as well', () => {
    const { out, stdout, stderr } = output({ isJson: true });
    out.refuse(refusal);
    expect(JSON.parse(stdout.text)).toEqual({
      error: { ...refusal, actions: [], facts: { problems: '2' }, exit_code: 3 },
    });
    expect(stdout.text.split('\n').length).toBe(2);
    expect(stderr.text).toContain('error file_refused: ');
  });

  it.each([
    ['usage', 2],
    ['invalid', 3],
    ['conflict', 4],
    ['not_found', 5],
    ['denied', 6],
  ] as const)('of the family %s exits with %i', (family, code) => {
    expect(output().out.refuse({ ...refusal, family })).toBe(code);
  });

  it('of the world exits with 7 and says what to do', () => {
    const { out, stderr } = output();
    const hint = 'start the server';
    expect(out.crash(new Outage('database_unreachable', 'nobody answers', { hint }))).toBe(7);
    expect(stderr.text).toBe('error database_unreachable: nobody answers\n  Start the server.\n');
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(output().out.crash(full)).toBe(7);
  });

  it('of ours exits with 1 and asks for a report, with the stack only with --debug', () => {
    const quiet = output();
    expect(quiet.out.crash(new Bug('the totals differ', { cause: new Error('why') }))).toBe(1);
    expect(quiet.stderr.text).toMatch(
      /^error bug: the totals differ\n {2}This is a fault.*report.*\.\n$/,
    );
    const loud = output({ isDebug: true });
    loud.out.crash(new Bug('the totals differ', { cause: new Error('why') }));
    expect(loud.stderr.text).toMatch(/output\.test\.ts.*caused by Error: why/s);
  });

  it.each(['thrown text', undefined, null, 42])('may be anything that is thrown: %j', (thrown) => {
    expect(output().out.crash(thrown)).toBe(1);
  });

  it('never shows a password', () => {
    const { out, stdout, stderr } = output({ isJson: true, isDebug: true });
    out.crash(new Error('connect postgres://paybeat:hunter2@db/pay failed, password=hunter2'));
    expect(stdout.text + stderr.text).not.toContain('hunter2');
    expect(stderr.text).toContain('postgres://paybeat:***@db/pay');
  });
});

describe('an answer', () => {
  const shown = {
    json: { net: '2416.03', id: 9_007_199_254_740_993n, name: 'Zoë\u009b31m' },
    text: (page: Page) => page.sentence('Net pay is 2416.03.'),
  };

  it('is text, or with --json one object on one line', () => {
    const text = output();
    text.out.show(shown);
    expect(text.stdout.text).toBe('Net pay is 2416.03.\n');
    const json = output({ isJson: true });
    json.out.show(shown);
    expect(json.stdout.text).toBe(
      '{"net":"2416.03","id":"9007199254740993","name":"Zoë\\u009b31m"}\n',
    );
  });

  it('cannot move the cursor with what stands in a file', () => {
    const { out, stdout } = output({ isTTY: true });
    out.page.sentence('Ada\u001b[2J\u0007 Byron\u202e');
    out.page.facts([['name', 'Ada\nByron\u009b']]);
    expect(stdout.text.replaceAll(/\u001b\[(1|22)m/g, '')).toBe(
      'Ada\\x1b[2J\\x07 Byron\\u202e\nname  Ada\\nByron\\x9b\n',
    );
  });

  it('says so when a table has no row', () => {
    const { out, stdout } = output();
    out.page.table({ columns: [{ title: 'run' }], rows: [], whenEmpty: 'There is no run yet.' });
    expect(stdout.text).toBe('There is no run yet.\n');
  });
});

describe('colour', () => {
  const heading = (change: Parameters<typeof output>[0]): boolean => {
    const { out, stdout, stderr } = output(change);
    out.page.facts([['name', 'Ada']]);
    out.refuse(refusal);
    return stdout.text.includes('\u001b') || stderr.text.includes('\u001b');
  };
  it('is only for terminals, unless it is switched off', () => {
    expect(heading({ isTTY: true })).toBe(true);
    expect(heading({ isTTY: false })).toBe(false);
    expect(heading({ isTTY: true, env: { NO_COLOR: '1' } })).toBe(false);
    expect(heading({ isTTY: true, env: { TERM: 'dumb' } })).toBe(false);
    expect(heading({ isTTY: true, wantsColor: false })).toBe(false);
  });
});

describe('a reader that goes away', () => {
  it('ends the writing and is no failure', () => {
    const { out, stdout } = output();
    out.page.sentence('one');
    stdout.fail(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    out.page.sentence('two');
    expect(stdout.text).toBe('one\n');
    expect(out.hasLost).toBe(false);
  });

  it('is distinguished from a full disk', () => {
    const { out, stdout } = output();
    stdout.fail(Object.assign(new Error('write ENOSPC'), { code: 'ENOSPC' }));
    expect(out.hasLost).toBe(true);
  });
});
