/**
 * What somebody may do next, as data: a word and the facts that it is about.
 *
 *   { action: 'recalculate_run', run: 3 }
 *
 * A refusal, an outage, a blocker or a warning carries actions beside its words. Each door spells them
 * in its own way: the command line in cli/spell-action.ts; the library and every JSON show the data.
 * They are kept in rows: a word stays what it means, and facts are single words, numbers and texts.
 */

/** Each action with its facts. */
export interface Actions {
  // Pay runs.
  readonly list_runs: NoFacts;
  readonly show_run: { readonly run: number };
  readonly approve_run: { readonly run: number };
  readonly recalculate_run: { readonly run: number };
  /** One that has failed: it goes on where it stopped. */
  readonly retry_run: { readonly run: number };
  readonly void_run: { readonly run: number };
  /** Those whom a committed run held. */
  readonly pay_held: { readonly run: number };
  readonly run_off_cycle: NoFacts;
  /** Whatever is due. */
  readonly run_due: NoFacts;
  /** Although its due instant was missed. */
  readonly run_late: { readonly period: number };
  /** Although its rule does not say so; with the reason, where it was said already. */
  readonly force_period: { readonly period: number; readonly reason?: string };

  // Pay periods and schedules.
  readonly list_periods: NoFacts;
  readonly activate_period: { readonly period: number };
  readonly explain_period: { readonly period: number };
  /** The person chooses which period. */
  readonly preview: NoFacts;
  readonly skip_periods: NoFacts;
  readonly list_schedules: NoFacts;
  readonly add_schedule: NoFacts;
  readonly show_schedule: { readonly schedule: string };
  readonly change_schedule: { readonly schedule: string };
  readonly resume_schedule: { readonly schedule: string };
  readonly plan_schedules: NoFacts;
  readonly import_calendar: NoFacts;

  // Companies, people and what they are paid.
  readonly list_companies: NoFacts;
  readonly add_company: NoFacts;
  readonly list_pay_codes: NoFacts;
  /** Those of no schedule, where it is null. */
  readonly import_roster: { readonly schedule: string | null };
  readonly import_hours: { readonly period: number };
  readonly import_balances: NoFacts;
  readonly list_terms: NoFacts;
  readonly import_terms: NoFacts;

  // Tasks, processes and locks.
  readonly show_task: { readonly task: string };
  readonly show_workers: NoFacts;
  readonly show_worker_stats: NoFacts;
  readonly show_active_tasks: NoFacts;
  readonly resume_workers: NoFacts;
  readonly resume_worker: { readonly worker: string };
  readonly start_everything: NoFacts;
  /** Of these queues; of all, where there is none. */
  readonly start_worker: { readonly queues: readonly string[] };
  readonly start_beat: NoFacts;
  readonly list_beat_entries: NoFacts;
  readonly pause_beat_entry: { readonly entry: string };
  readonly list_locks: NoFacts;

  // The database and the program.
  readonly migrate: NoFacts;
  readonly examine: NoFacts;

  /** What was asked for once more, with this said or chosen besides. */
  readonly ask_again: { readonly with: Besides };
}

/** What can be said besides. */
export type Besides =
  | 'allow_case_twins'
  | 'calendar_id'
  | 'company'
  | 'data_folder'
  | 'dry_run'
  | 'force'
  | 'frequency'
  | 'from'
  | 'key'
  | 'plan_only'
  | 'reason'
  | 'replace'
  | 'schedule';

type NoFacts = Readonly<Record<never, never>>;

export type ActionWord = keyof Actions;

export type ActionOf<Word extends ActionWord> = {
  [One in Word]: { readonly action: One } & Actions[One];
}[Word];

export type Action = ActionOf<ActionWord>;
