/**
 * Lives through months in a scratch database: sets its clock to the next moment at which something happens, and does
 * there what a worker does. In between, nothing happens, so no time is spent on it.
 *
 * Moments are due instants, ends of inputs and ends of reviews. In an outage nobody works: what falls into it happens at
 * its end.
 */
import type { Refusal } from '#errors.ts';
import { closeInputs } from '#operations/periods/close-inputs.ts';
import { autoRunPayroll, type PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import { extendSchedules } from '#operations/schedules/generate-periods.ts';
import { comingDueInstants } from '#store/reads/due.ts';
import { aboutToOpen, dueUntil } from '#store/reads/rehearsed.ts';
import { nextReviewAt } from '#store/reads/reviews.ts';
import { nextClosingAt } from '#store/reads/stages.ts';
import { type CarriedHours, carryHours } from './carry-hours.ts';
import { earliest, isAfter } from './moments.ts';
import {
  type Approvals,
  decideRuns,
  type HeldLate,
  releaseLate,
  type WaitedForPeople,
} from './people-at-once.ts';
import { outageAt, type PlantedOutage, plantOutages } from './plant-outages.ts';
import type { ScratchWorld } from './scratch-company.ts';

interface LiveThrough {
  readonly until: Temporal.Instant;
  readonly approvals: Approvals;
  /** Null: no outages. */
  readonly outageSeed: number | null;
  /** Called at each moment. */
  readonly onMoment?: (now: Temporal.Instant) => void;
  /** When aborted, stops at the next moment. */
  readonly signal?: AbortSignal | undefined;
}

export interface Lived {
  readonly outages: readonly PlantedOutage[];
  readonly waited: readonly WaitedForPeople[];
  readonly heldLate: readonly HeldLate[];
  readonly hours: readonly CarriedHours[];
  /** Why a due period was not opened, by period: the last refusal or failure. */
  readonly refused: ReadonlyMap<number, Pick<Refusal, 'code' | 'message'>>;
  /** How many moments there were. */
  readonly moments: number;
  readonly isStopped: boolean;
}

export async function liveThrough(world: ScratchWorld, ask: LiveThrough): Promise<Lived> {
  const { companyId, clock, store } = world;
  await planAhead(world, ask.until);
  const due = await store.read({ companyId }, (at) => dueUntil(at, ask.until));
  const dueAts = due.map(({ dueAt }) => dueAt);
  const outages = ask.outageSeed === null ? [] : plantOutages(dueAts, ask.outageSeed);
  const life = new Life(world, ask.approvals);
  let moments = 0;
  for (
    let next: Temporal.Instant | null = clock.now();
    next !== null && !isAfter(next, ask.until) && ask.signal?.aborted !== true;
    next = await nextMoment(world)
  ) {
    const at = outageAt(outages, next)?.to ?? next;
    await life.work(at, ask.signal);
    moments += 1;
    ask.onMoment?.(at);
  }
  return { ...life.found(), outages, moments, isStopped: ask.signal?.aborted === true };
}

/** Periods up to the end, so that outages can be planted over them. */
async function planAhead(world: ScratchWorld, until: Temporal.Instant): Promise<void> {
  const { settings, companyId, startedAt } = world;
  const days = Math.ceil(startedAt.until(until).total('hours') / 24);
  const daysAheadMin = Math.max(settings.daysAheadMin, days);
  await extendSchedules({ ...world, settings: { ...settings, daysAheadMin } }, { companyId });
}

/** The next moment at which something happens by itself. Null: none is coming. */
function nextMoment({ store, companyId }: ScratchWorld): Promise<Temporal.Instant | null> {
  return store.read({ companyId }, async (at) =>
    earliest([
      (await comingDueInstants(at, { limit: 1 }))[0]?.dueAt,
      await nextClosingAt(at),
      await nextReviewAt(at),
    ]),
  );
}

class Life {
  readonly #world: ScratchWorld;
  readonly #approvals: Approvals;
  readonly #waited = new Map<number, WaitedForPeople>();
  readonly #late = new Map<number, HeldLate>();
  readonly #hours = new Map<number, CarriedHours>();
  readonly #refused = new Map<number, Pick<Refusal, 'code' | 'message'>>();

  constructor(world: ScratchWorld, approvals: Approvals) {
    this.#world = world;
    this.#approvals = approvals;
  }

  found(): Pick<Lived, 'waited' | 'heldLate' | 'hours' | 'refused'> {
    return {
      waited: [...this.#waited.values()],
      heldLate: [...this.#late.values()],
      hours: [...this.#hours.values()],
      refused: this.#refused,
    };
  }

  /** What a worker and people do at this moment, until nothing is left to do. */
  async work(at: Temporal.Instant, signal: AbortSignal | undefined): Promise<void> {
    const { clock, companyId } = this.#world;
    // Inputs that close at this moment are entered before it.
    await clock.set(at.subtract({ seconds: 1 }));
    await this.#enterHours(at);
    await clock.set(at);
    await closeInputs(this.#world);
    const options = {
      ...{ companyId, concurrency: 1, pause: () => clock.advance(pauseSeconds) },
      ...(signal === undefined ? {} : { signal }),
    };
    for (let isMore = true; isMore && signal?.aborted !== true; ) {
      for (const one of await autoRunPayroll(this.#world, options)) this.#note(one);
      const { length } = await this.#decide();
      isMore = length > 0;
    }
  }

  #note(one: PeriodResult): void {
    if (one.kind === 'refused') this.#refused.set(one.periodId, one.refusal);
    if (one.kind === 'failed')
      this.#refused.set(one.periodId, { code: 'failed', message: one.message });
  }

  async #enterHours(at: Temporal.Instant): Promise<void> {
    const { store, companyId } = this.#world;
    const periodIds = await store.read({ companyId }, (tx) => aboutToOpen(tx, at));
    for (const periodId of periodIds.filter((one) => !this.#hours.has(one))) {
      const carried = await carryHours(this.#world, periodId);
      if (carried !== null) this.#hours.set(periodId, carried);
    }
  }

  /** What people have decided now: after it, more may be due. */
  async #decide(): Promise<readonly unknown[]> {
    const approvals = this.#approvals;
    const known = (of: ReadonlyMap<number, unknown>) => new Set(of.keys());
    const waited = await decideRuns(this.#world, { approvals, known: known(this.#waited) });
    for (const one of waited) this.#waited.set(one.runId, one);
    const late = await releaseLate(this.#world, { approvals, known: known(this.#late) });
    for (const one of late) this.#late.set(one.periodId, one);
    return [
      ...waited.filter(({ stays }) => stays === null),
      ...late.filter((one) => one.isReleased),
    ];
  }
}

/** While a failed step waits for its retry. */
const pauseSeconds = 5;
