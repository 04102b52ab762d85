/**
 * Which days of a pay period a schedule pays somebody for, when they move between schedules.
 *
 * Somebody who never moved is paid by the schedule of their current version, for all days. Moves cut
 * that into stretches, one after the other: each day belongs to one schedule, so two schedules never
 * pay the same day and none is left out.
 */

export interface ScheduleMove {
  /** From this day on. */
  readonly effectiveOn: Temporal.PlainDate;
  /** Null: the people without a schedule. */
  readonly fromScheduleId: number | null;
  readonly toScheduleId: number;
}

/** Both ends included; null is without end. */
interface Stretch {
  readonly fromOn: Temporal.PlainDate | null;
  readonly untilOn: Temporal.PlainDate | null;
}

interface CoverageAsk {
  readonly scheduleId: number | null;
  readonly period: { readonly startOn: Temporal.PlainDate; readonly endOn: Temporal.PlainDate };
}

/** The stretch of the schedule that meets the period; null when none does. The moves are in order. */
export function stretchOn(moves: readonly ScheduleMove[], ask: CoverageAsk): Stretch | null {
  const stretches = stretchesOf(moves).filter(({ scheduleId }) => scheduleId === ask.scheduleId);
  return stretches.find((stretch) => meets(stretch, ask.period)) ?? null;
}

/** When the schedule begins to pay somebody, after a period in which it does not yet; else null. */
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

/** An employment seen through a stretch: who was hired before it counts from its first day on. */
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
