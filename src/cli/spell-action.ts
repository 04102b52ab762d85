/**
 * Writes each action as a command: `paybeat runs recalculate 3 --reason TEXT`.
 *
 * Words in capitals are for the person to fill in. Values are quoted for a shell where necessary.
 */
import {
  type ActionOf,
  type Actions,
  type ActionWord,
  type Besides,
  carryOn,
  type ImportedFile,
} from '#actions.ts';
import type { ListedRun } from '#answers/runs.ts';
import type { Blocker } from '#run/blockers.ts';
import type { RunState } from '#run/run-state.ts';

/** The text and the actions of a refusal, a blocker or a finding. */
interface Advice {
  readonly hint?: string | null | undefined;
  readonly actions?: readonly ActionOf<ActionWord>[] | undefined;
}

/** One line for people, without a full stop before the commands. Undefined: there is no advice. */
export function adviceInWords({ hint, actions = [] }: Advice): string | undefined {
  const commands = actions.map((one) => spellAction(one)).join('; ');
  if (commands === '') return hint ?? undefined;
  return hint ? `${beforeCommands(hint)}: ${commands}` : commands;
}

const beforeCommands = (hint: string): string => hint.replace(/[.:]$/, '');

/** Several lines: what to do, then one line per command. */
export function adviceLines({ hint, actions = [] }: Advice): readonly string[] {
  const commands = actions.map((one) => spellAction(one));
  if (!hint) return commands;
  const words = beforeCommands(`${hint.slice(0, 1).toUpperCase()}${hint.slice(1)}`);
  const [first] = commands;
  if (first === undefined) return [/[?!]$/.test(words) ? words : `${words}.`];
  if (commands.length === 1) return [`${words}: ${first}`];
  return [`${words}:`, ...commands.map((one) => `  ${one}`)];
}

/**
 * What stops a run and, while the run waits in review, what to do about it. An old row has its commands in
 * `todo`.
 */
export function blockerInWords(
  { title, description, todo, actions }: Blocker,
  state: RunState,
): string {
  const stopped = `${title}. ${description}`;
  return state === 'review'
    ? `${stopped} ${adviceInWords({ hint: todo, actions }) ?? ''}`
    : stopped;
}

export function withoutWorker(run: Pick<ListedRun, 'runId' | 'periodId' | 'paysHeldOf'>): string {
  const now = spellAction(carryOn(run));
  return `Run ${run.runId} waits for a worker, and no worker is running. To continue it now: ${now}`;
}

/** A warning of a run, with what can still be done in the state of the run. */
export function runWarningInWords(
  { code, message, actions }: ListedRun['warnings'][number],
  { runId, state, companyCode }: Pick<ListedRun, 'runId' | 'state' | 'companyCode'>,
): string {
  if (code !== 'passed_earlier') {
    const named = actions?.map((one) => ofCompany(one, companyCode));
    return adviceInWords({ hint: message, actions: named }) ?? message;
  }
  if (state === 'review') {
    const recalculate = spellAction({ action: 'recalculate_run', run: runId });
    return `${message} Run the earlier periods first, then recalculate this run: ${recalculate}`;
  }
  if (state !== 'committed') return message;
  return `${message} Those periods can still be paid. Their amounts will then include this run.`;
}

/** A warning is stored with its run, which knows the company. */
function ofCompany(one: ActionOf<ActionWord>, company: string): ActionOf<ActionWord> {
  const named = { company, ...one };
  return named;
}

export function spellAction<Word extends ActionWord>(one: ActionOf<Word>): string {
  // A row may have an action of a later version.
  if (!Object.hasOwn(commands, one.action)) return String(one.action).replaceAll('_', ' ');
  const spell: (facts: ActionOf<Word>) => string = commands[one.action];
  return spell(one);
}

