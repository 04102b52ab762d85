/** The arguments of the methods for payroll teams: see takes.ts. */
import { z } from 'zod';
import { fileKinds } from '#operations/people/file-kinds.ts';
import { answering, ask, bare, throwing } from './argument.ts';
import { takesOfConfirming } from './takes-judgement.ts';
import { takesOfTables } from './takes-tables.ts';
import { bytes, day, json, limit, maybe, reason, rowId, text, timeOfDay } from './values.ts';

const flag = z.boolean();
const ofCompany = { company: maybe(text) };
const ofSchedule = { company: maybe(z.nullable(text)), code: text };
const dryRun = { dryRun: maybe(flag) };
const mayReplace = { replace: maybe(flag), replaceAll: maybe(flag) };
const mayBeTwins = { allowCaseTwins: maybe(flag), allowNearTwins: maybe(flag) };
const form = z.strictObject({
  ...{ dates: maybe(z.enum(['mdy', 'dmy'])), decimal: maybe(z.enum(['point', 'comma'])) },
  columns: maybe(json),
});
const csv = {
  ...{ bytes, ...dryRun, form: maybe(form), fileName: maybe(text) },
  refuseUnusual: maybe(flag),
};
const mayAdd = { ...mayReplace, add: maybe(flag), again: maybe(flag), late: maybe(flag) };
const addsOrReplaces = (given: {
  readonly add?: boolean | undefined;
  readonly replace?: boolean | undefined;
  readonly replaceAll?: boolean | undefined;
}) => given.add !== true || (given.replace !== true && given.replaceAll !== true);
const span = { fromOn: maybe(day), toOn: maybe(day) };
const company = z.strictObject(ofCompany);
const person = z.strictObject({
  ...{ ...ofCompany, person: text, roles: z.array(text).readonly() },
});
const one = { period: bare('periodId', rowId), run: bare('runId', rowId) };

const ofKind = {
  ...ofCompany,
  kind: z.enum(fileKinds),
};
export const takesOfSavedColumns = {
  columns: {
    save: answering(ask(z.strictObject({ ...ofKind, map: json }))),
    list: answering(ask(company.optional())),
    show: answering(ask(z.strictObject(ofKind))),
    remove: answering(ask(z.strictObject(ofKind))),
  },
};

export const takesOfCompanies = {
  companies: {
    add: answering(
      ask(
        z.strictObject({
          ...{ code: text, name: text, currency: text, timeZone: text, calendar: text },
          ...{ stateTax: text, isPlanOnly: maybe(flag) },
        }),
      ),
    ),
    list: throwing(),
    settings: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, proration: maybe(text), hoursPerYear: maybe(z.number()) },
          ...{ supplementalMethod: maybe(text), employerTaxPercent: maybe(text) },
          ...{ heldPercentMax: maybe(z.number()), overtime: maybe(text) },
          ...{ workweekStart: maybe(text), secondEyes: maybe(text) },
          ...{ jobRateOvertime: maybe(text), dailyOvertime: maybe(text) },
        }),
      ),
    ),
  },
  people: {
    add: answering(ask(person)),
    setRoles: answering(ask(person)),
    list: answering(ask(company.optional())),
  },
  schedules: {
    add: answering(ask(z.strictObject({ ...ofCompany, definition: json, fromOn: maybe(day) }))),
    list: throwing(),
    show: answering(ask(z.strictObject({ ...ofCompany, code: text }))),
    plan: answering(
      ask(
        z
          .strictObject({
            company: maybe(z.nullable(text)),
            code: maybe(z.nullable(text)),
            ...span,
          })
          .optional(),
      ),
    ),
    planChange: answering(ask(z.strictObject({ ...ofSchedule, ...span, definition: json }))),
    pause: answering(ask(z.strictObject({ ...ofSchedule, why: reason }))),
    resume: answering(ask(z.strictObject({ ...ofSchedule, runMissed: maybe(flag) }))),
    explainDate: answering(ask(z.strictObject({ ...ofSchedule, on: day }))),
    change: answering(
      ask(
        z.strictObject({
          ...{ ...ofSchedule, ...dryRun, definition: json, fromOn: maybe(z.nullable(day)) },
          ...{ transitionPayOn: maybe(z.nullable(day)), reason },
        }),
      ),
    ),
    override: answering(
      ask(
        z.strictObject({
          ...{ ...ofSchedule, ...dryRun, nominalOn: day },
          set: z.nullable(
            z.strictObject({
              ...{ payOn: z.nullable(day), inputCutoffOn: z.nullable(day), reason },
              inputCutoffAt: maybe(z.nullable(timeOfDay)),
              approvalDeadlineOn: maybe(z.nullable(day)),
              approvalDeadlineAt: maybe(z.nullable(timeOfDay)),
            }),
          ),
        }),
      ),
    ),
  },
  employees: {
    move: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, ...dryRun, number: text, toCode: text, reason },
          from: z.union(
            [z.strictObject({ periodId: rowId }), z.strictObject({ on: day })],
            'Expected { periodId }, or { on } with the first day.',
          ),
        }),
      ),
    ),
  },
  tables: takesOfTables,
  calendars: {
    import: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, ...dryRun, bytes, source: text, id: maybe(text), title: maybe(text) },
          years: maybe(z.strictObject({ from: z.int(), to: z.int() })),
        }),
      ),
    ),
    list: answering(ask(company.optional())),
    show: answering(ask(z.strictObject({ ...ofCompany, id: text, year: maybe(z.int()) }))),
  },
  payCodes: {
    list: answering(ask(company.optional())),
    show: answering(ask(z.strictObject({ ...ofCompany, code: text }))),
    import: answering(ask(z.strictObject({ ...ofCompany, ...csv }))),
    export: answering(ask(z.strictObject({ ...ofCompany, all: maybe(flag) }).optional())),
  },
};

