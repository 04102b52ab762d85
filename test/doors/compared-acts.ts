/** The actions that both doors have, and those that only one door has, each with the reason. */
import { valueOf } from '#index.ts';
import { columnsActs } from './compared-columns.ts';
import type { Compared } from './compared-questions.ts';
import { simulateAct } from './compared-rehearsals.ts';
import { bonus, office, type TwoDoors } from './two-doors.ts';

const why = 'a test';
const bytes = (text: string) => Buffer.from(text);
const bonusOn = Temporal.PlainDate.from('2026-12-18');
const period = (doors: TwoDoors, month: number): number => doors.periods[month - 1] ?? 0;
const word = (doors: TwoDoors, month: number): string => String(period(doors, month));
const ofAcme = ['--company', 'acme'];
const pause = { task: 'auto_run_payroll', cron: '0 3 * * *' };

/**
 * Each pair acts on its own data. The order matters, because one action creates what the next
 * needs.
 */
export const acts: readonly Compared[] = [
  {
    verb: 'run_payroll_automation',
    method: 'runDue',
    place: 'results',
    args: () => ['run'],
    ask: ({ library }) => library.runDue(),
  },
  {
    verb: 'company add',
    method: 'companies.add',
    args: () => ['company', 'add', 'b1', '--name', 'B', '--zone', 'UTC'],
    ask: ({ library }) =>
      library.companies.add({
        ...{ code: 'b2', name: 'B', currency: 'USD', timeZone: 'UTC', calendar: 'fed' },
        stateTax: 'none_calculated',
      }),
  },
  {
    verb: 'people add',
    method: 'people.add',
    args: () => ['people', 'add', 'p1', '--roles', 'payroll', '--company', 'acme'],
    ask: ({ library }) => library.people.add({ company: 'acme', person: 'p2', roles: ['payroll'] }),
  },
  {
    verb: 'people roles',
    method: 'people.setRoles',
    args: () => ['people', 'roles', 'p1', '--roles', 'none', '--company', 'acme'],
    ask: ({ library }) => library.people.setRoles({ company: 'acme', person: 'p2', roles: [] }),
  },
  simulateAct,
  ...columnsActs,
  {
    verb: 'limits set',
    method: 'limits.set',
    args: () => ['limits', 'set', 'pay_below=off', '--company', 'acme', '--dry-run'],
    ask: ({ library }) =>
      library.limits.set({ company: 'acme', limits: { pay_below: 'off' }, dryRun: true }),
  },
  {
    verb: 'schedule add',
    method: 'schedules.add',
    args: ({ paybeat }) => [
      ...['schedule', 'add', '--company', 'acme', '--file'],
      paybeat.file('fourth.json', JSON.stringify({ ...office, code: 'fourth' })),
    ],
    ask: ({ library }) =>
      library.schedules.add({ company: 'acme', definition: { ...office, code: 'fifth' } }),
  },
  {
    verb: 'schedule pause',
    method: 'schedules.pause',
    args: () => ['schedule', 'pause', 'second', '--reason', why],
    ask: ({ library }) => library.schedules.pause({ company: null, code: 'third', why }),
  },
  {
    verb: 'schedule resume',
    method: 'schedules.resume',
    args: () => ['schedule', 'resume', 'second'],
    ask: ({ library }) =>
      library.schedules.resume({ company: null, code: 'third', runMissed: false }),
  },
  {
    verb: 'periods add',
    method: 'periods.add',
    args: () => [
      ...['periods', 'add', '--start', '2024-10-01', '--end', '2024-10-31'],
      ...['--type', 'monthly', '--rule', '{"days_before_end": 3}', '--company', 'acme'],
    ],
    ask: ({ library }) =>
      library.periods.add({
        ...{ company: 'acme', frequency: 'monthly', rule: { days_before_end: 3 } },
        startOn: Temporal.PlainDate.from('2024-11-01'),
        endOn: Temporal.PlainDate.from('2024-11-30'),
      }),
  },
  {
    verb: 'periods activate',
    method: 'periods.activate',
    args: async ({ library }) => ['periods', 'activate', await draftOf(library, 0)],
    ask: async ({ library }) => library.periods.activate(Number(await draftOf(library, 0))),
  },
  {
    verb: 'periods hold',
    method: 'periods.hold',
    args: ({ officePeriodId }) => ['periods', 'hold', String(officePeriodId), '--reason', why],
    ask: ({ library, officePeriodId }) =>
      library.periods.hold({ periodId: officePeriodId + 1, why }),
  },
  {
    verb: 'periods release',
    method: 'periods.release',
    args: ({ officePeriodId }) => ['periods', 'release', String(officePeriodId)],
    ask: ({ library, officePeriodId }) => library.periods.release(officePeriodId + 1),
  },
  {
    verb: 'periods skip',
    method: 'periods.skip',
    args: ({ officePeriodId }) => ['periods', 'skip', String(officePeriodId), '--reason', why],
    ask: (doors) => leaveOut(doors),
  },
  {
    verb: 'periods unskip',
    method: 'periods.unskip',
    args: ({ officePeriodId }) => ['periods', 'unskip', String(officePeriodId)],
    ask: ({ library, officePeriodId }) => library.periods.unskip(officePeriodId + 1),
  },
  {
    verb: 'run_payroll_automation',
    method: 'runPeriod',
    place: 'results.0',
    args: (doors) => ['run', '--period-id', word(doors, 2), '--force', '--reason', why],
    ask: (doors) => doors.library.runPeriod({ periodId: period(doors, 3), force: { reason: why } }),
  },
  {
    verb: 'run_payroll_automation',
    method: 'runPeriods',
    place: 'results',
    args: (doors) => [
      ...['run', '--period-id', `${word(doors, 4)},${word(doors, 5)}`],
      ...['--force', '--reason', why],
    ],
    ask: (doors) =>
      doors.library.runPeriods({
        periodIds: [period(doors, 6), period(doors, 7)],
        force: { reason: why },
      }),
  },
  {
    verb: 'runs off-cycle',
    method: 'runs.offCycle',
    place: 'results.0',
    args: ({ paybeat }) => [
      ...['runs', 'off-cycle', '--company', 'acme', '--pay-date', '2026-12-18'],
      ...['--inputs', paybeat.file('bonus.csv', bonus)],
    ],
    ask: ({ library }) =>
      library.runs.offCycle({
        ...{ company: 'acme', bytes: bytes(bonus) },
        payOn: bonusOn,
      }),
  },
  {
    verb: 'changes confirm',
    method: 'changes.confirm',
    args: async (doors) => {
      await raised(doors);
      return ['changes', 'confirm', 'E1', '--what', 'pay', '--why', why, '--dry-run', ...ofAcme];
    },
    ask: ({ library }) =>
      library.changes.confirm({ company: 'acme', employees: ['E1'], what: 'pay', why }),
  },
  {
    verb: 'runs approve',
    method: 'runs.approve',
    args: async (doors) => ['runs', 'approve', await waiting(doors), '--reason', why, '--dry-run'],
    ask: async (doors) =>
      doors.library.runs.approve({ runId: Number(await waiting(doors)), why, dryRun: true }),
  },
  {
    verb: 'runs review',
    method: 'runs.review',
    args: async (doors) => ['runs', 'review', await waiting(doors)],
    ask: async (doors) => doors.library.runs.review(Number(await waiting(doors))),
  },
  {
    verb: 'runs object',
    method: 'runs.object',
    args: async (doors) => ['runs', 'object', await waiting(doors), '--reason', why, '--dry-run'],
    ask: async (doors) =>
      doors.library.runs.object({ runId: Number(await waiting(doors)), why, dryRun: true }),
  },
  {
    verb: 'runs object',
    method: 'runs.object',
    args: async (doors) => ['runs', 'object', await waiting(doors), '--reason', why],
    ask: async (doors) => {
      const runId = Number(await waiting(doors));
      await doors.library.runs.withdraw({ runId, why });
      return doors.library.runs.object({ runId, why });
    },
  },
  {
    verb: 'runs object',
    method: 'runs.withdraw',
    args: async (doors) => ['runs', 'object', await waiting(doors), '--withdraw', '--reason', why],
    ask: async (doors) => {
      const runId = Number(await waiting(doors));
      await doors.library.runs.object({ runId, why });
      return doors.library.runs.withdraw({ runId, why });
    },
  },
  {
    verb: 'runs recalculate',
    method: 'runs.recalculate',
    args: async (doors) => ['runs', 'recalculate', await waiting(doors), '--reason', why],
    ask: async (doors) =>
      doors.library.runs.recalculate({ runId: Number(await waiting(doors)), why }),
  },
  {
    verb: 'runs void',
    method: 'runs.void',
    args: async (doors) => ['runs', 'void', await waiting(doors), '--reason', why],
    ask: async (doors) => doors.library.runs.void({ runId: Number(await waiting(doors)), why }),
  },
  {
    verb: 'tasks call',
    method: 'tasks.call',
    args: () => ['tasks', 'call', 'auto_run_payroll'],
    ask: ({ library }) => library.tasks.call({ task: 'auto_run_payroll' }),
  },
  {
    verb: 'tasks revoke',
    method: 'tasks.find',
    place: 'task',
    args: ({ taskId }) => ['tasks', 'revoke', taskId],
    ask: ({ library, taskId }) => library.tasks.find(taskId).describe(),
  },
  {
    verb: 'tasks purge',
    method: 'tasks.purge',
    place: 'purged',
    args: () => ['tasks', 'purge'],
    ask: ({ library }) => library.tasks.purge(),
  },
  ...['pause', 'resume'].map(
    (verb): Compared => ({
      verb: `control ${verb}`,
      method: 'control',
      place: 'answers',
      args: () => ['control', verb],
      ask: ({ library }) => library.control({ command: 'resume' }),
    }),
  ),
  ...(['active', 'scheduled', 'reserved'] as const).map(
    (verb): Compared => ({
      verb: `inspect ${verb}`,
      method: 'inspect',
      place: verb,
      args: () => ['inspect', verb],
      ask: async ({ library }) => JSON.parse(JSON.stringify(await library.inspect())).value[verb],
    }),
  ),
  {
    verb: 'beat add',
    method: 'beat.add',
    args: () => ['beat', 'add', 'b1', '--task', pause.task, '--cron', pause.cron],
    ask: ({ library }) => library.beat.add('b2', pause),
  },
  {
    verb: 'beat pause',
    method: 'beat.pause',
    place: 'entry',
    args: () => ['beat', 'pause', 'b1'],
    ask: ({ library }) => library.beat.pause('b2'),
  },
  {
    verb: 'beat resume',
    method: 'beat.resume',
    place: 'entry',
    args: () => ['beat', 'resume', 'b1'],
    ask: ({ library }) => library.beat.resume('b2'),
  },
  {
    verb: 'beat run-now',
    method: 'beat.runNow',
    args: () => ['beat', 'run-now', 'b1'],
    ask: ({ library }) => library.beat.runNow('b2'),
  },
  {
    verb: 'beat remove',
    method: 'beat.remove',
    place: 'entry',
    args: () => ['beat', 'remove', 'b1'],
    ask: ({ library }) => library.beat.remove('b2'),
  },
  {
    verb: 'api-keys add',
    method: 'apiKeys.add',
    args: () => ['api-keys', 'add', 'k1', '--roles', 'viewer', '--companies', 'acme'],
    ask: ({ library }) =>
      library.apiKeys.add({ name: 'k2', roles: ['viewer'], companies: ['acme'] }),
  },
  {
    verb: 'api-keys list',
    method: 'apiKeys.list',
    place: 'api_keys',
    args: () => ['api-keys', 'list'],
    ask: ({ library }) => library.apiKeys.list(),
  },
  {
    verb: 'api-keys revoke',
    method: 'apiKeys.revoke',
    args: () => ['api-keys', 'revoke', 'k1'],
    ask: ({ library }) => library.apiKeys.revoke('k2'),
  },
  {
    verb: 'locks list',
    method: 'locks.list',
    place: 'locks',
    args: () => ['locks', 'list'],
    ask: ({ library }) => library.locks.list(),
  },
  {
    verb: 'locks release',
    method: 'locks.release',
    place: 'released',
    args: () => ['locks', 'release', 'payroll_processing_901', '--force'],
    ask: ({ library }) => library.locks.release({ name: 'payroll_processing_902', isForced: true }),
  },
  {
    verb: 'doctor',
    method: 'doctor',
    place: 'findings',
    args: () => ['doctor'],
    ask: ({ library }) => library.doctor(),
  },
];

type Library = TwoDoors['library'];

async function draftOf(library: Library, index: number): Promise<string> {
  const drafts = await library.periods.list({ status: 'draft' });
  return String(drafts[index]?.periodId ?? 0);
}

function leaveOut({ library, officePeriodId }: TwoDoors) {
  const { skip } = library.periods;
  return skip({ periodId: officePeriodId + 1, why });
}

/** A run that waits in review, because the same payment was made a moment ago under another key. */
async function waiting({ library }: TwoDoors): Promise<string> {
  const key = 'the same again';
  const ask = { company: 'acme', payOn: bonusOn, bytes: bytes(bonus), key };
  const done = valueOf(await library.runs.offCycle(ask));
  if (done.kind === 'ran' && done.run.state === 'review') return String(done.run.runId);
  throw new Error(`no run waits in review: ${JSON.stringify(done)}`);
}

/** Somebody else enters a raise of E1. */
async function raised({ library }: TwoDoors): Promise<void> {
  const other = valueOf(await library.as({ person: 'person:hr', companies: ['acme'] }));
  const text = 'employee_id,job,from,pay_type,hourly_rate\nE1,,2024-09-02,hourly,75.00\n';
  valueOf(await other.terms.import({ company: 'acme', bytes: bytes(text) }));
}
