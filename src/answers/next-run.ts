/**
 * What the next run of a schedule will do by itself and what it will ask, step by step: inputs close, it
 * calculates, it is reviewed, it commits, and the money arrives.
 */
import { approvalDeadline, type Deadline, inputCutoff } from '#schedule/deadlines.ts';
import { paySchedule } from '#schedule/definition/parse-schedule.ts';
import type { PaySchedule } from '#schedule/pay-schedule.ts';
import { type PeopleLacking, peopleLacking } from '#schedule/people-lacking.ts';
import { storedReview } from '#schedule/review-policy.ts';
import { stageInstants } from '#schedule/stages.ts';
import type { ScheduleRow } from '#store/reads/companies.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { reviewersOf } from '#store/reads/reviewers.ts';
import { bankCalendars } from '#store/reads/schedules.ts';
import type { Reading } from '#store/store.ts';
import { ownKey } from '#text/read-json.ts';
import { parseCustomCalendar } from '#time/calendars/custom-calendar.ts';
import { toEpochDay } from '#time/plain-date.ts';

type NextMoment = Pick<Deadline, 'at' | 'zone'>;

export interface NextRun {
  readonly periodId: number;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  /** Null: inputs are accepted until the run opens. */
  readonly inputsClose: NextMoment | null;
  /** What happens to an import after that. Null: it is accepted. */
  readonly lateInputs: 'told' | 'refused' | null;
  /** Null: a person starts it. */
  readonly calculates: NextMoment | null;
  /** Why it does not start by itself at that time. Null: it does. */
  readonly stopped: string | null;
  /** Who decides: nobody if the run is clean, everybody who may object, or so many people. */
  readonly review: 'when_clean' | 'window' | 'people';
  /** With `people`: how many. */
  readonly people: number | null;
  /** With `window`: how many hours after the calculation. Null: until `reviewEnds`. */
  readonly windowHours: number | null;
  readonly reviewEnds: NextMoment | null;
  readonly silence: string;
  readonly approveBy: NextMoment | null;
  /** Which people the review asks for and the company does not have. Null: it has them. */
  readonly lacking: PeopleLacking | null;
}

/** Null: no period waits for its run. */
export async function nextRunOf(
  at: Reading,
  ask: { readonly schedule: ScheduleRow; readonly periods: readonly PeriodRow[] },
): Promise<NextRun | null> {
  const { schedule, periods } = ask;
  const [next] = periods
    .filter(
      ({ status, liveRunId, kind }) => status === 'active' && !liveRunId && kind === 'regular',
    )
    .toSorted((a, b) => Temporal.PlainDate.compare(a.payOn, b.payOn));
  if (next === undefined) return null;
  const current = await parsed(at, schedule);
  const isOfCurrent = current.startsDay === null || toEpochDay(next.startOn) >= current.startsDay;
  const definition = isOfCurrent ? current : null;
  const policy = storedReview(definition?.definition['review']);
  const lacking = peopleLacking(policy, await reviewersOf(at, schedule.companyId));
  return { ...fromPeriod(next), ...fromDefinition(definition, next), lacking };
}

async function parsed(at: Reading, { companyId, definition }: ScheduleRow): Promise<PaySchedule> {
  const rows = (await bankCalendars(at)).filter((row) => row.companyId === companyId);
  const calendars = rows.flatMap((row) => {
    const calendar = parseCustomCalendar(row.definition);
    return calendar.ok ? [calendar.value] : [];
  });
  return paySchedule(definition, { calendars });
}

function fromPeriod(period: PeriodRow) {
  const { periodId, startOn, endOn, payOn, dueAt, dueZone } = period;
  const calculates = dueAt === null ? null : { at: dueAt, zone: dueZone ?? 'UTC' };
  const held = period.dueState === 'held' ? `it is held: ${period.dueHeldWhy ?? ''}` : null;
  const paused =
    period.pausedAt === null ? null : `automation is paused: ${period.pausedWhy ?? ''}`;
  const off = period.automationEnabled ? null : 'automation is off';
  return { periodId, startOn, endOn, payOn, calculates, stopped: paused ?? held ?? off };
}

function fromDefinition(schedule: PaySchedule | null, period: PeriodRow) {
  const json = schedule?.definition['review'];
  const named = ownKey(json, 'policy');
  const cutoff = schedule === null ? null : inputCutoff(schedule, period);
  const deadline = schedule === null ? null : approvalDeadline(schedule, period);
  const staged = schedule === null ? null : stageInstants(schedule, period);
  const approveBy = deadline?.ok === true ? momentOf(deadline.value) : null;
  const approve = staged?.ok === true ? staged.value.approve : null;
  const isStaged = approve !== null && named === undefined;
  const policy = named === 'people' ? named : named === 'window' || isStaged ? 'window' : null;
  const people = ownKey(json, 'people');
  const hours = ownKey(json, 'hours');
  const silence = ownKey(json, 'silence');
  return {
    inputsClose: cutoff?.ok === true ? momentOf(cutoff.value) : null,
    lateInputs: schedule?.stages.prepare?.lateInputs ?? null,
    review: policy ?? 'when_clean',
    people: typeof people === 'number' ? people : null,
    windowHours: typeof hours === 'number' ? hours : null,
    reviewEnds: momentOf(approve) ?? approveBy,
    silence: typeof silence === 'string' ? silence : 'hold',
    approveBy,
  } as const;
}

function momentOf(deadline: Deadline | null): NextMoment | null {
  return deadline === null ? null : { at: deadline.at, zone: deadline.zone };
}