const perPeriod = answering(
  ask(
    z
      .strictObject({ ...csv, ...mayAdd, periodId: rowId })
      .refine(addsOrReplaces, 'Expected add, or replace or replaceAll, not both.'),
  ),
);
const dated = {
  import: answering(ask(z.strictObject({ ...ofCompany, ...csv, ...mayReplace, ...mayBeTwins }))),
  list: answering(ask(z.strictObject({ ...ofCompany, employee: maybe(text) }).optional())),
};

const page = { employee: maybe(text), after: maybe(text), limit: maybe(limit) };
const entries = answering(ask(z.strictObject({ ...page, periodId: rowId })));
const aboutOwed = answering(
  ask(
    z.strictObject({
      ...{ ...ofCompany, ...dryRun, number: text, why: reason },
      ...{ periodId: maybe(z.nullable(rowId)), seen: maybe(z.nullable(text)) },
    }),
  ),
);

export const takesOfPeople = {
  roster: {
    list: answering(ask(z.strictObject({ ...ofCompany, ...page }).optional())),
    import: answering(
      ask(
        z.strictObject({
          ...ofCompany,
          ...csv,
          ...mayBeTwins,
          schedule: maybe(text),
          allowDoubles: maybe(flag),
          allowSharedAccounts: maybe(flag),
        }),
      ),
    ),
  },
  hours: { import: perPeriod, list: entries },
  balances: { import: answering(ask(z.strictObject({ ...ofCompany, ...csv }))) },
  inputs: { import: perPeriod, list: entries },
  owed: {
    list: answering(ask(z.strictObject({ ...ofCompany, employee: maybe(text) }).optional())),
    pay: aboutOwed,
    payOffCycle: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, ...dryRun, number: text, why: reason, payOn: day },
          seen: maybe(z.nullable(text)),
        }),
      ),
    ),
    drop: aboutOwed,
    takeBack: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, ...dryRun, number: text, why: reason },
          instalment: z.nullable(text),
        }),
      ),
    ),
  },
  terms: dated,
  items: dated,
  forms: dated,
};

const periodWhy = answering(ask(z.strictObject({ periodId: rowId, why: reason })));
const ofPeriods = { ...ofCompany, companyId: maybe(rowId), limit: maybe(limit) };
const namesOneCompany = (given: { readonly company?: string; readonly companyId?: number }) =>
  given.company === undefined || given.companyId === undefined;
const oneCompany = 'Expected company or companyId, not both.';

const periodsAsked = z
  .strictObject({
    ...{ ...ofPeriods, scheduleId: maybe(rowId), after: maybe(rowId) },
    status: maybe(z.enum(['draft', 'active', 'completed', 'skipped'])),
  })
  .refine(namesOneCompany, oneCompany)
  .optional();
const runsAsked = z
  .strictObject({ ...ofPeriods, periodId: maybe(rowId), after: maybe(rowId) })
  .refine(namesOneCompany, oneCompany)
  .optional();

export const takesOfPeriods = {
  periods: {
    list: throwing(ask(periodsAsked)),
    page: throwing(ask(periodsAsked)),
    show: throwing(one.period),
    add: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, schedule: maybe(text), frequency: text, startOn: day, endOn: day },
          ...{ payOn: maybe(day), rule: maybe(json) },
        }),
      ),
    ),
    activate: answering(one.period),
    hold: periodWhy,
    release: answering(one.period),
    skip: periodWhy,
    unskip: answering(one.period),
    explain: answering(one.period),
    preview: answering(one.period),
    explainPreview: answering(ask(z.strictObject({ periodId: rowId, number: text }))),
  },
  due: throwing(ask(z.strictObject({ limit: maybe(limit), comingLimit: maybe(limit) }).optional())),
};

