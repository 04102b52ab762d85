import { Readable } from 'node:stream';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { testClock } from '#time/clock.fixture.ts';
import type { TextStream } from './output.ts';
import type { RegisterVerb } from './program.ts';
import { runCli } from './program.ts';
import { verbs } from './verbs.ts';

const nowhere: TextStream = { write: () => true, on: () => undefined };

/** Returns the command with all its verbs, caught during its set-up. */
async function program(): Promise<Command> {
  let caught: Command | null = null;
  const last: RegisterVerb = (command) => {
    caught = command;
  };
  await runCli(
    {
      args: ['--version'],
      env: {},
      folder: '/',
      stdout: nowhere,
      stderr: nowhere,
      stdin: () => Readable.from([]),
      clock: testClock('2026-07-01T12:00:00Z'),
      version: '1.2.3',
      openWorld: () => Promise.reject(new Error('no verb of this test opens the world')),
    },
    [...verbs, last],
  );
  if (caught === null) throw new Error('the program was not put together');
  return caught;
}

function leaves(command: Command): readonly Command[] {
  return command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
}

function nameOf(command: Command): string {
  return command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name();
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

describe('the command', () => {
  it('has these verbs', async () => {
    expect(leaves(await program()).map(nameOf)).toEqual([
      'start',
      'due',
      'preview',
      'run_payroll_automation',
      'runs list',
      'runs show',
      'runs differences',
      'runs register',
      'runs journal',
      'runs review',
      'runs approve',
      'runs confirm',
      'runs object',
      'runs void',
      'runs retry',
      'runs recalculate',
      'runs pay-held',
      'runs off-cycle',
      'runs reverse',
      'runs correct',
      'owed list',
      'owed pay',
      'owed drop',
      'owed take-back',
      'shadow start',
      'shadow compare',
      'shadow status',
      'shadow show',
      'shadow end',
      'hours import',
      'hours list',
      'inputs import',
      'inputs list',
      'roster import',
      'roster list',
      'terms import',
      'terms list',
      'items import',
      'items list',
      'forms import',
      'forms list',
      'employees move',
      'balances import',
      'columns save',
      'columns list',
      'columns show',
      'columns remove',
      'changes list',
      'changes confirm',
      'limits show',
      'limits set',
      'periods list',
      'periods show',
      'periods add',
      'periods activate',
      'periods hold',
      'periods release',
      'periods skip',
      'periods unskip',
      'payslip show',
      'payslip explain',
      'payslip list',
      'register',
      'liabilities list',
      'liabilities quarter',
      'liabilities year',
      'liabilities depositor',
      'close',
      'explain',
      'plan',
      'calculate',
      'coverage',
      'simulate',
      'verify',
      'audit list',
      'audit verify',
      'audit head',
      'certificate show',
      'certificate export',
      'certificate verify',
      'keys list',
      'keys new',
      'keys export',
      'keys import',
      'company add',
      'company list',
      'company settings',
      'people add',
      'people roles',
      'people list',
      'import django',
      'schedule add',
      'schedule list',
      'schedule show',
      'schedule change',
      'schedule override',
      'schedule pause',
      'schedule resume',
      'schedule schema',
      'paycodes list',
      'paycodes show',
      'paycodes import',
      'paycodes export',
      'paycodes schema',
      'accounts list',
      'accounts set',
      'calendar import',
      'calendar list',
      'calendar show',
      'tables export',
      'tables check',
      'tables schema',
      'tables load',
      'tables list',
      'tables show',
      'tables remove',
      'cron next',
      'doctor',
      'worker',
      'beat list',
      'beat ticks',
      'beat add',
      'beat remove',
      'beat pause',
      'beat resume',
      'beat run-now',
      'tasks call',
      'tasks list',
      'tasks show',
      'tasks result',
      'tasks revoke',
      'tasks purge',
      'inspect active',
      'inspect scheduled',
      'inspect reserved',
      'inspect registered',
      'inspect stats',
      'inspect conf',
      'inspect report',
      'inspect ping',
      'control shutdown',
      'control pause',
      'control resume',
      'control pool-grow',
      'control pool-shrink',
      'events',
      'monitor',
      'api',
      'api-keys add',
      'api-keys list',
      'api-keys revoke',
      'locks list',
      'locks release',
      'migrate',
      'backup make',
      'backup check',
      'restore load',
      'restore accept',
    ]);
  });

  it('groups its verbs by what people do, and leads with what matters most', async () => {
    const found = await program();
    const groups = new Map<string, string[]>();
    for (const command of found.commands) {
      const heading = command.helpGroup();
      groups.set(heading, [...(groups.get(heading) ?? []), command.name()]);
    }
    expect([...groups.keys()]).toEqual([
      'Run payroll:',
      'Prepare a period:',
      'Look:',
      'Set up:',
      'Operate:',
    ]);
    expect(groups.get('Run payroll:')).toEqual([
      ...['start', 'due', 'preview', 'run_payroll_automation', 'runs', 'owed', 'shadow'],
    ]);
  });

  it('describes every verb and shows an example of it that names it', async () => {
    for (const leaf of leaves(await program())) {
      const help = helpOf(leaf);
      expect(leaf.description(), nameOf(leaf)).not.toBe('');
      expect(help, nameOf(leaf)).toMatch(/\nExamples:\n {2}\$ /);
      expect(help, nameOf(leaf)).toContain(`paybeat ${nameOf(leaf)}`);
    }
  });

  it('refuses every option with a value that is given twice', async () => {
    const root = await program();
    for (const verb of [root, ...leaves(root)]) {
      const single = verb.options.filter((one) => !one.variadic);
      for (const option of single.filter((one) => one.required || one.optional)) {
        option.argParser((text) => text);
        const flag = option.long ?? option.short ?? '';
        const twice = () => verb.parseOptions([flag, 'x', flag, 'x']);
        expect(twice, `${nameOf(verb)} ${flag}`).toThrow(flag);
      }
    }
  });
});
