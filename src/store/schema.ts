/**
 * The tables as Kysely sees them. The truth is migrations/; this file only names it for the types.
 *
 * Ids are int4 and therefore numbers; amounts are int8 and therefore bigint.
 */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

type Instant = Temporal.Instant;
type PlainDate = Temporal.PlainDate;
type DefaultedInstant = ColumnType<Instant, Instant | undefined, Instant>;
type Json<T> = JSONColumnType<T & object, string, string>;

export type PeriodStatus = 'draft' | 'active' | 'completed' | 'skipped';
export type DueState = 'waiting' | 'fulfilled' | 'held';
export type StoredRunState =
  | 'calculating'
  | 'review'
  | 'approved'
  | 'committed'
  | 'failed'
  | 'voided';

export interface Database {
  company: {
    company_id: Generated<number>;
    code: string;
    name: string;
    currency: string;
    time_zone: string;
    calendar: string;
    state_tax: 'none_calculated';
    input_revision: Generated<number>;
    created_at: DefaultedInstant;
  };
  pay_schedule: {
    schedule_id: Generated<number>;
    company_id: number;
    code: string;
    frequency: string;
    time_zone: string;
    definition: Json<Record<string, unknown>>;
    automation_enabled: Generated<boolean>;
    generated_to: PlainDate | null;
    created_at: DefaultedInstant;
    paused_at: Instant | null;
    paused_by: string | null;
    paused_why: string | null;
  };
  earlier_definition: {
    company_id: number;
    schedule_id: number;
    until_on: PlainDate;
    definition: Json<Record<string, unknown>>;
    reason: string;
    replaced_at: DefaultedInstant;
    replaced_by: string;
  };
  bank_calendar: {
    company_id: number;
    calendar_id: string;
    definition: Json<Record<string, unknown>>;
    source: string;
    imported_at: DefaultedInstant;
    imported_by: string;
  };
  pay_period: {
    period_id: Generated<number>;
    company_id: number;
    schedule_id: number | null;
    frequency: string;
    start_on: PlainDate;
    end_on: PlainDate;
    nominal_pay_on: PlainDate;
    pay_on: PlainDate;
    pay_on_reason: string;
    status: PeriodStatus;
    kind: Generated<'regular' | 'off_cycle'>;
    automation_enabled: boolean;
    automation_rule: Json<Record<string, unknown>> | null;
    catch_up_days: Generated<number>;
    completed_at: Instant | null;
    created_at: DefaultedInstant;
    status_why: string | null;
    replaced: Generated<boolean>;
    by_hand: Generated<boolean>;
    whole_start_on: PlainDate | null;
    whole_end_on: PlainDate | null;
  };
  due_instant: {
    company_id: number;
    period_id: number;
    stage: Generated<'open'>;
    due_at: Instant;
    local_time: string;
    time_zone: string;
    rule: Json<Record<string, unknown>>;
    why: string;
    steps: Generated<string[]>;
    state: DueState;
    held_why: string | null;
    held_late: Generated<boolean>;
    fulfilled_by: number | null;
    decided_at: Instant | null;
    released_at: Instant | null;
    released_by: string | null;
  };
  employee: { employee_id: Generated<number>; company_id: number; number: string };
  employee_version: {
    company_id: number;
    employee_id: number;
    from_revision: number;
    until_revision: number | null;
    recorded_at: DefaultedInstant;
    schedule_id: number | null;
    name: string;
    hired_on: PlainDate;
    ended_on: PlainDate | null;
    pay_type: 'salary' | 'hourly';
    annual_salary_minor: bigint | null;
    hourly_rate_micro: bigint | null;
    work_state: string | null;
    overtime: 'exempt' | 'nonexempt' | null;
    tax_form: Json<Record<string, unknown>>;
  };
  employee_terms: {
    company_id: number;
    employee_id: number;
    job: string;
    from_on: PlainDate;
    until_on: PlainDate | null;
    pay_type: 'salary' | 'hourly';
    annual_salary_minor: bigint | null;
    hourly_rate_micro: bigint | null;
    from_revision: number;
    until_revision: number | null;
    recorded_at: DefaultedInstant;
  };
  employee_item: Item & {
    reference: Generated<string>;
    from_on: PlainDate | null;
    until_on: PlainDate | null;
    balance_minor: bigint | null;
  };
  period_item: Item & { period_id: number; worked_on: PlainDate | null };
  opening_balance: Versioned & { tax_year: number };
  employee_move: {
    company_id: number;
    employee_id: number;
    effective_on: PlainDate;
    from_schedule_id: number | null;
    to_schedule_id: number;
    from_revision: number;
    until_revision: number | null;
    reason: string;
    recorded_at: DefaultedInstant;
  };
  pay_code: {
    company_id: number;
    pay_code_id: number;
    code: string;
    valid_from: PlainDate;
    definition: Json<Record<string, unknown>>;
    from_revision: number;
    until_revision: number | null;
    recorded_at: DefaultedInstant;
  };
  pay_settings: {
    company_id: number;
    proration: Generated<'calendar_days' | 'working_days' | 'hours'>;
    hours_per_year: Generated<number>;
    supplemental_method: Generated<'flat' | 'aggregate'>;
    futa_percent: string | null;
    overtime: Generated<'weekly' | 'none'>;
    workweek_start: Generated<string>;
    from_revision: number;
    until_revision: number | null;
    recorded_at: DefaultedInstant;
  };
  run_retro: {
    company_id: number;
    run_id: number;
    employee_id: number;
    past_run_id: number;
    amount_minor: bigint;
    ordinal: number;
    epoch: number;
  };
  pay_run: PayRunTable;
  run_chunk: {
    company_id: number;
    run_id: number;
    ordinal: number;
    employee_ids: number[];
    state: Generated<'open' | 'done'>;
    epoch: Generated<number>;
    lease_owner: string | null;
    lease_until: Instant | null;
    claims: Generated<number>;
    failures: Generated<number>;
    retry_at: Instant | null;
    last_error: string | null;
    done_at: Instant | null;
  };
  run_exception: {
    company_id: number;
    run_id: number;
    employee_id: number;
    disposition: 'excluded' | 'held';
    code: string;
    detail: string;
    hint: string;
    ordinal: number | null;
    epoch: number | null;
  };
  payslip: {
    company_id: number;
    run_id: number;
    employee_id: number;
    ordinal: number;
    epoch: number;
    gross_minor: bigint;
    reimbursements_minor: bigint;
    deductions_minor: bigint;
    taxes_minor: bigint;
    employer_minor: bigint;
    net_minor: bigint;
    line_codes: number[];
    line_amounts: bigint[];
    ytd_codes: number[];
    ytd_amounts: bigint[];
    warnings: string[];
  };
  approval: {
    company_id: number;
    run_id: number;
    run_epoch: number;
    approver: string;
    reason: string | null;
    totals_hash: string;
    approved_at: DefaultedInstant;
  };
  audit_event: {
    company_id: number;
    seq: bigint;
    at: Instant;
    actor: string;
    action: string;
    subject: string;
    facts: Json<Record<string, unknown>>;
    hash: Buffer;
  };
  audit_head: { company_id: number; seq: bigint; hash: Buffer };
  worker: {
    worker_id: string;
    host: string;
    pid: number;
    started_at: DefaultedInstant;
    seen_at: DefaultedInstant;
    stopped_at: Instant | null;
  };
}

