/**
 * Comes from the Django design: reads its tables, says what each rule would have done there and does here, and
 * carries over employees, their year-to-date, coming periods, and which days were paid.
 *
 * Without `apply` it is a plan, made by the same work, which is then taken back. Nothing is dropped in silence:
 * every row that stays behind is told with a code.
 *
 * Refusals: those of the source and of read-old.ts; import_invalid (the zone, the times of the scan);
 * company_not_found. With `apply`: import_stops, rows_left_behind.
 */

import { type Answer, answer, refuse } from '#errors.ts';
import type { OldPeriod } from '#files/django/old-records.ts';
import { lookAcross } from '#operations/look-up.ts';
import { importProgress } from '#operations/people/import-in-slices.ts';
import { ownCalendars } from '#operations/schedules/saved-schedule.ts';
import type { World } from '#operations/world.ts';
import { regularPeriodsOf } from '#store/reads/paid-before.ts';
import { databaseNow } from '#store/reads/server.ts';
import { counted } from '#text/counted.ts';
import { findCalendar } from '#time/calendars/built-in.ts';
import { type CarriedOver, type CarryOver, type CarryRefused, carryOver } from './carry-over.ts';
import { type ComingFinding, ComingFindings, type FindingCount } from './findings.ts';
import { type JudgedPeriod, judgePeriod, paidDayOf } from './judge-periods.ts';
import { entriesOfPeriods, type OldScanFound, oldScan } from './old-beat.ts';
import { OldPayslips } from './old-payslips.ts';
import { oldBalances, oldRoster } from './old-people.ts';
import { tellOverlaps } from './overlapping-periods.ts';
import { type OldSource, type OldSystem, readOldPayslips, readOldSystem } from './read-old.ts';
import { type OldTarget, oldTargets } from './targets.ts';
import { tellTables } from './tell-tables.ts';
import type { DueReading } from './what-then.ts';

export interface ImportDjango {
  readonly source: OldSource;
  /** The name of the file, kept with what it changes. */
  readonly fileName: string;
  /** The label of the Django application. Default: payroll. */
  readonly app?: string | undefined;
  /** `CODE` for what has no company there, or `ID=CODE`. */
  readonly companies?: readonly string[] | undefined;
  /** The time zone of Celery. Default: UTC, as Celery's. */
  readonly zone?: string | undefined;
  /** When the scan runs there, as a cron expression. Default: `0 2 * * *`. */
  readonly scan?: string | undefined;
  readonly reading?: DueReading | undefined;
  readonly hireOn?: Temporal.PlainDate | undefined;
  readonly filingStatus?: string | undefined;
  /** Goes on although rows stay behind. */
  readonly leaveBehind?: boolean | undefined;
  readonly apply?: boolean | undefined;
}

interface ComingCompany {
  readonly code: string;
  readonly carried: CarriedOver | null;
}

export interface ComingPlan {
  readonly scan: OldScanFound;
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly isRead: boolean;
  }[];
  readonly companies: readonly ComingCompany[];
  readonly periods: readonly JudgedPeriod[];
  readonly findings: readonly ComingFinding[];
  readonly counts: readonly FindingCount[];
  /** How many findings stop the import. */
  readonly stops: number;
  /** How many rows stay behind. */
  readonly left: number;
  readonly written: boolean;
}

