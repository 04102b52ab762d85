/**
 * The library's own words for a refusal.
 *
 * Operations give actions and the names that a file or an option has. This file words each action as a
 * call of the library, `runs.show(3)`, and points each issue to the argument of the method, `/endOn`. The
 * command line has its own words in cli/spell-action.ts.
 */
import type { Action, ActionOf, Actions, ActionWord, Besides } from '#actions.ts';
import { Outage, type Refusal } from '#errors.ts';
import type { DoorWords } from '#methods/checked.ts';
import { asSentence } from '#text/as-sentence.ts';

/** How `withChecks` words a refusal. */
export const ownWords: DoorWords = { refusal: inOwnWords, outages: inOwnOutages };

/** The refusal of a method, as this library says it. */
export function inOwnWords(refusal: Refusal, method: string): Refusal {
  const { message, hint, actions, issues } = refusal;
  const advice = adviceOf({ hint, actions });
  return {
    ...refusal,
    message: asSentence(message),
    ...(advice === undefined ? {} : { hint: advice }),
    ...(issues === undefined
      ? {}
      : { issues: issues.map((one) => ({ ...one, pointer: argumentOf(one.pointer, method) })) }),
  };
}

/** Does the same. An outage is thrown as this library says it. */
export async function inOwnOutages<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Outage ? outageInOwnWords(error) : error;
  }
}

function outageInOwnWords(outage: Outage): Outage {
  const { code, message, actions, cause } = outage;
  const hint = adviceOf(outage);
  const worded = new Outage(code, asSentence(message), {
    ...(hint === undefined ? {} : { hint }),
    ...{ actions, cause },
  });
  if (outage.stack !== undefined) worded.stack = outage.stack;
  return worded;
}

function adviceOf(advice: {
  readonly hint?: string | undefined;
  readonly actions?: readonly Action[] | undefined;
}): string | undefined {
  const { hint = '', actions = [] } = advice;
  const calls = [...new Set(actions.map((one) => callOf(one)))].join('; ');
  if (calls === '') return hint === '' ? undefined : asSentence(hint);
  if (hint === '') return `${calls}.`;
  return `${asSentence(hint).replace(/[.:]$/, '')}: ${calls}.`;
}

/** The arguments of a method whose names differ from those of the operation. */
const argumentNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'companies.add': { state_tax: 'stateTax', time_zone: 'timeZone', plan_only: 'isPlanOnly' },
  'companies.settings': {
    hours_per_year: 'hoursPerYear',
    supplemental: 'supplementalMethod',
    employer_tax: 'employerTaxPercent',
    held_limit: 'heldPercentMax',
    workweek_start: 'workweekStart',
    job_rate_overtime: 'jobRateOvertime',
    daily_overtime: 'dailyOvertime',
  },
  'apiKeys.add': { on_behalf_of: 'onBehalfOf' },
  'periods.add': { type: 'frequency', start: 'startOn', end: 'endOn', pay_date: 'payOn' },
  'runs.offCycle': { type: 'frequency', start: 'startOn', end: 'endOn', pay_date: 'payOn' },
};

function argumentOf(pointer: string, method: string): string {
  if (!Object.hasOwn(argumentNames, method)) return pointer;
  const [, first = '', rest = ''] = /^\/([^/]*)(.*)$/.exec(pointer) ?? [];
  const name = argumentNames[method]?.[first];
  return name === undefined ? pointer : `/${name}${rest}`;
}

/** Each action as a call. A name without a value is for the program to fill in. */
function callOf<Word extends ActionWord>(one: ActionOf<Word>): string {
  // A row may have an action of a later version.
  if (!Object.hasOwn(calls, one.action)) return String(one.action).replaceAll('_', ' ');
  const spell: (facts: ActionOf<Word>) => string = calls[one.action];
  return spell(one);
}