interface Versioned {
  company_id: number;
  employee_id: number;
  pay_code_id: number;
  from_revision: number;
  until_revision: number | null;
  amount_minor: bigint | null;
}

interface Item extends Versioned {
  part: Generated<string>;
  job: Generated<string>;
  quantity_micro: bigint | null;
  rate_micro: bigint | null;
  percent_micro: bigint | null;
}

interface PayRunTable {
  run_id: Generated<number>;
  company_id: number;
  period_id: number;
  kind: 'regular' | 'off_cycle';
  pays_held_of: number | null;
  off_cycle_key: string | null;
  off_cycle_digest: string | null;
  pay_on: PlainDate;
  state: StoredRunState;
  epoch: Generated<number>;
  move_count: Generated<number>;
  opened_by: string;
  forced_reason: string | null;
  late_reason: string | null;
  due_at: Instant | null;
  opened_at: DefaultedInstant;
  snapshot_revision: number;
  tax_year: number;
  state_tax: string;
  warnings: Json<readonly { code: string; message: string }[]>;
  roster_count: number;
  chunk_count: number;
  paid_count: number | null;
  held_count: number | null;
  excluded_count: number | null;
  gross_minor: bigint | null;
  reimbursements_minor: bigint | null;
  deductions_minor: bigint | null;
  taxes_minor: bigint | null;
  employer_minor: bigint | null;
  net_minor: bigint | null;
  totals_hash: string | null;
  blockers: Json<readonly { code: string; title: string; description: string; todo: string }[]>;
  calculated_at: Instant | null;
  reviewed_at: Instant | null;
  approved_at: Instant | null;
  approved_by: string | null;
  committed_at: Instant | null;
  committed_revision: number | null;
  failed_at: Instant | null;
  voided_at: Instant | null;
  closed_why: string | null;
}