export async function importDjango(world: World, ask: ImportDjango): Promise<Answer<ComingPlan>> {
  const app = ask.app ?? 'payroll';
  const findings = new ComingFindings();
  const tell = importProgress(world, 'dump').read;
  const read = await readOldSystem(ask.source, { app, findings, tell });
  if (!read.ok) return read;
  const system = read.value;
  const found = oldScan({ ...ask, system, findings, app });
  if (!found.ok) return found;
  const scan = found.value;
  const targets = await oldTargets(world, { ...ask, system, findings, app });
  if (!targets.ok) return targets;
  const now = await lookAcross(world, databaseNow);
  const days = paidDays(system, { findings, app, zone: scan.zone });
  const year = now.toZonedDateTimeISO(scan.zone).year;
  const payslips = new OldPayslips({
    system,
    findings,
    year,
    yearOf: ({ id }) => days.get(id)?.year ?? null,
  });
  const slips = await readOldPayslips(ask.source, {
    ...{ app, system, tell },
    take: (payslip, table) => payslips.take(payslip, table),
  });
  if (!slips.ok) return slips;
  tellTables(system, {
    findings,
    slipColumns: slips.value.otherColumns,
    earlier: payslips.earlier,
    ...{ app, scan },
  });
  const works: CarryOver[] = [];
  for (const target of targets.value) {
    const entryOf = entriesOfPeriods({ system, zone: scan.zone });
    const judging = { target, system, scan, now, findings, payslips, entryOf, days, year };
    works.push(await workOf(world, { ...ask, ...judging, app }));
  }
  // One company alone is one transaction, which is taken back if it is refused.
  const isRehearsed = ask.apply !== true || works.length > 1;
  const rehearsed = isRehearsed ? await carryAll(world, { works, findings, dryRun: true }) : [];
  const plan = (companies: readonly ComingCompany[], written: boolean): ComingPlan => ({
    scan,
    tables: system.tables.map(({ table, rows, kind }) => ({ table, rows, isRead: kind !== null })),
    companies,
    periods: works.flatMap(({ periods }) => periods),
    ...{ findings: findings.kept, counts: findings.counts },
    ...{ stops: findings.count('stops'), left: findings.count('left'), written },
  });
  if (ask.apply !== true) return answer(plan(rehearsed, false));
  const stopped = stoppedBy(findings, ask);
  if (stopped !== null) return stopped;
  const done = await carryAll(world, { works, findings, dryRun: false });
  const imported = done.flatMap(({ code, carried }) => (carried?.written === true ? [code] : []));
  const after = stoppedBy(findings, { ...ask, imported });
  if (after !== null) return after;
  return answer(
    plan(
      done,
      done.some(({ carried }) => carried?.written === true),
    ),
  );
}

function paidDays(
  system: OldSystem,
  of: { readonly findings: ComingFindings; readonly app: string; readonly zone: string },
): ReadonlyMap<string, Temporal.PlainDate> {
  const days = new Map<string, Temporal.PlainDate>();
  const table = `${of.app}_payrollperiod`;
  for (const period of system.periods) {
    if (period.status !== 'completed') continue;
    const day = paidDayOf(period, {
      zone: of.zone,
      tell: (level, code, message) =>
        of.findings.add({ level, code, table, row: period.id, company: null, message }),
    });
    if (day !== null) days.set(period.id, day);
  }
  return days;
}

interface WorkAsk extends Pick<ImportDjango, 'fileName' | 'hireOn' | 'filingStatus'> {
  readonly app: string;
  readonly target: OldTarget;
  readonly system: OldSystem;
  readonly scan: OldScanFound;
  readonly now: Temporal.Instant;
  readonly findings: ComingFindings;
  readonly payslips: OldPayslips;
  readonly entryOf: ReturnType<typeof entriesOfPeriods>;
  readonly days: ReadonlyMap<string, Temporal.PlainDate>;
  readonly year: number;
}

/** What one company gets. */
async function workOf(world: World, ask: WorkAsk): Promise<CarryOver> {
  const { target, findings, payslips, scan, now, app, days } = ask;
  const { company } = target;
  const { companyId, code } = company;
  const { here, calendars } = await world.store.read({ companyId }, async (at) => ({
    here: await regularPeriodsOf(at, companyId),
    calendars: await ownCalendars(at, companyId),
  }));
  const table = `${app}_payrollperiod`;
  const found = findCalendar(company.calendar, calendars);
  const judged = target.periods.flatMap((period): readonly JudgedPeriod[] => {
    if (!found.ok) return [];
    const of = { company, calendar: found.value, scan: scan.scan, now, table, findings };
    const payslipsOf = (id: string) => payslips.countOf(id);
    const one = judgePeriod(period, { ...of, payslipsOf, entryOf: ask.entryOf });
    return one === null ? [] : [one];
  });
  tellOverlaps({ judged, here, company: code, table, findings });
  const people = { company: code, table: `${app}_employee`, findings };
  const roster = oldRoster({
    ...{ ...people, employees: target.employees },
    ...{ hireOn: ask.hireOn ?? null, filingStatus: ask.filingStatus ?? null },
  });
  const { currency } = company;
  const balances = oldBalances({
    ...{ ...people, people: roster.people, payslips, year: ask.year, currency },
  });
  const automated = new Map(target.periods.map((one: OldPeriod) => [one.id, one.isAutomated]));
  return {
    ...{ company, roster, balances, periods: judged, table, fileName: ask.fileName, dryRun: true },
    paidDayOf: (row) => days.get(row) ?? null,
    isAutomated: (row) => automated.get(row) === true,
  };
}

