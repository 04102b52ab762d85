/**
 * What a person can do next, as data: the name of an action and its facts.
 *
 *   { action: 'recalculate_run', run: 3 }
 *
 * A refusal, an outage, a blocker or a warning has actions in addition to its message. Each door words
 * them in its own way: the command line in cli/spell-action.ts. The library and all JSON show the data.
 * The database stores actions, so the meaning of a name never changes. Facts are only strings, numbers
 * and lists of strings.
 */

/** Each action with its facts. */
export interface Actions {
  // Pay runs.
  readonly list_runs: NoFacts;
  readonly show_run: { readonly run: number };
  readonly approve_run: { readonly run: number };
  /** Shows what a run in review waits for. */
  readonly review_run: { readonly run: number };
  /** `of` is present for the objection of somebody: `ada`. */
  readonly withdraw_objection: { readonly run: number; readonly of?: string };
  readonly recalculate_run: { readonly run: number };
  /** Retries a failed run from the step that failed. */
  readonly retry_run: { readonly run: number };
  readonly void_run: { readonly run: number };
  /** Lifts the limits that hold people of a run, for exactly the numbers seen. */
  readonly confirm_held: {
    readonly run: number;
    readonly employee: string;
    /** The first characters of the checksum of the numbers. */
    readonly seen: string;
  };
  /** Pays the people whom a committed run held. */
  readonly pay_held: { readonly run: number };
  /** Undoes payslips of a committed run. */
  readonly reverse_run: { readonly run: number };
  /** Pays what payslips of a committed run should have paid in addition. */
  readonly correct_run: { readonly run: number };
  readonly correct_amounts: { readonly run: number };
  readonly run_off_cycle: InCompany;
  /** Runs everything that is due. */
  readonly run_due: NoFacts;
  /** Runs a period whose due instant was missed. */
  readonly run_late: { readonly period: number };
  /** Runs a period before its rule says so. `reason` is present if the person has given one. */
  readonly continue_period: { readonly period: number };
  readonly force_period: { readonly period: number; readonly reason?: string };

  // Pay periods and schedules.
  readonly list_periods: NoFacts;
  readonly activate_period: { readonly period: number };
  readonly explain_period: { readonly period: number };
  /** Previews a period that the person chooses. */
  readonly preview: NoFacts;
  /** Releases a period that is held. */
  readonly release_period: { readonly period: number };
  readonly skip_periods: NoFacts;
  readonly list_schedules: NoFacts;
  readonly add_schedule: InCompany;
  readonly show_schedule: InCompany & { readonly schedule: string };
  readonly change_schedule: InCompany & { readonly schedule: string };
  readonly resume_schedule: InCompany & { readonly schedule: string };
  readonly plan_schedules: NoFacts;
  /** Lets another payroll pay a schedule, and calculates beside it. */
  readonly start_shadow: InCompany & { readonly schedule: string };
  /** Compares a period with the net pays of another payroll. */
  readonly compare_shadow: { readonly period: number };
  /** How a schedule in shadow has compared so far. */
  readonly show_shadow: InCompany & { readonly schedule: string };
  /** Begins to pay a schedule that was in shadow. */
  readonly end_shadow: InCompany & { readonly schedule: string };
  readonly import_calendar: InCompany;
  /** Writes the figures of the newest year as a file, to edit a copy. */
  readonly export_tables: NoFacts;
  /** Loads next year's tax tables from a file. */
  readonly load_tables: NoFacts;
  readonly list_tables: NoFacts;

