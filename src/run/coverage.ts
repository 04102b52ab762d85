/**
 * The days of a pay period on which a schedule pays an employee who moves between schedules.
 *
 * An employee who never moved is paid by the schedule of their current version, for all days. Moves
 * divide time into stretches without gaps. Each day belongs to one schedule, so no day is paid
 * twice or left out.
 */

export interface ScheduleMove {
  /** The first day on the new schedule. */
  readonly effectiveOn: Temporal.PlainDate;
  /** Null: the employee had no schedule. */
  readonly fromScheduleId: number | null;
  readonly toScheduleId: number;
}

/** Both ends are included. Null means no bound. */
interface Stretch {
  readonly fromOn: Temporal.PlainDate | null;
  readonly untilOn: Temporal.PlainDate | null;
}

interface CoverageAsk {
  readonly scheduleId: number | null;
  readonly period: { readonly startOn: Temporal.PlainDate; readonly endOn: Temporal.PlainDate };
}

/** The schedule's stretch that overlaps the period. Null if there is none. `moves` must be in order. */
export function stretchOn(moves: readonly ScheduleMove[], ask: CoverageAsk): Stretch | null {
  const stretches = stretchesOf(moves).filter(({ scheduleId }) => scheduleId === ask.scheduleId);
  return stretches.find((stretch) => meets(stretch, ask.period)) ?? null;
}

/**
 * The day after the period on which the schedule begins to pay the employee. Null if it already
 * does.
 */
export function joinsAfter(
  moves: readonly ScheduleMove[],
  ask: CoverageAsk,
): Temporal.PlainDate | null {
  const { compare } = Temporal.PlainDate;
  const later = moves.find(
    (move) =>
      move.toScheduleId === ask.scheduleId && compare(move.effectiveOn, ask.period.endOn) > 0,
  );
  return later?.effectiveOn ?? null;
}

/** The employment with its hire and end dates limited to the stretch. */
export function clipped<
  T extends { readonly hiredOn: Temporal.PlainDate; readonly endedOn: Temporal.PlainDate | null },
>(employment: T, stretch: Stretch): T {
  const { compare } = Temporal.PlainDate;
  const { fromOn, untilOn } = stretch;
  const isLaterStart = fromOn !== null && compare(fromOn, employment.hiredOn) > 0;
  const isEarlierEnd =
    untilOn !== null && (employment.endedOn === null || compare(untilOn, employment.endedOn) < 0);
  if (!isLaterStart && !isEarlierEnd) return employment;
  return {
    ...employment,
    ...(isLaterStart ? { hiredOn: fromOn } : {}),
    ...(isEarlierEnd ? { endedOn: untilOn } : {}),
  };
}

function stretchesOf(
  moves: readonly ScheduleMove[],
): readonly (Stretch & { readonly scheduleId: number | null })[] {
  const [first] = moves;
  if (first === undefined) return [];
  const before = {
    scheduleId: first.fromScheduleId,
    fromOn: null,
    untilOn: first.effectiveOn.subtract({ days: 1 }),
  };
  return [
    before,
    ...moves.map((move, index) => ({
      scheduleId: move.toScheduleId,
      fromOn: move.effectiveOn,
      untilOn: moves[index + 1]?.effectiveOn.subtract({ days: 1 }) ?? null,
    })),
  ];
}

function meets(stretch: Stretch, period: CoverageAsk['period']): boolean {
  const { compare } = Temporal.PlainDate;
  const { fromOn, untilOn } = stretch;
  return (
    (fromOn === null || compare(fromOn, period.endOn) <= 0) &&
    (untilOn === null || compare(untilOn, period.startOn) >= 0)
  );
}