const besides: Readonly<Record<Besides, string>> = {
  accounts_now: "accounts: 'now'",
  add: 'add: true',
  again: 'again: true',
  allow_case_twins: 'allowCaseTwins: true',
  allow_doubles: 'allowDoubles: true',
  allow_near_twins: 'allowNearTwins: true',
  allow_shared_accounts: 'allowSharedAccounts: true',
  calendar_id: 'id',
  columns: 'form: { columns }',
  company: 'company',
  data_folder: 'settings: { dataFolder }',
  dates: "form: { dates: 'mdy' } or { dates: 'dmy' }",
  draft: 'draft: true',
  decimal: "form: { decimal: 'point' } or { decimal: 'comma' }",
  dry_run: 'dryRun: true',
  force: 'force: true',
  frequency: 'frequency',
  from: 'fromOn',
  key: 'key',
  late: 'late: true',
  leave_behind: 'leaveBehind: true',
  no_columns: "form: { columns: 'none' }",
  plan_only: 'isPlanOnly: true',
  preview: 'preview: true',
  reason: 'the reason',
  replace: 'replace: true',
  schedule: 'schedule',
  year_to_date: "yearToDate: 'kept'",
};

const calls: { readonly [Word in ActionWord]: (facts: Actions[Word]) => string } = {
  list_runs: () => 'runs.list()',
  show_run: ({ run }) => `runs.show(${run})`,
  approve_run: ({ run }) => `runs.approve({ runId: ${run}, why })`,
  review_run: ({ run }) => `runs.review(${run})`,
  withdraw_objection: ({ run, of }) =>
    `runs.withdraw({ runId: ${run}${of === undefined ? '' : `, person: ${quoted(of)}`}, why })`,
  recalculate_run: ({ run }) => `runs.recalculate({ runId: ${run}, why })`,
  retry_run: ({ run }) => `runs.retry({ runId: ${run}, why })`,
  void_run: ({ run }) => `runs.void({ runId: ${run}, why })`,
  confirm_held: ({ run, employee, seen }) =>
    `runs.confirm({ runId: ${run}, employees: [${quoted(employee)}], seen: '${seen}', why })`,
  pay_held: ({ run }) => `runs.payHeld({ runId: ${run} })`,
  reverse_run: ({ run }) => `runs.reverse({ runId: ${run}, employees, why })`,
  correct_amounts: ({ run }) => `runs.correct({ runId: ${run}, inputs, why })`,
  correct_run: ({ run }) => `runs.correct({ runId: ${run}, employees, why })`,
  run_off_cycle: (of) => `runs.offCycle({ payOn, bytes${inCompany(of)} })`,
  run_due: () => 'runDue()',
  continue_period: ({ period }) => `runPeriod({ periodId: ${period} })`,
  run_late: ({ period }) => `runPeriod({ periodId: ${period}, late: { reason } })`,
  force_period: ({ period, reason }) =>
    `runPeriod({ periodId: ${period}, force: { reason${reason === undefined ? '' : `: ${quoted(reason)}`} } })`,

  list_changes: (of) => `changes.list(${onlyCompany(of)})`,
  list_periods: () => 'periods.list()',
  activate_period: ({ period }) => `periods.activate(${period})`,
  explain_period: ({ period }) => `periods.explain(${period})`,
  preview: () => 'periods.preview(periodId)',
  release_period: ({ period }) => `periods.release(${period})`,
  skip_periods: () => 'periods.skip({ periodId, why })',
  list_schedules: () => 'schedules.list()',
  add_schedule: (of) => `schedules.add({ definition${inCompany(of)} })`,
  show_schedule: ({ schedule, ...of }) =>
    `schedules.show({ code: ${quoted(schedule)}${inCompany(of)} })`,
  change_schedule: ({ schedule, ...of }) =>
    `schedules.change({ code: ${quoted(schedule)}, definition, reason${inCompany(of)} })`,
  resume_schedule: ({ schedule, ...of }) =>
    `schedules.resume({ code: ${quoted(schedule)}${inCompany(of)} })`,
  plan_schedules: () => 'schedules.plan()',
  start_shadow: ({ schedule, ...of }) =>
    `shadow.start({ schedule: ${quoted(schedule)}, fromOn, why${inCompany(of)} })`,
  compare_shadow: ({ period }) => `shadow.compare({ periodId: ${period}, bytes })`,
  show_shadow: ({ schedule, ...of }) =>
    `shadow.status({ schedule: ${quoted(schedule)}${inCompany(of)} })`,
  end_shadow: ({ schedule, ...of }) =>
    `shadow.end({ schedule: ${quoted(schedule)}, liveOn, yearToDate: 'kept', why${inCompany(of)} })`,
  export_tables: () => 'exportTables()',
  load_tables: () => 'tables.load({ json })',
  list_tables: () => 'tables.list()',
  import_calendar: (of) => `calendars.import({ bytes, source${inCompany(of)} })`,

  list_companies: () => 'companies.list()',
  add_company: () => 'companies.add({ code, name, currency, timeZone, calendar, stateTax })',
  list_accounts: (of) => `accounts.list(${onlyCompany(of)})`,
  list_pay_codes: (of) => `payCodes.list(${onlyCompany(of)})`,
  list_people: (of) => `people.list(${onlyCompany(of)})`,
  set_roles: ({ person, ...of }) =>
    `people.setRoles({ person: ${quoted(person)}, roles${inCompany(of)} })`,
  waive_second_eyes: (of) => `companies.settings({ secondEyes: 'none'${inCompany(of)} })`,
  import_roster: ({ schedule, ...of }) =>
    `roster.import({ bytes${schedule === null ? '' : `, schedule: ${quoted(schedule)}`}${inCompany(of)} })`,
  import_hours: ({ period }) => `hours.import({ periodId: ${period}, bytes })`,
  import_late_hours: ({ period }) => `hours.import({ periodId: ${period}, bytes, late: true })`,
  import_file: ({ kind, period = 'periodId', ...of }) =>
    kind === 'net_pays'
      ? `shadow.compare({ periodId${period === 'periodId' ? '' : `: ${period}`}, bytes })`
      : kind === 'hours' || kind === 'inputs'
        ? `${kind}.import({ periodId${period === 'periodId' ? '' : `: ${period}`}, bytes })`
        : `${kind === 'pay_codes' ? 'payCodes' : kind}.import({ bytes${inCompany(of)} })`,
  list_inputs: ({ period }) => `inputs.list({ periodId: ${period} })`,
  import_balances: (of) => `balances.import({ bytes${inCompany(of)} })`,
  list_owed: (of) => `owed.list(${onlyCompany(of)})`,
  pay_owed: ({ employee, ...of }) =>
    `owed.pay({ number: ${quoted(employee)}, why${inCompany(of)} })`,
  pay_owed_now: ({ employee, ...of }) =>
    `owed.payOffCycle({ number: ${quoted(employee)}, payOn, why${inCompany(of)} })`,
  drop_owed: ({ employee, ...of }) =>
    `owed.drop({ number: ${quoted(employee)}, why${inCompany(of)} })`,
  take_back_owed: ({ employee, ...of }) =>
    `owed.takeBack({ number: ${quoted(employee)}, instalment, why${inCompany(of)} })`,
  list_terms: (of) => `terms.list(${onlyCompany(of)})`,
  import_terms: (of) => `terms.import({ bytes${inCompany(of)} })`,

  show_task: ({ task }) => `tasks.find(${quoted(task)}).describe()`,
  show_workers: () => "control({ command: 'ping' })",
  show_worker_stats: () => 'inspect()',
  show_active_tasks: () => 'inspect()',
  resume_workers: () => "control({ command: 'resume' })",
  resume_worker: ({ worker }) => `control({ command: 'resume', destination: ${quoted(worker)} })`,
  start_everything: () => 'start({ signal })',
  start_worker: ({ queues }) =>
    `work({ signal${queues.length === 0 ? '' : `, queues: [${queues.map(quoted).join(', ')}]`} })`,
  start_beat: () => 'keepBeat({ signal })',
  list_beat_entries: () => 'beat.list()',
  pause_beat_entry: ({ entry }) => `beat.pause(${quoted(entry)})`,
  list_locks: () => 'locks.list()',
  list_api_keys: () => 'apiKeys.list()',

  migrate: () => 'openPaybeat({ migrate: true })',
  restore_backup: () => 'restorePaybeat({ file })',
  accept_restore: () => 'backups.acceptRestore({ why })',
  import_keys: () => 'keys.import({ text, passphrase })',
  examine: () => 'doctor()',

  ask_again: (facts) => besides[facts.with],
};

interface OfCompany {
  readonly company?: string;
}

function inCompany({ company }: OfCompany): string {
  return company === undefined ? '' : `, company: ${quoted(company)}`;
}

function onlyCompany({ company }: OfCompany): string {
  return company === undefined ? '' : `{ company: ${quoted(company)} }`;
}

function quoted(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
