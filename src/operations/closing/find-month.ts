/**
 * Finds what belongs to a month of a company: the runs with a pay date in it, and everything that is still open.
 *
 * A month is closed when its last day is over, every period is paid or skipped, and no run is on its way. Before, it is
 * only shown as a draft.
 *
 * Refusals: no_pay_dates; month_open (with everything that is open), unless a draft is asked for.
 */
import type { Action } from '#actions.ts';
import { type Answer, answer, type Issue, refuse } from '#errors.ts';
import { type RegisterFrame, registerFrame } from '#operations/registers/open-register.ts';
import type { World } from '#operations/world.ts';
import { isLate, lateInWords } from '#run/lateness.ts';
import { auditHead } from '#store/reads/audit-events.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import {
  hashOfAuditRow,
  heldAndUnpaid,
  type MonthPeriodRow,
  monthsWithPay,
  type OpenRunRow,
  openRunsOfMonth,
  periodsOfMonth,
} from '#store/reads/month.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';

export interface AskMonth {
  readonly company: CompanyRow;
  readonly month: Temporal.PlainYearMonth;
  /** Show a month that is still open, too. */
  readonly draft: boolean;
  /** Of a folder that was made earlier: say the same as it does, if the audit log still has that row. */
  readonly asOf?: SeenThrough | undefined;
}

/** How far the program has seen: the newest audit row, which proves every row before it. */
export interface SeenThrough {
  readonly revision: number;
  readonly auditRows: number;
  readonly auditHash: string;
}

/** Something that is still to be done, or that a reader should know. */
export interface MonthRemark {
  readonly code: string;
  /** Null: it is about the month. */
  readonly runId: number | null;
  readonly periodId: number | null;
  readonly message: string;
  readonly actions: readonly Action[];
}

export interface FoundMonth {
  readonly company: CompanyRow;
  readonly month: Temporal.PlainYearMonth;
  readonly fromOn: Temporal.PlainDate;
  readonly toOn: Temporal.PlainDate;
  readonly asOf: SeenThrough;
  /** The committed runs, with their pay codes. */
  readonly frame: RegisterFrame;
  /** What keeps the month from being final. */
  readonly open: readonly MonthRemark[];
  readonly remarks: readonly MonthRemark[];
}

/** `world` reads one snapshot, which `at` is. */
export async function findMonth(
  world: World,
  at: Reading,
  ask: AskMonth,
): Promise<Answer<FoundMonth>> {
  const { company, month, draft } = ask;
  const { companyId } = company;
  const fromOn = month.toPlainDate({ day: 1 });
  const toOn = month.toPlainDate({ day: month.daysInMonth });
  const of = { companyId, fromOn, toOn };
  const framed = await registerFrame(world, { company, fromOn, toOn, by: 'run' }, null);
  if (!framed.ok) return framed;
  const frame = framed.value;
  const periods = await periodsOfMonth(at, of);
  const runs = await openRunsOfMonth(at, of);
  if (frame.runs.length + periods.length + runs.length === 0) {
    return noPayDates(ask, await monthsWithPay(at, companyId));
  }
  const today = (await databaseNow(at)).toZonedDateTimeISO(company.timeZone).toPlainDate();
  const isOver = Temporal.PlainDate.compare(toOn, today) < 0;
  const open = [
    ...(isOver ? [] : [notOver(toOn)]),
    ...runs.map(openRun),
    ...periods.filter(({ status, hasRun }) => isWaiting(status) && !hasRun).map(openPeriod),
  ];
  if (open.length > 0 && !draft) return monthOpen(ask, open);
  const held = await heldAndUnpaid(
    at,
    frame.runs.map(({ run }) => run.runId),
  );
  const remarks = [
    ...[...held].map(([runId, people]) => stillHeld(runId, people)),
    ...frame.runs.flatMap(lateRun),
    ...periods.flatMap(leftOut),
  ];
  return answer({
    ...{ company, month, fromOn, toOn, frame, open, remarks },
    asOf: await seenThrough(at, ask),
  });
}

async function seenThrough(at: Reading, { company, asOf }: AskMonth): Promise<SeenThrough> {
  const { companyId } = company;
  const seq = asOf?.auditRows ?? 0;
  const known = asOf === undefined ? null : await hashOfAuditRow(at, { companyId, seq });
  if (asOf !== undefined && known === asOf.auditHash) return asOf;
  const head = await auditHead(at, companyId);
  const revision = await currentRevision(at, companyId);
  return { revision, auditRows: head.seq, auditHash: head.hash };
}

