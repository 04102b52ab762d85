/** Every action is written as a command that the command line can read. */
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Action, Actions, ActionWord } from '#actions.ts';
import { testClock } from '#time/clock.fixture.ts';
import { type RegisterVerb, runCli } from './program.ts';
import {
  adviceInWords,
  blockerInWords,
  optionsBesides,
  runWarningInWords,
  spellAction,
} from './spell-action.ts';
import { verbs } from './verbs.ts';

const run = { run: 3 };
const period = { period: 7 };
const schedule = { schedule: "owner's weekly" };
/** One example per action. A new action needs a line here. */
const examples: { readonly [Word in ActionWord]: Actions[Word] } = {
  ...{
    list_runs: {},
    show_run: run,
    approve_run: run,
    review_run: run,
    withdraw_objection: { run: 3, of: 'ada' },
    recalculate_run: run,
    retry_run: run,
    void_run: run,
  },
  ...{
    confirm_held: { run: 3, employee: 'HB 04', seen: '3f9a1c2b4d5e' },
    pay_held: run,
    reverse_run: { run: 3 },
    correct_run: { run: 3 },
    correct_amounts: { run: 3 },
    run_off_cycle: {},
    run_due: {},
    run_late: period,
    continue_period: period,
    force_period: period,
  },
  ...{ list_periods: {}, activate_period: period, explain_period: period, release_period: period },
  ...{ preview: {}, skip_periods: {}, list_schedules: {}, add_schedule: {} },
  ...{ show_schedule: schedule, change_schedule: schedule, resume_schedule: schedule },
  start_shadow: schedule,
  ...{ compare_shadow: period, show_shadow: schedule, end_shadow: schedule },
  ...{ export_tables: {}, load_tables: {}, list_tables: {} },
  ...{ plan_schedules: {}, import_calendar: {}, list_companies: {}, add_company: {} },
  list_accounts: {},
  ...{ list_pay_codes: {}, import_roster: schedule, import_hours: period, import_balances: {} },
  import_late_hours: period,
  ...{ list_people: {}, set_roles: { person: 'person:ada' }, waive_second_eyes: {} },
  ...{ list_inputs: period, import_file: { kind: 'hours' } },
  ...{
    list_changes: { company: 'acme' },
    list_owed: {},
    pay_owed: { employee: 'HB04' },
    pay_owed_now: { employee: 'HB04' },
    drop_owed: { employee: 'HB04' },
    take_back_owed: { employee: 'HB04' },
    list_terms: {},
    import_terms: {},
    show_task: { task: 'nightly 1' },
    show_workers: {},
    show_worker_stats: {},
  },
  ...{ show_active_tasks: {}, resume_workers: {}, resume_worker: { worker: 'night@host' } },
  ...{ start_everything: {}, start_worker: { queues: ['payroll', 'slow'] }, start_beat: {} },
  ...{ list_beat_entries: {}, pause_beat_entry: { entry: 'nightly' }, list_locks: {} },
  list_api_keys: {},
  ...{
    migrate: {},
    restore_backup: {},
    accept_restore: {},
    import_keys: {},
    examine: {},
    ask_again: { with: 'reason' },
  },
};
const spelled = Object.entries(examples)
  .map(([action, facts]) => spellAction({ action, ...facts } as Action))
  .filter((line) => !line.startsWith('--'));

/** The actions whose command needs `--company` when there are several companies, with that option. */
const linesWithCompany = Object.entries(examples).map(([action, facts]) =>
  spellAction({ action, ...facts, company: 'acme co' } as Action),
);

describe('an action', () => {
  // `explain` needs the company for a date, and not for a period.
  const lines = linesWithCompany.filter((line) => /^paybeat (?!explain)/.test(line));
  it.each(lines)(
    'has --company if its command needs it when there are several: %s',
    async (line) => {
      const { option } = await readLine(line);
      const isNeeded = /several/.test(option('--company') ?? '');
      expect(line.includes('--company')).toBe(isNeeded);
    },
  );

  it.each(linesWithCompany.filter((line) => line.includes('--company')))(
    'of a company names it, so that a person with several can type it: %s',
    async (line) => {
      expect((await readLine(line)).complaint).toBe('');
      expect(words(line).at(-1)).toBe('acme co');
    },
  );

  it.each(spelled)('is spelled as a command that is read as it is meant: %s', async (line) => {
    const read = await readLine(line);
    expect(read.complaint).toBe('');
    expect(read.paths.filter((path) => `${line} `.startsWith(`${path} `))).toHaveLength(1);
  });

  it('quotes values that a shell would split', () => {
    const line = spellAction({ action: 'resume_schedule', ...schedule });
    expect(line).toBe("paybeat schedule resume 'owner'\\''s weekly'");
    expect(words(line)).toEqual(['paybeat', 'schedule', 'resume', "owner's weekly"]);
  });

  it.each(Object.entries(optionsBesides))(
    'says %s by an option that there is: %s',
    async (_, option) => {
      const [flag, value] = option.split(' ');
      const known = allOptions((await readLine('paybeat --version')).program).filter(
        ({ long }) => long === flag,
      );
      expect(known.length).toBeGreaterThan(0);
      for (const one of known) expect(one.required).toBe(value !== undefined);
    },
  );

  it('of a later version is shown by its name', () => {
    const later = JSON.parse('{ "action": "send_flowers", "run": 3 }');
    expect(spellAction(later)).toBe('send flowers');
  });
});

