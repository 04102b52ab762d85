/**
 * What the tables of the Django design mean: companies, employees, pay periods with their rules, payslips, and
 * the schedule table of django-celery-beat.
 *
 * Pure. Every value stays text here, because a value that cannot be read must be told. A column or a table that
 * has no meaning here is counted, never dropped in silence.
 *
 * Elsewhere: what becomes of the records (operations/coming/).
 */

import type { OldRow } from './old-rows.ts';

export interface OldCompany {
  readonly kind: 'company';
  readonly id: string;
  readonly name: string;
}

export interface OldEmployee {
  readonly kind: 'employee';
  readonly id: string;
  readonly companyId: string | null;
  /** Null: the design has no numbers of its own. */
  readonly number: string | null;
  readonly name: string;
  readonly salary: string | null;
  readonly hourly: string | null;
  readonly isActive: boolean;
  readonly hiredOn: string | null;
  readonly filing: string | null;
}

export interface OldPeriod {
  readonly kind: 'period';
  readonly id: string;
  readonly companyId: string | null;
  readonly startOn: string;
  readonly endOn: string;
  readonly payOn: string | null;
  readonly type: string;
  readonly status: string;
  readonly isAutomated: boolean;
  /** JSON text. */
  readonly rule: string | null;
  readonly processedAt: string | null;
}

export interface OldPayslip {
  readonly kind: 'payslip';
  readonly id: string;
  readonly periodId: string;
  readonly employeeId: string;
  readonly gross: string | null;
  readonly federal: string | null;
  readonly socialSecurity: string | null;
  readonly medicare: string | null;
  readonly net: string | null;
}

export interface OldCrontab {
  readonly kind: 'crontab';
  readonly id: string;
  /** Five fields. */
  readonly expression: string;
  readonly zone: string | null;
}

/** When an entry runs, if no cron expression says it. Each value is as it is there; some kinds lack some. */
export interface OldOtherTimes {
  readonly kind: OtherTimes;
  readonly id: string;
  /** An interval: so many of a unit, such as 6 `hours`. */
  readonly every: string | null;
  readonly unit: string | null;
  /** The sun: an event, such as `sunset`, at a place. */
  readonly event: string | null;
  readonly latitude: string | null;
  readonly longitude: string | null;
  /** The clock: one moment. */
  readonly moment: string | null;
}

type OtherTimes = 'interval' | 'solar' | 'clocked';

export interface OldBeatEntry {
  readonly kind: 'entry';
  readonly id: string;
  readonly name: string;
  readonly task: string;
  readonly isEnabled: boolean;
  readonly args: string;
  readonly kwargs: string;
  readonly crontabId: string | null;
  /** What says when it runs, if it is no crontab. Null: nothing else does. */
  readonly otherTimes: { readonly kind: OtherTimes; readonly id: string } | null;
  /** When it ran last. */
  readonly lastRunAt: string | null;
  /** Columns with a value that end the entry or begin it later, such as `expires`. */
  readonly limits: readonly string[];
}

type OldRecord =
  | (OldCompany | OldEmployee | OldPeriod | OldPayslip)
  | (OldCrontab | OldOtherTimes | OldBeatEntry);
type Kind = OldRecord['kind'];

/** The table of each kind: the name of the model, in small letters. */
const models: Readonly<Record<string, Kind>> = {
  company: 'company',
  employee: 'employee',
  payrollperiod: 'period',
  payslip: 'payslip',
};
const beatTables: Readonly<Record<string, Kind>> = {
  django_celery_beat_crontabschedule: 'crontab',
  django_celery_beat_intervalschedule: 'interval',
  django_celery_beat_solarschedule: 'solar',
  django_celery_beat_clockedschedule: 'clocked',
  django_celery_beat_periodictask: 'entry',
};

const nothing: readonly string[] = [];