  // Companies, people and what they are paid.
  readonly list_companies: NoFacts;
  readonly add_company: NoFacts;
  readonly list_accounts: InCompany;
  readonly list_pay_codes: InCompany;
  /** The people of a company, and who approves. */
  readonly list_people: InCompany;
  readonly set_roles: InCompany & { readonly person: string };
  /** Says that a company has no second pair of eyes. */
  readonly waive_second_eyes: InCompany;
  /** Imports the roster of this schedule. Null: employees without a schedule. */
  readonly import_roster: InCompany & { readonly schedule: string | null };
  readonly import_hours: { readonly period: number };
  /** Imports hours into a period that is paid: the next run pays the difference. */
  readonly import_late_hours: { readonly period: number };
  /** Imports a file as what it is. */
  readonly import_file: InCompany & { readonly kind: ImportedFile; readonly period?: number };
  /** Lists the stored inputs of a period. */
  readonly list_inputs: { readonly period: number };
  readonly import_balances: InCompany;
  /** Lists what the coming run reads anew. */
  readonly list_changes: { readonly company: string };
  /** Lists what people are owed for paid periods, or were paid too much. */
  readonly list_owed: InCompany;
  /** Lets the next regular run pay an amount that waits for a person. */
  readonly pay_owed: InCompany & { readonly employee: string };
  /** Pays what a person is owed now, in an off-cycle run. */
  readonly pay_owed_now: InCompany & { readonly employee: string };
  /** Declares that something is not owed, or need not be paid back. */
  readonly drop_owed: InCompany & { readonly employee: string };
  /** Takes back what was too much, in instalments. */
  readonly take_back_owed: InCompany & { readonly employee: string };
  readonly list_terms: InCompany;
  readonly import_terms: InCompany;

  // Tasks, processes and locks.
  readonly show_task: { readonly task: string };
  readonly show_workers: NoFacts;
  readonly show_worker_stats: NoFacts;
  readonly show_active_tasks: NoFacts;
  readonly resume_workers: NoFacts;
  readonly resume_worker: { readonly worker: string };
  readonly start_everything: NoFacts;
  /** The queues that the worker should serve. Empty: all queues. */
  readonly start_worker: { readonly queues: readonly string[] };
  readonly start_beat: NoFacts;
  readonly list_beat_entries: NoFacts;
  readonly pause_beat_entry: { readonly entry: string };
  readonly list_locks: NoFacts;
  /** The keys with which programs use the API. */
  readonly list_api_keys: NoFacts;

  // The database and the program.
  readonly migrate: NoFacts;
  readonly restore_backup: NoFacts;
  /** Lets runs go on in a database that was restored from a backup. */
  readonly accept_restore: NoFacts;
  /** Brings back the keys that sign certificates. */
  readonly import_keys: NoFacts;
  readonly examine: NoFacts;

  /** Repeats the same request with this option added or changed. */
  readonly ask_again: { readonly with: Besides };
}

/** The options that `ask_again` can name. */
export type Besides =
  | 'accounts_now'
  | 'add'
  | 'again'
  | 'allow_case_twins'
  | 'allow_doubles'
  | 'allow_near_twins'
  | 'allow_shared_accounts'
  | 'calendar_id'
  | 'columns'
  | 'company'
  | 'data_folder'
  | 'dates'
  | 'decimal'
  | 'draft'
  | 'dry_run'
  | 'force'
  | 'frequency'
  | 'from'
  | 'key'
  | 'late'
  | 'leave_behind'
  | 'no_columns'
  | 'plan_only'
  | 'preview'
  | 'reason'
  | 'replace'
  | 'schedule'
  | 'year_to_date';

/** What a file can be imported as. */
export type ImportedFile =
  | 'roster'
  | 'hours'
  | 'inputs'
  | 'terms'
  | 'items'
  | 'balances'
  | 'net_pays'
  | 'pay_codes';

type NoFacts = Readonly<Record<never, never>>;

/** The code of the company. Rows of earlier versions do not have it. */
type InCompany = Readonly<Partial<Record<'company', string>>>;

export type ActionWord = keyof Actions;

export type ActionOf<Word extends ActionWord> = {
  [One in Word]: { readonly action: One } & Actions[One];
}[Word];

export type Action = ActionOf<ActionWord>;

/**
 * Continues a run while no worker is running. The period of held people is completed, so their run is found by
 * the run that held them.
 */
export function carryOn(of: {
  readonly periodId: number;
  readonly paysHeldOf: number | null;
}): Action {
  return of.paysHeldOf === null
    ? { action: 'continue_period', period: of.periodId }
    : { action: 'pay_held', run: of.paysHeldOf };
}
