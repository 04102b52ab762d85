/**
 * The review with which a run goes into review: the policy of its schedule, its window and its deadline.
 *
 * A run without a schedule takes the policy `people` of the company's schedules that asks for most people:
 * what an off-cycle run pays is looked at by as many. Windows are only for runs of their schedule.
 */
import { savedSchedule } from '#operations/schedules/saved-schedule.ts';
import { beginReview, type ReviewRow } from '#run/review-clock.ts';
import type { RunKind } from '#run/run-kind.ts';
import { approvalDeadline } from '#schedule/deadlines.ts';
import { type ReviewPolicy, storedReview } from '#schedule/review-policy.ts';
import { scheduleByCode } from '#store/reads/companies.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { approveStageOf, policiesOfCompany, policyOfPeriod } from '#store/reads/reviews.ts';
import { databaseNow } from '#store/reads/server.ts';
import type { Reading } from '#store/store.ts';

interface RunToReview {
  readonly companyId: number;
  readonly periodId: number;
  readonly kind: RunKind;
  readonly payOn: Temporal.PlainDate;
}

/** Null: the run is approved when it is clean. */
export async function policyOf(
  at: Reading,
  { companyId, periodId, kind }: RunToReview,
): Promise<ReviewPolicy | null> {
  const own = storedReview(await policyOfPeriod(at, periodId));
  if (own !== null || kind === 'regular') return own;
  const all = (await policiesOfCompany(at, companyId)).map(storedReview);
  const ofPeople = all.filter((one) => one?.policy === 'people');
  return ofPeople.toSorted((one, other) => other.people - one.people)[0] ?? null;
}

export async function planReview(
  at: Reading,
  ask: { readonly run: RunToReview; readonly policy: ReviewPolicy; readonly isClean: boolean },
): Promise<ReviewRow> {
  const now = await databaseNow(at);
  return beginReview(ask.policy, { ...ask, now, deadlineAt: await reviewDeadlineOf(at, ask.run) });
}

/** When the stage `approve` ends, or else the approval deadline of the schedule. Null: there is no schedule. */
export async function reviewDeadlineOf(
  at: Reading,
  run: RunToReview,
): Promise<Temporal.Instant | null> {
  const staged = await approveStageOf(at, run.periodId);
  if (staged !== null) return staged;
  const period = await periodById(at, run.periodId);
  return period === null ? null : deadlineByRule(at, { ...period, payOn: run.payOn });
}

async function deadlineByRule(at: Reading, period: PeriodRow): Promise<Temporal.Instant | null> {
  const { companyId, scheduleCode: code } = period;
  const row = code === null ? null : await scheduleByCode(at, { companyId, code });
  if (row === null) return null;
  const { current } = await savedSchedule(at, row);
  const deadline = approvalDeadline(current, period);
  return deadline.ok ? deadline.value.at : null;
}