/** The names that a column may have. The first one with a value counts. */
const columns = {
  company: { id: ['id'], name: ['name', 'title'] },
  employee: {
    id: ['id'],
    company: ['company_id', 'company'],
    number: ['employee_number', 'employee_no', 'number', 'employee_id', 'code'],
    name: ['name', 'full_name'],
    first: ['first_name'],
    last: ['last_name'],
    salary: ['annual_salary', 'salary'],
    hourly: ['hourly_rate'],
    active: ['is_active', 'active'],
    hired: ['hire_date', 'hired_on', 'date_hired', 'start_date'],
    filing: ['filing_status'],
  },
  period: {
    id: ['id'],
    company: ['company_id', 'company'],
    start: ['start_date'],
    end: ['end_date'],
    pay: ['pay_date', 'payment_date'],
    type: ['period_type'],
    status: ['status'],
    automated: ['automation_enabled'],
    rule: ['automation_rule'],
    processed: ['processed_at', 'completed_at'],
  },
  payslip: {
    id: ['id'],
    period: ['period_id', 'payroll_period_id', 'period', 'payroll_period'],
    employee: ['employee_id', 'employee'],
    gross: ['gross_pay', 'gross'],
    federal: ['federal_withholding', 'federal_tax'],
    social: ['social_security'],
    medicare: ['medicare'],
    net: ['net_pay', 'net'],
    created: ['created_at', 'updated_at'],
  },
  crontab: {
    id: ['id'],
    minute: ['minute'],
    hour: ['hour'],
    day: ['day_of_month'],
    month: ['month_of_year'],
    weekday: ['day_of_week'],
    zone: ['timezone'],
  },
  interval: { id: ['id'], every: ['every'], unit: ['period'] },
  solar: { id: ['id'], event: ['event'], latitude: ['latitude'], longitude: ['longitude'] },
  // Older versions have a switch here.
  clocked: { id: ['id'], moment: ['clocked_time'], enabled: ['enabled'] },
  entry: {
    id: ['id'],
    name: ['name'],
    task: ['task'],
    enabled: ['enabled'],
    args: ['args'],
    kwargs: ['kwargs'],
    crontab: ['crontab_id', 'crontab'],
    interval: ['interval_id', 'interval'],
    solar: ['solar_id', 'solar'],
    clocked: ['clocked_id', 'clocked'],
    once: ['one_off'],
    start: ['start_time'],
    expires: ['expires'],
    last: ['last_run_at'],
    // What Celery keeps for itself.
    own: [
      ...['queue', 'exchange', 'routing_key', 'total_run_count'],
      ...['date_changed', 'description', 'priority', 'headers', 'expire_seconds'],
    ],
  },
} as const;

const known: ReadonlyMap<Kind, ReadonlySet<string>> = new Map(
  Object.entries(columns).map(([kind, names]) => [
    kind as Kind,
    new Set(Object.values<readonly string[]>(names).flat()),
  ]),
);

/** What the rows of one table become, and what of them has no meaning here. */
export interface OldTable {
  readonly table: string;
  readonly kind: Kind | null;
  /** Whether it belongs to the application, or to the schedule of Celery Beat. */
  readonly isOwn: boolean;
  readonly schemas: Set<string>;
  rows: number;
  /** Column → how many rows have a value in it that is not carried over. */
  readonly otherColumns: Map<string, number>;
}

/** Turns rows into records and counts the others, for one application of a Django project. */
export class OldTables {
  readonly #app: string;
  readonly #tables = new Map<string, OldTable>();

  constructor(app: string) {
    this.#app = `${app}_`;
  }