async function carryAll(
  world: World,
  ask: {
    readonly works: readonly CarryOver[];
    readonly findings: ComingFindings;
    readonly dryRun: boolean;
  },
): Promise<readonly ComingCompany[]> {
  const { findings, dryRun } = ask;
  // What stops the import would stop this, too, and is told already.
  const isStopped = findings.count('stops') > 0;
  const all: ComingCompany[] = [];
  for (const work of ask.works) {
    const { code } = work.company;
    if (isStopped) {
      all.push({ code, carried: null });
      continue;
    }
    const carried = await carryOver(world, { ...work, dryRun });
    if ('done' in carried) all.push({ code, carried: carried.done });
    else {
      tellRefused(carried.refused, { work, findings });
      all.push({ code, carried: null });
    }
  }
  return all;
}

/** The issues of a roster or of balances name rows of our file; here they name the rows there. */
function tellRefused(
  refused: CarryRefused,
  { work, findings }: { readonly work: CarryOver; readonly findings: ComingFindings },
): void {
  const { part, row, refusal } = refused;
  const isPeriod = part === 'period';
  const table = isPeriod ? work.table : work.table.replace(/_payrollperiod$/, '_employee');
  const about = { level: 'stops', table, company: work.company.code } as const;
  const issues = refusal.issues ?? [];
  if (issues.length === 0 || isPeriod) {
    findings.add({ ...about, row, code: refusal.code, message: refusal.message });
    return;
  }
  for (const { pointer, code, message } of issues) {
    const line = Number(/row (\d+)/.exec(pointer)?.[1] ?? '0');
    const person = part === 'roster' ? work.roster.people[line - 2] : undefined;
    const where = pointer.replace(/^row \d+, /, '');
    findings.add({
      ...about,
      row: person?.employee.id ?? null,
      code,
      message: `${where}: ${message}`,
    });
  }
}

const shownMax = 1_000;

/** `imported`: the companies that were imported before another one was refused. */
function stoppedBy(
  findings: ComingFindings,
  ask: ImportDjango & { readonly imported?: readonly string[] },
): Answer<never> | null {
  const stops = findings.count('stops');
  const left = findings.count('left');
  if (stops === 0 && (left === 0 || ask.leaveBehind === true)) return null;
  const { imported = [] } = ask;
  const level = stops > 0 ? 'stops' : 'left';
  const issues = findings.kept
    .filter((one) => one.level === level)
    .slice(0, shownMax)
    .map(({ table, row, code, message }) => ({
      pointer: row === null ? table : `${table} ${row}`,
      code,
      message,
    }));
  if (stops > 0) {
    return refuse({
      family: 'conflict',
      code: 'import_stops',
      message: `The import is stopped by ${counted(stops, 'finding')}; ${imported.length === 0 ? 'nothing' : `only ${imported.join(', ')}`} was imported.`,
      hint: `correct them in the old system, or give what it does not know${imported.length === 0 ? '' : '; then import again, which adds what is missing'}`,
      facts: { imported },
      issues,
    });
  }
  return refuse({
    family: 'conflict',
    code: 'rows_left_behind',
    message: `${counted(left, 'row')} would stay behind; nothing was imported.`,
    hint: 'read the list, and say that they may stay behind',
    actions: [{ action: 'ask_again', with: 'leave_behind' }],
    issues,
  });
}
