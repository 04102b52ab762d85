/** The questions that both doors have. They change nothing; dry runs are questions, too. */

import { columnsQuestions } from './compared-columns.ts';
import { comingQuestions } from './compared-coming.ts';
import { formsQuestions } from './compared-forms.ts';
import { owedQuestions } from './compared-owed.ts';
import { registerQuestions } from './compared-registers.ts';
import { shadowQuestions } from './compared-shadow.ts';
import { tablesQuestions } from './compared-tables.ts';
import {
  balances,
  bonus,
  calendar,
  hours,
  office,
  payCodes,
  roster,
  type TwoDoors,
  terms,
} from './two-doors.ts';

type Words = readonly string[];

export interface Compared {
  readonly verb: string;
  readonly method: string;
  readonly args: (doors: TwoDoors) => Words | Promise<Words>;
  /** The path of the answer in the command's output. Left out: the whole output. */
  readonly place?: string;
  readonly ask: (doors: TwoDoors) => unknown;
}

const day = (text: string) => Temporal.PlainDate.from(text);
const bytes = (text: string) => Buffer.from(text);
const json = (value: object) => JSON.stringify(value);
const why = 'a test';

export const questions: readonly Compared[] = [
  {
    verb: 'company list',
    method: 'companies.list',
    place: 'companies',
    args: () => ['company', 'list'],
    ask: ({ library }) => library.companies.list(),
  },
  {
    verb: 'people list',
    method: 'people.list',
    args: () => ['people', 'list'],
    ask: ({ library }) => library.people.list(),
  },
  {
    verb: 'schedule list',
    method: 'schedules.list',
    place: 'schedules',
    args: () => ['schedule', 'list'],
    ask: ({ library }) => library.schedules.list(),
  },
  {
    verb: 'schedule show',
    method: 'schedules.show',
    args: () => ['schedule', 'show', 'office'],
    ask: ({ library }) => library.schedules.show({ code: 'office' }),
  },
  {
    verb: 'plan',
    method: 'schedules.plan',
    args: () => ['plan', '--from', '2026-01-01', '--to', '2026-03-01'],
    ask: ({ library }) =>
      library.schedules.plan({ fromOn: day('2026-01-01'), toOn: day('2026-03-01') }),
  },
  {
    verb: 'plan',
    method: 'schedules.planChange',
    args: ({ paybeat }) => {
      const file = paybeat.file('changed.json', json({ ...office, frequency: 'weekly' }));
      return ['plan', 'office', '--diff', file, '--from', '2026-01-01', '--to', '2026-03-01'];
    },
    ask: ({ library }) =>
      library.schedules.planChange({
        ...{ company: null, code: 'office', definition: { ...office, frequency: 'weekly' } },
        ...{ fromOn: day('2026-01-01'), toOn: day('2026-03-01') },
      }),
  },
  {
    verb: 'explain',
    method: 'schedules.explainDate',
    args: () => ['explain', '--schedule', 'office', '--date', '2026-06-19'],
    ask: ({ library }) =>
      library.schedules.explainDate({ company: null, code: 'office', on: day('2026-06-19') }),
  },
  {
    verb: 'schedule change',
    method: 'schedules.change',
    args: ({ paybeat }) => {
      const file = paybeat.file('titled.json', json({ ...office, title: 'The office' }));
      return ['schedule', 'change', 'office', '--file', file, '--reason', why, '--dry-run'];
    },
    ask: ({ library }) =>
      library.schedules.change({
        ...{ company: null, code: 'office', definition: { ...office, title: 'The office' } },
        ...{ fromOn: null, transitionPayOn: null, reason: why, dryRun: true },
      }),
  },
  {
    verb: 'schedule override',
    method: 'schedules.override',
    args: () => [
      ...['schedule', 'override', 'office', '--nominal', '2026-12-18'],
      ...['--pay-on', '2026-12-17', '--reason', why, '--dry-run'],
    ],
    ask: ({ library }) =>
      library.schedules.override({
        ...{ company: null, code: 'office', nominalOn: day('2026-12-18'), dryRun: true },
        set: { payOn: day('2026-12-17'), inputCutoffOn: null, reason: why },
      }),
  },
  {
    verb: 'employees move',
    method: 'employees.move',
    args: ({ officePeriodId }) => [
      ...['employees', 'move', 'E1', '--to', 'office', '--reason', why],
      ...['--from-period', String(officePeriodId), '--dry-run'],
    ],
    ask: ({ library, officePeriodId }) =>
      library.employees.move({
        ...{ number: 'E1', toCode: 'office', from: { periodId: officePeriodId } },
        ...{ reason: why, dryRun: true },
      }),
  },
  {
    verb: 'calendar import',
    method: 'calendars.import',
    args: ({ paybeat }) => [
      ...['calendar', 'import', paybeat.file('winter.json', json(calendar)), '--dry-run'],
    ],
    ask: ({ library }) =>
      library.calendars.import({
        ...{ bytes: bytes(json(calendar)), source: 'winter.json', dryRun: true },
      }),
  },
  ...tablesQuestions,
  {
    verb: 'calendar show',
    method: 'calendars.show',
    args: () => ['calendar', 'show', 'fed'],
    ask: ({ library }) => library.calendars.show({ id: 'fed' }),
  },
  {
    verb: 'paycodes list',
    method: 'payCodes.list',
    place: 'pay_codes',
    args: () => ['paycodes', 'list'],
    ask: ({ library }) => library.payCodes.list(),
  },
  {
    verb: 'paycodes show',
    method: 'payCodes.show',
    place: 'versions',
    args: () => ['paycodes', 'show', 'BONUS'],
    ask: ({ library }) => library.payCodes.show({ code: 'BONUS' }),
  },
  {
    verb: 'paycodes import',
    method: 'payCodes.import',
    args: ({ paybeat }) => [
      ...['paycodes', 'import', paybeat.file('codes.json', json(payCodes)), '--dry-run'],
    ],
    ask: ({ library }) => library.payCodes.import({ bytes: bytes(json(payCodes)), dryRun: true }),
  },
  {
    verb: 'paycodes export',
    method: 'payCodes.export',
    args: () => ['paycodes', 'export', '--all'],
    ask: ({ library }) => library.payCodes.export({ all: true }),
  },
  {
    verb: 'roster list',
    method: 'roster.list',
    args: () => ['roster', 'list'],
    ask: ({ library }) => library.roster.list(),
  },
  {
    verb: 'hours list',
    method: 'hours.list',
    args: ({ periods: [january = 0] }) => ['hours', 'list', String(january)],
    ask: ({ library, periods: [january = 0] }) => library.hours.list({ periodId: january }),
  },
  {
    verb: 'inputs list',
    method: 'inputs.list',
    args: ({ periods: [january = 0] }) => ['inputs', 'list', String(january)],
    ask: ({ library, periods: [january = 0] }) => library.inputs.list({ periodId: january }),
  },
  {
    verb: 'roster import',
    method: 'roster.import',
    args: ({ paybeat }) => ['roster', 'import', paybeat.file('r.csv', roster), '--dry-run'],
    ask: ({ library }) => library.roster.import({ bytes: bytes(roster), dryRun: true }),
  },
  {
    verb: 'terms import',
    method: 'terms.import',
    args: ({ paybeat }) => ['terms', 'import', paybeat.file('t.csv', terms), '--dry-run'],
    ask: ({ library }) => library.terms.import({ bytes: bytes(terms), dryRun: true }),
  },
  {
    verb: 'terms list',
    method: 'terms.list',
    args: () => ['terms', 'list'],
    ask: ({ library }) => library.terms.list(),
  },
  ...owedQuestions,
  ...columnsQuestions,
  ...comingQuestions,
  ...shadowQuestions,
  ...formsQuestions,
  {
    verb: 'hours import',
    method: 'hours.import',
    args: ({ paybeat, periods: [, february] }) => [
      ...['hours', 'import', paybeat.file('h.csv', hours), '--period-id', String(february)],
      '--dry-run',
    ],
    ask: ({ library, periods: [, february = 0] }) =>
      library.hours.import({ periodId: february, bytes: bytes(hours), dryRun: true }),
  },
  {
    verb: 'inputs import',
    method: 'inputs.import',
    args: ({ paybeat, periods: [, february] }) => [
      ...['inputs', 'import', paybeat.file('b.csv', bonus), '--period-id', String(february)],
      '--dry-run',
    ],
    ask: ({ library, periods: [, february = 0] }) =>
      library.inputs.import({ periodId: february, bytes: bytes(bonus), dryRun: true }),
  },
  {
    verb: 'balances import',
    method: 'balances.import',
    args: ({ paybeat }) => ['balances', 'import', paybeat.file('y.csv', balances), '--dry-run'],
    ask: ({ library }) => library.balances.import({ bytes: bytes(balances), dryRun: true }),
  },
  {
    verb: 'periods list',
    method: 'periods.page',
    args: () => ['periods', 'list', '--limit', '2'],
    ask: ({ library }) => library.periods.page({ limit: 2 }),
  },
  {
    verb: 'periods list',
    method: 'periods.list',
    place: 'periods',
    args: () => ['periods', 'list'],
    ask: ({ library }) => library.periods.list(),
  },
  {
    verb: 'periods show',
    method: 'periods.show',
    args: ({ officePeriodId }) => ['periods', 'show', String(officePeriodId)],
    ask: ({ library, officePeriodId }) => library.periods.show(officePeriodId),
  },
  {
    verb: 'explain',
    method: 'periods.explain',
    args: ({ officePeriodId }) => ['explain', String(officePeriodId)],
    ask: ({ library, officePeriodId }) => library.periods.explain(officePeriodId),
  },
  {
    verb: 'preview',
    method: 'periods.preview',
    args: ({ officePeriodId }) => ['preview', String(officePeriodId)],
    ask: ({ library, officePeriodId }) => library.periods.preview(officePeriodId),
  },
  {
    verb: 'changes list',
    method: 'changes.list',
    args: () => ['changes', 'list', '--unconfirmed'],
    ask: ({ library }) => library.changes.list({ unconfirmed: true }),
  },
  {
    verb: 'limits show',
    method: 'limits.show',
    args: () => ['limits', 'show', '--company', 'acme'],
    ask: ({ library }) => library.limits.show({ company: 'acme' }),
  },
  {
    verb: 'due',
    method: 'due',
    args: () => ['due'],
    ask: ({ library }) => library.due({ comingLimit: 10 }),
  },
  {
    verb: 'runs list',
    method: 'runs.page',
    args: () => ['runs', 'list', '--limit', '1'],
    ask: ({ library }) => library.runs.page({ limit: 1 }),
  },
  {
    verb: 'runs list',
    method: 'runs.list',
    place: 'runs',
    args: () => ['runs', 'list'],
    ask: ({ library }) => library.runs.list(),
  },
  {
    verb: 'runs show',
    method: 'runs.show',
    args: ({ runId }) => ['runs', 'show', String(runId)],
    ask: ({ library, runId }) => library.runs.show(runId),
  },
  {
    verb: 'runs show',
    method: 'runs.exceptions',
    place: 'exceptions',
    args: ({ runId }) => ['runs', 'show', String(runId)],
    ask: ({ library, runId }) => library.runs.exceptions(runId),
  },
  {
    verb: 'runs differences',
    method: 'runs.differences',
    args: ({ runId }) => ['runs', 'differences', String(runId), '--limit', '100'],
    ask: ({ library, runId }) => library.runs.differences({ runId }),
  },
  ...registerQuestions,
  {
    verb: 'runs pay-held',
    method: 'runs.payHeld',
    args: ({ runId }) => ['runs', 'pay-held', String(runId), '--dry-run'],
    ask: ({ library, runId }) => library.runs.payHeld({ runId, dryRun: true }),
  },
  {
    verb: 'runs off-cycle',
    method: 'runs.offCycle',
    args: ({ paybeat }) => [
      ...['runs', 'off-cycle', '--pay-date', '2026-12-18', '--dry-run'],
      ...['--inputs', paybeat.file('bonus.csv', bonus)],
    ],
    ask: ({ library }) =>
      library.runs.offCycle({ payOn: day('2026-12-18'), bytes: bytes(bonus), dryRun: true }),
  },
  {
    verb: 'payslip show',
    method: 'payslips.show',
    args: ({ runId }) => ['payslip', 'show', String(runId), 'E1'],
    ask: ({ library, runId }) => library.payslips.show({ runId, number: 'E1' }),
  },
  {
    verb: 'payslip explain',
    method: 'payslips.explain',
    args: ({ runId }) => ['payslip', 'explain', String(runId), 'E1'],
    ask: ({ library, runId }) => library.payslips.explain({ runId, number: 'E1' }),
  },
  {
    verb: 'tasks list',
    method: 'tasks.list',
    place: 'tasks',
    args: () => ['tasks', 'list'],
    ask: ({ library }) => library.tasks.list(),
  },
  {
    verb: 'tasks show',
    method: 'tasks.find',
    place: 'task',
    args: ({ taskId }) => ['tasks', 'show', taskId],
    ask: ({ library, taskId }) => library.tasks.find(taskId).describe(),
  },
  {
    verb: 'inspect report',
    method: 'inspect',
    args: () => ['inspect', 'report'],
    ask: ({ library }) => library.inspect(),
  },
  {
    verb: 'beat list',
    method: 'beat.list',
    place: 'entries',
    args: () => ['beat', 'list'],
    ask: ({ library }) => library.beat.list(),
  },
  {
    verb: 'beat ticks',
    method: 'beat.ticks',
    place: 'ticks',
    args: () => ['beat', 'ticks'],
    ask: ({ library }) => library.beat.ticks(),
  },
  {
    verb: 'verify',
    method: 'verify',
    place: 'invariants',
    args: () => ['verify'],
    ask: ({ library }) => library.verify(),
  },
];
