/**
 * Paybeat as a library: what the command can do, as typed functions on one object.
 *
 * An answer is `{ ok: true, value }` or `{ ok: false, refusal }`; `valueOf` turns a refusal into an
 * exception for those who prefer one. Only an outage (no database) or a bug is thrown by itself.
 * Where several companies are in the database, functions that act on one take its code.
 *
 * Elsewhere: the tasks (library-tasks.ts), what each operation does and refuses (operations/).
 */
import { hostname, userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { type Config, type ConfigFlags, loadConfig } from '#config.ts';
import { type Answer, answer } from '#errors.ts';
import { activatePeriod } from '#operations/activate-period.ts';
import { type AddCompany, addCompany } from '#operations/add-company.ts';
import { type AddPeriod, addPeriod } from '#operations/add-period.ts';
import { addSchedule } from '#operations/add-schedule.ts';
import { autoRunPayroll, runPayrollForPeriod } from '#operations/auto-run-payroll.ts';
import { checkBeat } from '#operations/beat/check-beat.ts';
import {
  addEntry,
  pauseEntryByHand,
  removeEntryByHand,
  resumeEntryByHand,
  runEntryNow,
} from '#operations/beat/put-entries.ts';
import { recalculateRun, retryRun, voidRun } from '#operations/control-run.ts';
import { doctor } from '#operations/doctor.ts';
import { explainSavedDate } from '#operations/explain-date.ts';
import { explainPayslip } from '#operations/explain-payslip.ts';
import { explainPeriod } from '#operations/explain-period.ts';
import { findCompany, findSchedule } from '#operations/find-company.ts';
import { holdPeriod, releasePeriod, skipPeriod, unskipPeriod } from '#operations/hold-period.ts';
import { importBalances } from '#operations/import-balances.ts';
import { importCalendar } from '#operations/import-calendar.ts';
import { importHours } from '#operations/import-hours.ts';
import { importPayCodes } from '#operations/import-pay-codes.ts';
import { importRoster } from '#operations/import-roster.ts';
import { calendarNamed, calendarsOf } from '#operations/list-calendars.ts';
import { exportPayCodes, listPayCodes, showPayCode } from '#operations/list-pay-codes.ts';
import { listLocks } from '#operations/locks/list-locks.ts';
import { releaseLock } from '#operations/locks/release-lock.ts';
import { pauseSchedule, resumeSchedule } from '#operations/pause-schedule.ts';
import { planChange, planSchedules } from '#operations/plan-schedules.ts';
import { previewRun } from '#operations/preview-run.ts';
import { setPaySettings } from '#operations/set-pay-settings.ts';
import { showPayslip } from '#operations/show-payslip.ts';
import { purgeTasks } from '#operations/tasks/await-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import { everyDefaultQueue } from '#operations/tasks/task-routes.ts';
import { verify } from '#operations/verify.ts';
import type { WholeWorld } from '#operations/world.ts';
import { entries, ticks } from '#store/reads/beat.ts';
import { type CompanyRow, companies, schedules } from '#store/reads/companies.ts';
import { comingDueInstants, duePeriods } from '#store/reads/due.ts';
import { periodById, periods } from '#store/reads/periods.ts';
import { exceptionsOf, runById, runs } from '#store/reads/runs.ts';
import { type SentTaskState, tasks } from '#store/reads/tasks.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { sentHandle, taskNamed, type WorldSource } from './library-tasks.ts';
import { type OpenedWorld, openWorld } from './open-world.ts';
import { version } from './version.ts';

export interface OpenPaybeat {
  /** Settings by the names of paybeat.config.json; stronger than the environment and the file. */
  readonly settings?: Partial<Omit<Config, 'configFile' | 'sources'>>;
  /** Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start; default: the current folder. */
  readonly folder?: string;
  /** Who acts, for the audit chain; default: `person:` and the user of the operating system. */
  readonly actor?: string;
  /** Bring the schema of DATABASE_URL up to date; the embedded one always is. */
  readonly migrate?: boolean;
  readonly onEvent?: (event: PaybeatEvent) => void;
}

export type Paybeat = Awaited<ReturnType<typeof open>>;

/** Refusal: configuration_invalid, before anything is opened. Throws Outage without a database. */
export async function openPaybeat(ask: OpenPaybeat = {}): Promise<Answer<Paybeat>> {
  const config = loadConfig({
    env: ask.env ?? process.env,
    // Checked like every other source, so that any setting may be among them.
    flags: { ...ask.settings } as ConfigFlags,
    folder: ask.folder ?? process.cwd(),
    checkBeat,
  });
  return config.ok ? answer(await open(config.value, ask)) : config;
}

interface Hand {
  readonly world: WholeWorld;
  readonly config: Config;
  readonly by: string;
}

async function open(config: Config, ask: OpenPaybeat) {
  const opened = await openWorld({
    config,
    listen: ask.onEvent ?? (() => undefined),
    migrate: ask.migrate === true,
    version: version(),
  });
  const { world } = opened;
  const by = ask.actor ?? `person:${userInfo().username}`;
  const hand: Hand = { world, config, by };
  return {
    ...companiesIn(hand),
    ...peopleIn(hand),
    ...periodsIn(hand),
    ...runsIn(hand),
    ...tasksIn(hand),
    ...processesIn(hand, opened),
    beat: beatIn(hand),
    locks: {
      list: () => listLocks(world),
      release: (ask: Parameters<typeof releaseLock>[1]) => releaseLock(world, ask),
    },
    /** For the tasks of index.ts. */
    hand,
    /** Every invariant; each must come back without a violation. */
    verify: () => verify(world),
    /** What a pay run needs, and what to do about what is wrong. */
    doctor: () =>
      doctor(world, { embeddedIn: config.databaseUrl === null ? config.dataFolder : null }),
    close: () => opened.close(),
    [Symbol.asyncDispose]: () => opened.close(),
  };
}

/** Of a company that is named where there are several. */
interface OfCompany {
  readonly company?: string;
}

async function inCompany<T>(
  { world }: Hand,
  ask: OfCompany,
  act: (company: CompanyRow) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const company = await findCompany(world, ask.company ?? null);
  return company.ok ? act(company.value) : company;
}

function companiesIn(hand: Hand) {
  const { world, by } = hand;
  const { store } = world;
  return {
    companies: {
      add: (ask: Omit<AddCompany, 'by'>) => addCompany(world, { ...ask, by }),
      list: () => store.read('every company', companies),
      settings: (ask: OfCompany & Omit<Parameters<typeof setPaySettings>[1], 'company' | 'by'>) =>
        inCompany(hand, ask, (company) => setPaySettings(world, { ...ask, company, by })),
    },
    schedules: {
      add: (
        ask: OfCompany & { readonly definition: unknown; readonly fromOn?: Temporal.PlainDate },
      ) => inCompany(hand, ask, ({ companyId }) => addSchedule(world, { ...ask, companyId, by })),
      list: () => store.read('every company', schedules),
      show: (ask: OfCompany & { readonly code: string }) =>
        inCompany(hand, ask, ({ companyId }) => findSchedule(world, { companyId, code: ask.code })),
      /** The year ahead of saved schedules. */
      plan: (ask: Partial<Parameters<typeof planSchedules>[1]> = {}) =>
        planSchedules(world, { company: null, code: null, ...ask }),
      /** What a changed definition would move. */
      planChange: (ask: Parameters<typeof planChange>[1]) => planChange(world, ask),
      pause: (ask: Omit<Parameters<typeof pauseSchedule>[1], 'by'>) =>
        pauseSchedule(world, { ...ask, by }),
      resume: (ask: Omit<Parameters<typeof resumeSchedule>[1], 'by'>) =>
        resumeSchedule(world, { ...ask, by }),
      explainDate: (ask: Parameters<typeof explainSavedDate>[1]) => explainSavedDate(world, ask),
    },
    calendars: {
      import: (ask: OfCompany & Omit<Parameters<typeof importCalendar>[1], 'company' | 'by'>) =>
        inCompany(hand, ask, (company) => importCalendar(world, { ...ask, company, by })),
      list: (ask: OfCompany = {}) =>
        inCompany(hand, ask, async ({ companyId }) =>
          answer(await store.read({ companyId }, (at) => calendarsOf(at, companyId))),
        ),
      show: (ask: OfCompany & { readonly id: string }) =>
        inCompany(hand, ask, ({ companyId }) =>
          store.read({ companyId }, (at) => calendarNamed(at, { companyId, id: ask.id })),
        ),
    },
    payCodes: {
      list: (ask: OfCompany = {}) =>
        inCompany(hand, ask, async (company) => answer(await listPayCodes(world, company))),
      show: (ask: OfCompany & { readonly code: string }) =>
        inCompany(hand, ask, (company) => showPayCode(world, { company, code: ask.code })),
      import: (ask: OfCompany & { readonly bytes: Uint8Array; readonly dryRun?: boolean }) =>
        inCompany(hand, ask, (company) =>
          importPayCodes(world, { dryRun: false, ...ask, company, by }),
        ),
      export: (ask: OfCompany & { readonly all?: boolean } = {}) =>
        inCompany(hand, ask, async (company) =>
          answer(await exportPayCodes(world, { company, all: ask.all === true })),
        ),
    },
  };
}

interface CsvFile {
  readonly bytes: Uint8Array;
  readonly dryRun?: boolean;
}

function peopleIn(hand: Hand) {
  const { world, by } = hand;
  return {
    roster: {
      import: (ask: OfCompany & CsvFile & { readonly schedule?: string }) =>
        inCompany(hand, ask, (company) => {
          const { bytes, dryRun = false, schedule = null } = ask;
          return importRoster(world, { company, bytes, scheduleCode: schedule, dryRun, by });
        }),
    },
    hours: {
      import: (ask: CsvFile & { readonly periodId: number }) =>
        importHours(world, { dryRun: false, ...ask, by }),
    },
    balances: {
      import: (ask: OfCompany & CsvFile) =>
        inCompany(hand, ask, (company) =>
          importBalances(world, { dryRun: false, ...ask, company, by }),
        ),
    },
  };
}

const listMax = 100;

interface PeriodWhy {
  readonly periodId: number;
  /** Recorded in the audit chain. */
  readonly why: string;
}

function periodsIn(hand: Hand) {
  const { world, by } = hand;
  const { store } = world;
  type NewPeriod = Omit<AddPeriod, 'companyId' | 'by' | 'scheduleId' | 'payOn' | 'rule'> & {
    readonly payOn?: Temporal.PlainDate;
    readonly rule?: unknown;
    readonly schedule?: string;
  };
  return {
    periods: {
      list: (ask: Partial<Parameters<typeof periods>[1]> = {}) =>
        store.read('every company', (at) => periods(at, { limit: listMax, ...ask })),
      show: (periodId: number) => store.read('every company', (at) => periodById(at, periodId)),
      add: (ask: OfCompany & NewPeriod) =>
        inCompany(hand, ask, async ({ companyId }) => {
          const { schedule: code, payOn = null, rule = null, ...period } = ask;
          const schedule =
            code === undefined ? null : await findSchedule(world, { companyId, code });
          if (schedule !== null && !schedule.ok) return schedule;
          const scheduleId = schedule?.value.scheduleId ?? null;
          return addPeriod(world, { ...period, companyId, scheduleId, payOn, rule, by });
        }),
      activate: (periodId: number) => activatePeriod(world, { periodId, by }),
      hold: (ask: PeriodWhy) => holdPeriod(world, { ...ask, by }),
      release: (periodId: number) => releasePeriod(world, { periodId, by }),
      skip: (ask: PeriodWhy) => skipPeriod(world, { ...ask, by }),
      unskip: (periodId: number) => unskipPeriod(world, { periodId, by }),
      /** Is it due, and if not, which condition fails. */
      explain: (periodId: number) => explainPeriod(world, { periodId }),
      /** Its run, calculated and not written. */
      preview: (periodId: number) => previewRun(world, { periodId }),
    },
    /** What is due now, and what falls due next. */
    due: () =>
      store.read('every company', async (at) => ({
        due: await duePeriods(at, { limit: listMax }),
        coming: await comingDueInstants(at, { limit: listMax }),
      })),
  };
}

interface Control {
  readonly runId: number;
  /** Recorded in the audit chain. */
  readonly why: string;
}

function runsIn({ world, config, by }: Hand) {
  const { store } = world;
  const drive = { concurrency: config.workerConcurrency, pause: () => wait(200) };
  return {
    /** Runs what is due, in this process. */
    runDue: () => autoRunPayroll(world, drive),
    /** Runs one pay period, in this process. */
    runPeriod: (ask: { readonly periodId: number; readonly force?: { readonly reason: string } }) =>
      runPayrollForPeriod(world, { ...ask, by }, drive),
    runs: {
      list: (ask: Partial<Parameters<typeof runs>[1]> = {}) =>
        store.read('every company', (at) => runs(at, { limit: listMax, ...ask })),
      show: (runId: number) => store.read('every company', (at) => runById(at, runId)),
      /** Who is held or excluded in it, and why. */
      exceptions: (runId: number) => store.read('every company', (at) => exceptionsOf(at, runId)),
      void: (ask: Control) => voidRun(world, { ...ask, by }),
      retry: (ask: Control) => retryRun(world, { ...ask, by }),
      recalculate: (ask: Control) => recalculateRun(world, { ...ask, by }),
    },
    payslips: {
      show: (ask: { readonly runId: number; readonly number: string }) => showPayslip(world, ask),
      explain: (ask: { readonly runId: number; readonly number: string; readonly line?: string }) =>
        explainPayslip(world, { line: null, ...ask }),
    },
  };
}

/** What `runPayrollForPeriod.delay` is told. */
export interface PeriodToRun {
  readonly periodId: number;
  readonly force?: boolean;
  readonly reason?: string;
}

function tasksIn({ world, by }: Hand) {
  const from: WorldSource = async () => ({ world, by });
  type Wanted = { readonly task?: string; readonly state?: SentTaskState; readonly limit?: number };
  return {
    autoRunPayroll: taskNamed<[]>('auto_run_payroll', from),
    runPayrollForPeriod: taskNamed<[PeriodToRun]>('run_payroll_for_period', from),
    tasks: {
      call: (ask: Omit<SendTask, 'by'>) => sendTask(world, { ...ask, by }),
      /** A task that was sent, here or elsewhere, by its id. */
      find: (id: string) => sentHandle(id, from),
      list: (ask: Wanted = {}) =>
        world.store.read('every company', (at) => tasks(at, { limit: listMax, ...ask })),
      /** Takes back everything that has not started; how many that were. */
      purge: (ask: { readonly queue?: string } = {}) =>
        purgeTasks(world, { queue: ask.queue ?? null }),
    },
  };
}

function beatIn({ world, by }: Hand) {
  const { store } = world;
  return {
    list: () => store.read('every company', entries),
    ticks: (ask: { readonly entry?: string; readonly limit?: number } = {}) =>
      store.read('every company', (at) => ticks(at, { limit: listMax, ...ask })),
    /** `json` as it would stand in the configuration. */
    add: (name: string, json: unknown) => addEntry(world, { name, json }),
    remove: (name: string) => removeEntryByHand(world, { name }),
    pause: (name: string) => pauseEntryByHand(world, { name, by }),
    resume: (name: string) => resumeEntryByHand(world, { name }),
    runNow: (name: string) => runEntryNow(world, { name, by }),
  };
}

interface Stay {
  /** Aborted to stop: what is in hand is finished. */
  readonly signal: AbortSignal;
  readonly name?: string;
  readonly queues?: readonly string[];
  readonly concurrency?: number;
}

function processesIn({ config }: Hand, opened: OpenedWorld) {
  const run = (ask: Stay, parts: { readonly isWorker: boolean; readonly hasBeat: boolean }) => {
    const { signal, name = hostname(), queues = everyDefaultQueue } = ask;
    const concurrency = ask.concurrency ?? config.workerConcurrency;
    const worker = parts.isWorker ? { queues, concurrency } : null;
    const cold = new AbortController().signal;
    return opened.run({ worker, hasBeat: parts.hasBeat, name, warm: signal, cold });
  };
  return {
    /** Works on tasks until the signal is aborted. */
    work: (ask: Stay) => run(ask, { isWorker: true, hasBeat: false }),
    /** Sends tasks at their times until the signal is aborted. */
    keepBeat: (ask: Omit<Stay, 'queues' | 'concurrency'>) =>
      run(ask, { isWorker: false, hasBeat: true }),
    /** Both. */
    start: (ask: Stay) => run(ask, { isWorker: true, hasBeat: true }),
  };
}