/** The additional options of commands, as their help names them. */
export const optionsBesides: Readonly<Record<Besides, string>> = {
  accounts_now: '--accounts now',
  add: '--add',
  again: '--again',
  allow_case_twins: '--allow-case-twins',
  allow_doubles: '--allow-doubles',
  allow_near_twins: '--allow-near-twins',
  allow_shared_accounts: '--allow-shared-accounts',
  calendar_id: '--id ID',
  columns: '--columns FILE',
  company: '--company CODE',
  data_folder: '--data FOLDER',
  dates: '--dates mdy|dmy',
  decimal: '--decimal point|comma',
  draft: '--draft',
  dry_run: '--dry-run',
  force: '--force',
  frequency: '--type FREQUENCY',
  from: '--from DATE',
  key: '--key TEXT',
  late: '--late',
  leave_behind: '--leave-behind',
  no_columns: '--columns none',
  plan_only: '--plan-only',
  preview: '--preview',
  reason: '--reason TEXT',
  replace: '--replace',
  schedule: '--schedule CODE',
  year_to_date: '--kept-year-to-date',
};

const commands: { readonly [Word in ActionWord]: (facts: Actions[Word]) => string } = {
  list_runs: () => 'paybeat runs list',
  show_run: ({ run }) => `paybeat runs show ${run}`,
  approve_run: ({ run }) => `paybeat runs approve ${run} --reason TEXT`,
  review_run: ({ run }) => `paybeat runs review ${run}`,
  withdraw_objection: ({ run, of }) =>
    `paybeat runs object ${run} --withdraw${of === undefined ? '' : ` --of ${quoted(of)}`} --reason TEXT`,
  recalculate_run: ({ run }) => `paybeat runs recalculate ${run} --reason TEXT`,
  retry_run: ({ run }) => `paybeat runs retry ${run} --reason TEXT`,
  void_run: ({ run }) => `paybeat runs void ${run} --reason TEXT`,
  confirm_held: ({ run, employee, seen }) =>
    `paybeat runs confirm ${run} ${quoted(employee)} --seen ${seen} --why TEXT`,
  pay_held: ({ run }) => `paybeat runs pay-held ${run}`,
  reverse_run: ({ run }) => `paybeat runs reverse ${run} --employee NUMBER --why TEXT`,
  correct_amounts: ({ run }) => `paybeat runs correct ${run} --inputs FILE --why TEXT`,
  correct_run: ({ run }) => `paybeat runs correct ${run} NUMBER --why TEXT`,
  run_off_cycle: (of) => `paybeat runs off-cycle --pay-date DATE --inputs FILE${inCompany(of)}`,
  run_due: () => 'paybeat run',
  run_late: ({ period }) => `paybeat run --period-id ${period} --late --reason TEXT`,
  continue_period: ({ period }) => `paybeat run --period-id ${period}`,
  force_period: ({ period, reason }) =>
    `paybeat run --period-id ${period} --force --reason ${reason === undefined ? 'TEXT' : quoted(reason)}`,

  list_periods: () => 'paybeat periods list',
  activate_period: ({ period }) => `paybeat periods activate ${period}`,
  explain_period: ({ period }) => `paybeat explain ${period}`,
  preview: () => 'paybeat preview NUMBER',
  release_period: ({ period }) => `paybeat periods release ${period}`,
  skip_periods: () => 'paybeat periods skip NUMBER --reason TEXT',
  list_schedules: () => 'paybeat schedule list',
  add_schedule: (of) => `paybeat schedule add CODE --frequency FREQUENCY${inCompany(of)}`,
  show_schedule: ({ schedule, ...of }) =>
    `paybeat schedule show ${quoted(schedule)}${inCompany(of)}`,
  change_schedule: ({ schedule, ...of }) =>
    `paybeat schedule change ${quoted(schedule)} --file FILE${inCompany(of)}`,
  resume_schedule: ({ schedule, ...of }) =>
    `paybeat schedule resume ${quoted(schedule)}${inCompany(of)}`,
  plan_schedules: () => 'paybeat plan',
  start_shadow: ({ schedule, ...of }) =>
    `paybeat shadow start --schedule ${quoted(schedule)} --from DATE --why TEXT${inCompany(of)}`,
  compare_shadow: ({ period }) => `paybeat shadow compare ${period} FILE`,
  show_shadow: ({ schedule, ...of }) =>
    `paybeat shadow status --schedule ${quoted(schedule)}${inCompany(of)}`,
  end_shadow: ({ schedule, ...of }) =>
    `paybeat shadow end --schedule ${quoted(schedule)} --live-from DATE --kept-year-to-date --why TEXT${inCompany(of)}`,
  export_tables: () => 'paybeat tables export',
  load_tables: () => 'paybeat tables load FILE',
  list_tables: () => 'paybeat tables list',
  import_calendar: (of) => `paybeat calendar import FILE${inCompany(of)}`,

  list_companies: () => 'paybeat company list',
  add_company: () => "paybeat company add acme --name 'Acme Ltd' --zone America/New_York",
  list_accounts: (of) => `paybeat accounts list${inCompany(of)}`,
  list_pay_codes: (of) => `paybeat paycodes list${inCompany(of)}`,
  list_people: (of) => `paybeat people list${inCompany(of)}`,
  set_roles: ({ person, ...of }) =>
    `paybeat people roles ${quoted(person)} --roles ROLES${inCompany(of)}`,
  waive_second_eyes: (of) => `paybeat company settings --second-eyes none${inCompany(of)}`,
  import_roster: ({ schedule, ...of }) =>
    `paybeat roster import FILE${schedule === null ? '' : ` --schedule ${quoted(schedule)}`}${inCompany(of)}`,
  import_hours: ({ period }) => `paybeat hours import FILE --period-id ${period}`,
  import_late_hours: ({ period }) => `paybeat hours import FILE --period-id ${period} --late`,
  import_file: ({ kind, period = 'NUMBER', ...of }) =>
    kind === 'net_pays'
      ? `paybeat shadow compare ${period} FILE`
      : isOfPeriod(kind)
        ? `paybeat ${kind} import FILE --period-id ${period}`
        : `paybeat ${kind === 'pay_codes' ? 'paycodes' : kind} import FILE${inCompany(of)}`,
  list_inputs: ({ period }) => `paybeat inputs list ${period}`,
  import_balances: (of) => `paybeat balances import FILE${inCompany(of)}`,
  list_changes: ({ company }) => `paybeat changes list --company ${quoted(company)}`,
  list_owed: (of) => `paybeat owed list${inCompany(of)}`,
  pay_owed: ({ employee, ...of }) =>
    `paybeat owed pay ${quoted(employee)} --why TEXT${inCompany(of)}`,
  pay_owed_now: ({ employee, ...of }) =>
    `paybeat owed pay ${quoted(employee)} --off-cycle --on DATE --why TEXT${inCompany(of)}`,
  drop_owed: ({ employee, ...of }) =>
    `paybeat owed drop ${quoted(employee)} --why TEXT${inCompany(of)}`,
  take_back_owed: ({ employee, ...of }) =>
    `paybeat owed take-back ${quoted(employee)} --instalment AMOUNT --why TEXT${inCompany(of)}`,
  list_terms: (of) => `paybeat terms list${inCompany(of)}`,
  import_terms: (of) => `paybeat terms import FILE${inCompany(of)}`,

  show_task: ({ task }) => `paybeat tasks show ${quoted(task)}`,
  show_workers: () => 'paybeat inspect ping',
  show_worker_stats: () => 'paybeat inspect stats',
  show_active_tasks: () => 'paybeat inspect active',
  resume_workers: () => 'paybeat control resume',
  resume_worker: ({ worker }) => `paybeat control resume --destination ${quoted(worker)}`,
  start_everything: () => 'paybeat start',
  start_worker: ({ queues }) =>
    `paybeat worker${queues.length === 0 ? '' : ` --queues ${quoted(queues.join(','))}`}`,
  start_beat: () => 'paybeat beat',
  list_beat_entries: () => 'paybeat beat list',
  pause_beat_entry: ({ entry }) => `paybeat beat pause ${quoted(entry)}`,
  list_locks: () => 'paybeat locks list',
  list_api_keys: () => 'paybeat api-keys list',

  migrate: () => 'paybeat migrate',
  restore_backup: () => 'paybeat restore load FILE',
  accept_restore: () => 'paybeat restore accept --why REASON',
  import_keys: () => 'paybeat keys import FILE --passphrase-file FILE',
  examine: () => 'paybeat doctor',

  ask_again: (facts) => optionsBesides[facts.with],
};

function isOfPeriod(kind: ImportedFile): boolean {
  return kind === 'hours' || kind === 'inputs';
}

function inCompany({ company }: { readonly company?: string }): string {
  return company === undefined ? '' : ` --company ${quoted(company)}`;
}

function quoted(value: string): string {
  return /^[\w@%+=:,./][\w@%+=:,./-]*$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