const ofJournal = {
  ...{ runId: rowId, preview: maybe(flag) },
  accounts: maybe(z.enum(['commit', 'now'])),
  by: maybe(z.literal('job')),
};
const ofPage = { after: maybe(text), limit: maybe(limit) };
const runWhy = answering(ask(z.strictObject({ runId: rowId, why: reason })));
const because = z.strictObject({ reason });
const forceOrLate = {
  force: maybe(z.union([flag, because], 'Expected true, or { reason }.')),
  late: maybe(because),
};

export const takesOfRuns = {
  runDue: throwing(ask(company.optional())),
  runPeriod: answering(ask(z.strictObject({ ...forceOrLate, periodId: rowId }))),
  runPeriods: throwing(
    ask(z.strictObject({ ...forceOrLate, periodIds: z.array(rowId).readonly() })),
  ),
  runs: {
    list: throwing(ask(runsAsked)),
    page: throwing(ask(runsAsked)),
    show: throwing(one.run),
    exceptions: throwing(one.run),
    differences: answering(
      ask(
        z.strictObject({
          ...{ runId: rowId, employee: maybe(z.nullable(text)), cause: maybe(z.nullable(text)) },
          ...{ limit: maybe(limit), departments: maybe(flag) },
        }),
      ),
    ),
    register: answering(
      ask(z.strictObject({ ...ofPage, runId: rowId, by: maybe(z.enum(['run', 'department'])) })),
    ),
    journal: answering(ask(z.strictObject(ofJournal))),
    journalText: answering(
      ask(z.strictObject({ ...ofJournal, form: z.enum(['beancount', 'hledger', 'csv']) })),
    ),
    approve: answering(
      ask(
        z.strictObject({
          ...{ ...dryRun, runId: rowId, why: maybe(z.nullable(reason)) },
          ...{ totals: maybe(z.nullable(text)), seen: maybe(z.nullable(text)) },
        }),
      ),
    ),
    review: answering(
      ask(z.union([rowId, z.strictObject({ runId: rowId, departments: maybe(flag) })])),
    ),
    object: answering(ask(z.strictObject({ ...dryRun, runId: rowId, why: reason }))),
    withdraw: answering(
      ask(
        z.strictObject({ ...dryRun, runId: rowId, why: reason, person: maybe(z.nullable(text)) }),
      ),
    ),
    void: runWhy,
    retry: runWhy,
    recalculate: runWhy,
    ...takesOfConfirming,
    payHeld: answering(
      ask(z.strictObject({ ...dryRun, runId: rowId, payOn: maybe(z.nullable(day)) })),
    ),
    reverse: answering(
      ask(
        z.strictObject({
          ...{ ...dryRun, runId: rowId, why: reason, payOn: maybe(z.nullable(day)) },
          employees: maybe(z.nullable(z.array(text).min(1).readonly())),
        }),
      ),
    ),
    correct: answering(
      ask(
        z.strictObject({
          ...{ ...dryRun, runId: rowId, why: reason, payOn: maybe(z.nullable(day)) },
          employees: maybe(z.nullable(z.array(text).min(1).readonly())),
          hours: maybe(
            z.nullable(
              z.strictObject({
                ...{ regular: maybe(text), overtime: maybe(text), doubleTime: maybe(text) },
              }),
            ),
          ),
          inputs: maybe(
            z.nullable(
              z.strictObject({
                ...{ bytes, form: maybe(form), fileName: maybe(text), refuseUnusual: maybe(flag) },
              }),
            ),
          ),
        }),
      ),
    ),
    offCycle: answering(
      ask(
        z.strictObject({
          ...{ ...ofCompany, ...csv, payOn: day, key: maybe(z.nullable(text)) },
          ...{ startOn: maybe(z.nullable(day)), endOn: maybe(z.nullable(day)) },
          frequency: maybe(z.nullable(text)),
        }),
      ),
    ),
  },
  accounts: {
    list: answering(ask(company.optional())),
    set: answering(
      ask(z.strictObject({ ...ofCompany, ...dryRun, accounts: z.record(z.string(), text) })),
    ),
  },
  register: answering(
    ask(
      z.strictObject({
        ...{ ...ofCompany, ...ofPage, fromOn: day, toOn: day },
        by: maybe(z.enum(['run', 'person', 'department'])),
      }),
    ),
  ),
  payslips: {
    show: answering(ask(z.strictObject({ runId: rowId, number: text }))),
    explain: answering(ask(z.strictObject({ runId: rowId, number: text, line: maybe(text) }))),
    list: answering(
      ask(
        z
          .strictObject({
            ...{ ...ofCompany, ...ofPage, runId: maybe(rowId), periodId: maybe(rowId) },
            ...{ employee: maybe(text), fromOn: maybe(day), toOn: maybe(day) },
          })
          .optional(),
      ),
    ),
  },
};