function isWaiting(status: MonthPeriodRow['status']): boolean {
  return status === 'active' || status === 'draft';
}

const ofMonth = { runId: null, periodId: null, actions: [] } as const;

function notOver(toOn: Temporal.PlainDate): MonthRemark {
  return {
    ...ofMonth,
    code: 'not_over',
    message: `pay may be added until ${dayInWords(toEpochDay(toOn))}`,
  };
}

function openRun({ runId, kind, state, payOn }: OpenRunRow): MonthRemark {
  const what = kind === 'regular' ? 'run' : `${kind.replace('_', '-')} run`;
  return {
    ...{ code: 'run_open', runId, periodId: null },
    message: `${what} ${runId}, pay date ${dayInWords(toEpochDay(payOn))}, is ${state} and not committed`,
    actions: [{ action: 'show_run', run: runId }],
  };
}

function openPeriod(period: MonthPeriodRow): MonthRemark {
  const { periodId, startOn, endOn, payOn, dueHeldWhy } = period;
  const which = `period ${periodId}, ${startOn} to ${endOn}, pay date ${dayInWords(toEpochDay(payOn))},`;
  const of = { runId: null, periodId };
  const explain = { action: 'explain_period', period: periodId } as const;
  if (period.status === 'draft') {
    const actions = [{ action: 'activate_period', period: periodId } as const];
    return { ...of, code: 'period_draft', message: `${which} is not activated`, actions };
  }
  if (period.dueState === 'held') {
    const actions = [{ action: 'release_period', period: periodId } as const, explain];
    const why = dueHeldWhy === null ? '' : `: ${dueHeldWhy}`;
    return { ...of, code: 'period_held', message: `${which} is held${why}`, actions };
  }
  const [code, state] =
    period.dueHasCome === true
      ? (['period_due', 'is due and has not run'] as const)
      : (['period_waiting', 'has not run yet'] as const);
  return { ...of, code, message: `${which} ${state}`, actions: [explain] };
}

function stillHeld(runId: number, people: number): MonthRemark {
  const are = people === 1 ? 'is' : 'are';
  return {
    ...{ code: 'people_held', runId, periodId: null },
    message: `${counted(people, 'person')} whom run ${runId} held ${are} not paid yet`,
    actions: [{ action: 'pay_held', run: runId }],
  };
}

function lateRun({ run }: RegisterFrame['runs'][number]): readonly MonthRemark[] {
  const { runId, lateSeconds } = run;
  if (!isLate(lateSeconds)) return [];
  const message = `run ${runId} opened ${lateInWords(lateSeconds ?? 0)} after its due time`;
  return [{ ...ofMonth, code: 'run_late', runId, message }];
}

function leftOut(period: MonthPeriodRow): readonly MonthRemark[] {
  const { periodId, startOn, endOn, payOn, status, statusWhy, paidBefore } = period;
  if (status !== 'skipped') return [];
  const which = `period ${periodId}, ${startOn} to ${endOn}, pay date ${dayInWords(toEpochDay(payOn))},`;
  const why = statusWhy === null ? '' : `: ${statusWhy}`;
  const [code, message] =
    paidBefore === null
      ? ['period_skipped', `${which} is skipped${why}`]
      : ['paid_before', `${which} was paid by another system`];
  return [{ ...ofMonth, code, periodId, message }];
}

function monthOpen({ company, month }: AskMonth, open: readonly MonthRemark[]): Answer<never> {
  const issues: Issue[] = open.map(({ code, runId, periodId, message, actions }) => ({
    pointer:
      runId !== null ? `/runs/${runId}` : periodId !== null ? `/periods/${periodId}` : '/month',
    ...{ code, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.`, actions },
  }));
  return refuse({
    family: 'conflict',
    code: 'month_open',
    message: `${month} of ${company.code} cannot be closed yet`,
    hint: 'finish what is open; or ask for a draft, which says that it is not final',
    actions: [{ action: 'ask_again', with: 'draft' }],
    facts: { company: company.code, month: month.toString() },
    issues,
  });
}

function noPayDates({ company, month }: AskMonth, months: readonly string[]): Answer<never> {
  const known = months.length === 0 ? 'it has paid nobody yet' : `the newest: ${months.join(', ')}`;
  return refuse({
    family: 'not_found',
    code: 'no_pay_dates',
    message: `${company.code} has no pay date in ${month}`,
    hint: `choose a month with pay dates; ${known}`,
    facts: { company: company.code, month: month.toString() },
  });
}