describe('advice', () => {
  it('is the words, then the commands', () => {
    const actions: readonly Action[] = [
      { action: 'import_hours', period: 7 },
      { action: 'recalculate_run', run: 3 },
    ];
    const commands =
      'paybeat hours import FILE --period-id 7; paybeat runs recalculate 3 --reason TEXT';
    expect(adviceInWords({ hint: 'Mend them.', actions })).toBe(`Mend them: ${commands}`);
    expect(adviceInWords({ actions })).toBe(commands);
    expect(adviceInWords({ hint: 'Mend them.' })).toBe('Mend them.');
    expect(adviceInWords({})).toBe(undefined);
  });

  it('of an old row is shown as it was stored', () => {
    const stored = { code: 'no_hours', title: 'No hours', description: 'None came.' };
    const todo = 'Import them: paybeat hours import FILE --period-id 7.';
    expect(blockerInWords({ ...stored, todo }, 'review')).toBe(`No hours. None came. ${todo}`);
  });

  it.each(['calculating', 'approved', 'committed', 'failed', 'voided'] as const)(
    'is left out of a blocker once the run is %s',
    (state) => {
      const actions: readonly Action[] = [{ action: 'approve_run', run: 3 }];
      const blocker = { code: 'c', title: 'T', description: 'D.', todo: 'Do', actions };
      expect(blockerInWords(blocker, 'review')).toContain(
        spellAction({ action: 'approve_run', run: 3 }),
      );
      expect(blockerInWords(blocker, state)).toBe('T. D.');
    },
  );

  it.each([
    ['review', true],
    ['committed', false],
    ['voided', false],
  ] as const)(
    'of a run that went ahead of an unpaid period is right when it is %s',
    (state, can) => {
      const warning = { code: 'passed_earlier', message: 'Period 3 is unpaid.', facts: [] };
      const recalculate = spellAction({ action: 'recalculate_run', run: 9 });
      expect(
        runWarningInWords(warning, { runId: 9, state, companyCode: 'acme' }).includes(recalculate),
      ).toBe(can);
    },
  );
});

interface Read {
  /** The command that would have run, by each of its names: `paybeat runs recalculate`. */
  readonly paths: readonly string[];
  readonly complaint: string;
  readonly program: Command;
  /** What the help says of an option. Undefined: the command has no such option. */
  readonly option: (name: string) => string | undefined;
}

/** Reads the line as the program does, without running it. */
async function readLine(line: string): Promise<Read> {
  const read = {
    ...{ paths: [] as readonly string[], complaint: '', program: new Command() },
    option: (_: string): string | undefined => undefined,
  };
  const deaf = verbs.map(
    (register): RegisterVerb =>
      (program, cli) => {
        read.program = program;
        cli.verb =
          () =>
          async (...args) => {
            const acting = args.at(-1);
            if (!(acting instanceof Command)) return;
            read.paths = pathsOf(acting);
            read.option = (name) => acting.options.find(({ long }) => long === name)?.description;
          };
        register(program, cli);
      },
  );
  const stdout = { write: () => true, on: () => undefined };
  const stderr = { ...stdout, write: (text: string) => (read.complaint += text) };
  const clock = testClock('2026-01-01T00:00:00Z');
  const args = words(line.replaceAll('DATE', '2026-12-18').replaceAll('NUMBER', '4')).slice(1);
  await runCli(
    {
      ...{ args, env: {}, folder: '.', stdout, stderr, clock, version: '0' },
      stdin: () => Readable.from([]),
      openWorld: async () => Promise.reject(new Error('nothing is opened')),
    },
    deaf,
  );
  return read;
}

/** Splits a line as a shell does. */
function words(line: string): readonly string[] {
  const parts = [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)];
  return parts.map(([part]) =>
    part.replaceAll(/'([^']*)'|\\(.)/g, (_, inner, one) => inner ?? one),
  );
}

function pathsOf(command: Command): readonly string[] {
  const names = [command.name(), ...command.aliases()];
  const { parent } = command;
  return parent === null
    ? names
    : names.flatMap((name) => pathsOf(parent).map((up) => `${up} ${name}`));
}

function allOptions(command: Command): readonly { long?: string | undefined; required: boolean }[] {
  return [...command.options, ...command.commands.flatMap(allOptions)];
}
