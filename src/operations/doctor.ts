/**
 * Checks everything that a pay run needs, and says how to fix each problem.
 *
 * Changes nothing. It needs an open world. When the world cannot be opened, the caller reports why in the
 * same form.
 */

import type { Action } from '#actions.ts';
import { assert } from '#errors.ts';
import { packsNow } from '#operations/tables/packs-now.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { type CountryPack, packOfCurrency } from '#payslip/taxes/tax-packs.ts';
import { checkServer, type ServerCheck } from '#store/embedded/check-server.ts';
import { type CompanyRow, companies, schedules } from '#store/reads/companies.ts';
import { payDatesOutside, type UncoveredPayDates } from '#store/reads/coverage.ts';
import { duePeriods } from '#store/reads/due.ts';
import { runsInMotion } from '#store/reads/run-work.ts';
import { databaseNow, hasOwnClock, type ServerFacts, serverFacts } from '#store/reads/server.ts';
import { openShadows } from '#store/reads/shadows.ts';
import { runsToApprove, type StoppedRun, stoppedRuns } from '#store/reads/stopped-runs.ts';
import { waitingPeriods } from '#store/reads/waiting-periods.ts';
import { workers } from '#store/reads/workers.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';
import { calendarWarning } from '#time/bank-calendar.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { reviewsWithoutPeople } from './reviews/people-for-policy.ts';
import { savedSchedules } from './schedules/saved-schedule.ts';
import type { World } from './world.ts';

export interface Finding {
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'wrong';
  /** What the check found. */
  readonly seen: string;
  /** What to do, in prose; null when nothing needs doing. */
  readonly todo: string | null;
  /** The same steps as data. */
  readonly actions?: readonly Action[];
}

/** Bytes. Less free space than this is worth a warning: a million payslips need about half of it. */
const freeBytesMin = 2n * 1024n ** 3n;

/** `embeddedIn` is the data folder of the embedded server; null with an external server. */
export async function doctor(
  world: World,
  ask: { readonly embeddedIn: string | null },
): Promise<readonly Finding[]> {
  const { embeddedIn } = ask;
  return [
    ...(embeddedIn === null ? [] : embeddedFindings(await checkServer({ dataFolder: embeddedIn }))),
    ...(await databaseFindings(world)),
    ...(await calendarFindings(world)),
    ...(await taxFindings(world)),
    ...(await workFindings(world)),
    ...(await pauseFindings(world)),
    ...(await shadowFindings(world)),
    ...(await reviewFindings(world)),
  ];
}

/** Only what is wrong: most companies have no policy that asks for people. */
async function reviewFindings(world: World): Promise<readonly Finding[]> {
  const missing = await reviewsWithoutPeople(world);
  return missing.map(({ schedule, company, message }) => ({
    check: 'reviews',
    level: 'wrong',
    seen: `schedule ${schedule}: ${message}`,
    todo: 'add people with this role, or change the review of the schedule',
    actions: [
      { action: 'list_people', company },
      { action: 'change_schedule', schedule, company },
    ],
  }));
}

const fine = (check: string, seen: string): Finding => ({ check, level: 'ok', seen, todo: null });

function embeddedFindings(server: ServerCheck): readonly Finding[] {
  const free = server.freeBytes;
  const isTight = free !== null && BigInt(Math.floor(free)) < freeBytesMin;
  const gigabytes = free === null ? 'unknown' : `${(free / 1024 ** 3).toFixed(1)} GiB`;
  return [
    fine(
      'embedded server',
      `PostgreSQL ${server.version ?? '?'} ${server.state} in ${server.serverFolder}` +
        (server.running ? `, port ${server.running.port}, on ${server.running.listensOn}` : ''),
    ),
    {
      check: 'disk',
      level: isTight ? 'warning' : 'ok',
      seen: `${gigabytes} free for the data`,
      todo: isTight ? `free space on the disk of ${server.serverFolder}` : null,
    },
  ];
}

async function databaseFindings(world: World): Promise<readonly Finding[]> {
  const { facts, isOwnClock } = await world.store.read('every company', async (at) => ({
    facts: await serverFacts(at),
    isOwnClock: await hasOwnClock(at),
  }));
  const isDurable = facts.fsync && facts.checksums;
  return [
    fine('database', `PostgreSQL ${facts.version}`),
    {
      check: 'durability',
      level: facts.fsync ? (facts.checksums ? 'ok' : 'warning') : 'wrong',
      seen: `fsync ${facts.fsync ? 'on' : 'off'}, data checksums ${facts.checksums ? 'on' : 'off'}`,
      todo: isDurable ? null : 'turn on fsync and data checksums: a commit must survive a crash',
    },
    {
      check: 'clock',
      level: isOwnClock ? 'ok' : 'wrong',
      seen: isOwnClock
        ? "due times use the database's clock"
        : 'the clock of the database, paybeat_now(), was replaced',
      todo: isOwnClock ? null : 'this is a test database: do not pay people from it',
    },
    isolationFinding(facts),
  ];
}