  get all(): readonly OldTable[] {
    return [...this.#tables.values()].toSorted((a, b) => (a.table < b.table ? -1 : 1));
  }

  kindOf(table: string): Kind | null {
    if (table.startsWith(this.#app)) return models[table.slice(this.#app.length)] ?? null;
    return beatTables[table] ?? null;
  }

  /** Whether it belongs to the application, or to the schedule of Celery Beat. */
  isOwn(table: string): boolean {
    return table.startsWith(this.#app) || table in beatTables;
  }

  /** Null for a row of a table that has no meaning here. */
  take({ schema, table, values }: OldRow): OldRecord | null {
    const about = this.#about(table);
    about.rows += 1;
    if (schema !== null) about.schemas.add(schema);
    if (about.kind === null || values.size === 0) return null;
    const names = known.get(about.kind);
    for (const [column, value] of values) {
      if (value === null || value === '' || names?.has(column) === true) continue;
      about.otherColumns.set(column, (about.otherColumns.get(column) ?? 0) + 1);
    }
    return readers[about.kind](values);
  }

  #about(table: string): OldTable {
    const found = this.#tables.get(table);
    if (found !== undefined) return found;
    const isOwn = this.isOwn(table);
    const kind = this.kindOf(table);
    const made = { table, kind, isOwn, schemas: new Set<string>(), rows: 0 };
    const about: OldTable = { ...made, otherColumns: new Map<string, number>() };
    this.#tables.set(table, about);
    return about;
  }
}

type Values = OldRow['values'];

function of(values: Values, names: readonly string[] = nothing): string | null {
  for (const name of names) {
    const value = values.get(name);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return null;
}

function isTrue(text: string | null): boolean {
  return text !== null && /^(?:t|true|1|y|yes|on)$/i.test(text);
}

function otherTimesOf(kind: OtherTimes, values: Values): OldOtherTimes {
  const { interval, solar, clocked } = columns;
  return {
    ...{ kind, id: of(values, interval.id) ?? '' },
    ...{ every: of(values, interval.every), unit: of(values, interval.unit) },
    ...{ event: of(values, solar.event), latitude: of(values, solar.latitude) },
    ...{ longitude: of(values, solar.longitude), moment: of(values, clocked.moment) },
  };
}

const readers: Readonly<Record<Kind, (values: Values) => OldRecord>> = {
  company: (values) => {
    const names = columns.company;
    return { kind: 'company', id: of(values, names.id) ?? '', name: of(values, names.name) ?? '' };
  },
  employee: (values) => {
    const names = columns.employee;
    const parts = [of(values, names.first), of(values, names.last)];
    const joined = parts.filter((part) => part !== null).join(' ');
    return {
      kind: 'employee',
      id: of(values, names.id) ?? '',
      companyId: of(values, names.company),
      number: of(values, names.number),
      name: of(values, names.name) ?? joined,
      salary: of(values, names.salary),
      hourly: of(values, names.hourly),
      isActive: names.active.every((name) => !values.has(name)) || isTrue(of(values, names.active)),
      hiredOn: of(values, names.hired),
      filing: of(values, names.filing),
    };
  },
  period: (values) => {
    const names = columns.period;
    return {
      kind: 'period',
      id: of(values, names.id) ?? '',
      companyId: of(values, names.company),
      startOn: of(values, names.start) ?? '',
      endOn: of(values, names.end) ?? '',
      payOn: of(values, names.pay),
      type: of(values, names.type) ?? '',
      status: of(values, names.status) ?? '',
      isAutomated: isTrue(of(values, names.automated)),
      rule: of(values, names.rule),
      processedAt: of(values, names.processed),
    };
  },
  payslip: (values) => {
    const names = columns.payslip;
    return {
      kind: 'payslip',
      id: of(values, names.id) ?? '',
      periodId: of(values, names.period) ?? '',
      employeeId: of(values, names.employee) ?? '',
      gross: of(values, names.gross),
      federal: of(values, names.federal),
      socialSecurity: of(values, names.social),
      medicare: of(values, names.medicare),
      net: of(values, names.net),
    };
  },
  crontab: (values) => {
    const { minute, hour, day, month, weekday, id, zone } = columns.crontab;
    const fields = [minute, hour, day, month, weekday].map((name) => of(values, name) ?? '*');
    const expression = fields.map((field) => field.replaceAll(/\s/g, '')).join(' ');
    return { kind: 'crontab', id: of(values, id) ?? '', expression, zone: of(values, zone) };
  },
  interval: (values) => otherTimesOf('interval', values),
  solar: (values) => otherTimesOf('solar', values),
  clocked: (values) => otherTimesOf('clocked', values),
  entry: (values) => {
    const names = columns.entry;
    const [otherTimes = null] = (['interval', 'solar', 'clocked'] as const).flatMap((kind) => {
      const id = of(values, names[kind]);
      return id === null ? [] : [{ kind, id }];
    });
    return {
      kind: 'entry',
      id: of(values, names.id) ?? '',
      name: of(values, names.name) ?? '',
      task: of(values, names.task) ?? '',
      isEnabled: isTrue(of(values, names.enabled)),
      args: of(values, names.args) ?? '[]',
      kwargs: of(values, names.kwargs) ?? '{}',
      crontabId: of(values, names.crontab),
      otherTimes,
      lastRunAt: of(values, names.last),
      limits: [
        ...[...names.start, ...names.expires].filter((name) => of(values, [name]) !== null),
        // One moment comes once anyway.
        ...names.once.filter(
          (name) => otherTimes?.kind !== 'clocked' && isTrue(of(values, [name])),
        ),
      ],
    };
  },
};