/** The statement of migration 0001 that some servers do not allow. */
const isolatePayslips =
  'alter table paybeat.payslip enable row level security; ' +
  'create policy one_company on paybeat.payslip to paybeat_app using (company_id = paybeat.paybeat_company()) with check (company_id = paybeat.paybeat_company()); ' +
  'create policy every_company on paybeat.payslip to paybeat_worker using (true) with check (true)';

function isolationFinding(facts: ServerFacts): Finding {
  const check = 'isolation of companies';
  const { payslipsIsolated, bulkBypasses } = facts;
  if (payslipsIsolated && bulkBypasses) return fine(check, 'row-level security on every table');
  const letBypass = 'alter role paybeat_bulk bypassrls';
  if (payslipsIsolated) {
    return {
      check,
      level: 'wrong',
      seen: 'the role paybeat_bulk cannot bypass row-level security: payslips cannot be written',
      todo: `let a superuser run: ${letBypass}; or, where the server has no such right, the owner: alter table paybeat.payslip disable row level security`,
    };
  }
  return {
    check,
    level: 'warning',
    seen: 'row-level security on every table except payslip, which composite keys protect; runs work',
    todo: `where the server allows it, let a superuser run: ${bulkBypasses ? '' : `${letBypass}; `}${isolatePayslips}`,
  };
}

/** The run does not continue by itself, and the people in it wait for their pay. */
function stoppedFinding({ runId, periodId, companyCode, why, wayOn }: StoppedRun): Finding {
  return {
    check: 'stopped runs',
    level: 'wrong',
    seen: `run ${runId} of period ${periodId} of ${companyCode} has failed: ${why}`,
    todo: wayOn?.todo ?? null,
    actions: wayOn?.actions ?? [],
  };
}

/** Reports pauses, because a forgotten pause stops pay runs. */
async function pauseFindings(world: World): Promise<readonly Finding[]> {
  const { rows, codes } = await world.store.read('every company', async (at) => ({
    rows: await schedules(at),
    codes: await codesOfCompanies(at),
  }));
  return rows
    .filter(({ pausedAt }) => pausedAt !== null)
    .map(({ code, companyId, pausedAt, pausedBy, pausedWhy }) => ({
      check: 'paused automation',
      level: 'warning',
      seen: `${code} since ${pausedAt} by ${actorNamed(pausedBy ?? 'somebody')}: ${pausedWhy}`,
      todo: 'resume it when it should run',
      actions: [{ action: 'resume_schedule', schedule: code, ...codes.get(companyId) }],
    }));
}

/** A forgotten shadow pays nobody here. */
async function shadowFindings(world: World): Promise<readonly Finding[]> {
  const rows = await world.store.read('every company', (at) => openShadows(at, null));
  return rows.map(({ company, schedule, fromOn, ended, compared, toCompare }) => {
    const so = `compared: ${compared} of ${counted(ended, 'ended period')}`;
    const seen = `another payroll pays schedule ${schedule} of ${company} from ${dayInWords(toEpochDay(fromOn))} on; ${so}`;
    if (toCompare === null) return fine('shadows', seen);
    return {
      ...{ check: 'shadows', level: 'warning', seen },
      todo: 'compare the next period with the net pays of the other payroll',
      actions: [{ action: 'compare_shadow', period: toCompare }],
    };
  });
}

/** The fact of an action that names its company, by the id of the company. */
async function codesOfCompanies(
  at: Reading,
): Promise<ReadonlyMap<number, { readonly company: string }>> {
  const all = await companies(at);
  return new Map(all.map(({ companyId, code }) => [companyId, { company: code }]));
}

async function calendarFindings(world: World): Promise<readonly Finding[]> {
  const { saved, now, codes } = await world.store.read('every company', async (at) => ({
    codes: await codesOfCompanies(at),
    saved: await savedSchedules(at, await schedules(at)),
    now: await databaseNow(at),
  }));
  const check = 'bank calendars';
  const findings = new Map<string, Finding>();
  for (const { row, current, calendars } of saved) {
    const todayOn = now.toZonedDateTimeISO(current.timeZone).toPlainDate();
    const warning = calendarWarning(current.calendar, { todayOn });
    if (warning === null) continue;
    const isOwn = calendars.some(({ id }) => current.calendarIds.includes(id));
    findings.set(warning.message, {
      ...{ check, level: 'warning', seen: warning.message },
      ...(isOwn
        ? {
            todo: 'add the coming year to your own calendar and import it again',
            actions: [{ action: 'import_calendar', ...codes.get(row.companyId) }],
          }
        : { todo: 'install a version of Paybeat that covers the coming years' }),
    });
  }
  if (findings.size > 0) return [...findings.values()];
  return [fine(check, `cover the coming pay dates of ${counted(saved.length, 'schedule')}`)];
}

/**
 * Reports in advance where the installed tax tables end, and which companies and pay dates they do not cover.
 */
async function taxFindings(world: World): Promise<readonly Finding[]> {
  const { now, all, outside, packs } = await world.store.read('every company', async (at) => {
    const known = await packsNow(at);
    return {
      packs: known,
      now: await databaseNow(at),
      all: await companies(at),
      outside: await Promise.all(known.map((pack) => payDatesOutside(at, daysOf(pack)))),
    };
  });
  const today = now.toZonedDateTimeISO('UTC').toPlainDate();
  return [
    ...packs.map((pack) => endOfTables(pack, today)),
    ...all.filter(({ currency }) => packOfCurrency(currency) === null).map(nobodyPaid),
    ...outside.flat().map(withoutTable),
  ];
}

function daysOf({ currency, tables }: CountryPack) {
  const [first] = tables;
  const last = tables.at(-1);
  assert(first && last, 'a tax pack has tables');
  return { currency, fromOn: first.fromOn, untilOn: last.untilOn };
}

const newTables =
  'load the new tax tables from a file, or update Paybeat when a version with them is released';

function endOfTables(pack: CountryPack, today: Temporal.PlainDate): Finding {
  const { untilOn } = daysOf(pack);
  const days = today.until(untilOn, { largestUnit: 'day' }).days;
  const check = 'tax tables';
  const seen = `${pack.title}: up to ${untilOn}`;
  if (days > 60) return fine(check, seen);
  return {
    check,
    level: days < 0 ? 'wrong' : 'warning',
    seen: `${seen}, which is ${days < 0 ? 'past' : `in ${counted(days, 'day')}`}`,
    todo: `${newTables}; until then, runs with a later pay date are refused`,
    actions: [{ action: 'load_tables' }],
  };
}

function nobodyPaid({ code, currency, employees }: CompanyRow): Finding {
  const people = employees === 1 ? '1 employee' : `${employees} employees`;
  return {
    check: 'currency',
    level: employees === 0 ? 'warning' : 'wrong',
    seen: `${code} pays in ${currency}, and Paybeat has no taxes for it: its ${people} cannot be paid`,
    todo: `you can plan pay dates of ${code}; pay its people elsewhere until its country is covered`,
  };
}

function withoutTable({ companyCode, count, firstOn, lastOn }: UncoveredPayDates): Finding {
  const dates =
    count === 1
      ? `the pay date ${firstOn} of ${companyCode} has`
      : `${count} planned pay dates of ${companyCode}, ${firstOn} to ${lastOn}, have`;
  return {
    check: 'pay dates',
    level: 'warning',
    seen: `${dates} no tax table: their runs will be refused`,
    todo: `${newTables}, before ${firstOn}; or skip these periods if you pay them elsewhere`,
    actions: [{ action: 'load_tables' }, { action: 'skip_periods' }],
  };
}

async function workFindings(world: World): Promise<readonly Finding[]> {
  const { due, motions, toApprove, waiting, stopped, hasWorker } = await world.store.read(
    'every company',
    async (at) => ({
      due: await duePeriods(at, { limit: 100 }),
      motions: await runsInMotion(at),
      toApprove: await runsToApprove(at, { limit: 100 }),
      waiting: await waitingPeriods(at, { limit: 100 }),
      stopped: await stoppedRuns(at, { limit: 100 }),
      hasWorker: (await workers(at)).some(({ isAlive, kind }) => isAlive && kind === 'worker'),
    }),
  );
  return [
    ...stopped.map(stoppedFinding),
    {
      check: 'due periods',
      level: due.length === 0 ? 'ok' : 'warning',
      seen: due.length === 0 ? 'none' : `${counted(due.length, 'period')} due and not yet started`,
      ...(due.length === 0
        ? { todo: null }
        : {
            todo: 'start a worker, or run them',
            actions: [{ action: 'start_everything' }, { action: 'run_due' }],
          }),
    },
    fine(
      'waiting periods',
      waiting.length === 0
        ? 'no period waits for an earlier one'
        : waiting.map(({ inWords }) => inWords).join('; '),
    ),
    ...unfinishedFindings({ motions, toApprove, hasWorker }),
  ];
}

function unfinishedFindings(ask: {
  readonly motions: readonly { readonly runId: number }[];
  readonly toApprove: readonly { readonly runId: number }[];
  readonly hasWorker: boolean;
}): readonly Finding[] {
  const { motions, toApprove, hasWorker } = ask;
  const check = 'unfinished runs';
  if (motions.length + toApprove.length === 0) return [fine(check, 'none')];
  const numbers = (runs: typeof motions) => runs.map(({ runId }) => runId).join(', ');
  const show = (runs: typeof motions) =>
    runs.map(({ runId }) => ({ action: 'show_run', run: runId }) as const);
  const finding = (runs: typeof motions, what: string, todo: string): readonly Finding[] => {
    if (runs.length === 0) return [];
    const seen = `${counted(runs.length, 'run')} ${what}: ${numbers(runs)}`;
    return [{ check, level: 'warning', seen, todo, actions: show(runs) }];
  };
  return [
    ...(hasWorker
      ? finding(motions, 'not finished', 'workers continue them; each run shows what it waits for')
      : finding(
          motions,
          'not finished',
          'start a worker, because none is running to continue them',
        ).map((one) => ({ ...one, actions: [{ action: 'start_worker', queues: [] } as const] }))),
    ...finding(toApprove, 'waiting for approval', 'review and approve them'),
  ];
}
