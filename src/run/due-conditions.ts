/**
 * Decides whether a period is due, and names the conditions that fail.
 *
 * A period is due if all of these conditions are met. `explain` shows each of them. The database
 * compares the due time with its own clock, and the caller passes in the result.
 */

interface DueFacts {
  readonly status: 'draft' | 'active' | 'completed' | 'skipped';
  readonly automationEnabled: boolean;
  /** Another payroll pays the period. */
  readonly isInShadow: boolean;
  /** Why the schedule's automation is paused. Null while it is on. */
  readonly pausedWhy: string | null;
  readonly due: {
    readonly state: 'waiting' | 'fulfilled' | 'held';
    readonly heldWhy: string | null;
    /** due_at <= paybeat_now() */
    readonly hasCome: boolean;
    /** Formatted for people: "2024-01-28 02:00 America/New_York". */
    readonly spelled: string;
  } | null;
  readonly liveRunId: number | null;
  /** An earlier period of the same people that automation still has to pay. Null if there is none. */
  readonly ahead: { readonly periodId: number; readonly runId: number | null } | null;
}

export interface DueCondition {
  readonly code:
    | 'active'
    | 'not_in_shadow'
    | 'automated'
    | 'not_paused'
    | 'has_due_instant'
    | 'not_held'
    | 'due_time_arrived'
    | 'no_live_run'
    | 'in_turn';
  readonly holds: boolean;
  readonly sentence: string;
}

export function dueConditions(facts: DueFacts): readonly DueCondition[] {
  const { due } = facts;
  return [
    ...conditionsToRun(facts),
    {
      code: 'has_due_instant',
      holds: due !== null,
      sentence: due
        ? `its rule makes it due at ${due.spelled}`
        : 'it has no automation rule, so it has no due time',
    },
    {
      code: 'not_held',
      holds: due?.state !== 'held',
      sentence:
        due?.state === 'held'
          ? `it is held: ${due.heldWhy ?? 'no reason given'}`
          : 'it is not held',
    },
    {
      code: 'due_time_arrived',
      holds: due?.hasCome ?? false,
      sentence: due
        ? due.hasCome
          ? 'its due time has arrived'
          : 'its due time has not arrived'
        : 'it has no due time, so it never runs automatically',
    },
    {
      code: 'no_live_run',
      holds: facts.liveRunId === null,
      sentence:
        facts.liveRunId === null
          ? 'it has no active run'
          : `run ${facts.liveRunId} already exists; a period runs once`,
    },
    {
      code: 'in_turn',
      holds: facts.ahead === null,
      sentence:
        facts.ahead === null
          ? 'no earlier period of the same employees is unpaid'
          : `it waits for ${aheadInWords(facts.ahead)}`,
    },
  ];
}

/** Whether anything but a person may run the period at all. */
function conditionsToRun(facts: DueFacts): readonly DueCondition[] {
  return [
    {
      code: 'active',
      holds: facts.status === 'active',
      sentence:
        facts.status === 'active'
          ? 'the period is active'
          : `the period is ${facts.status}; only active periods run`,
    },
    {
      code: 'not_in_shadow',
      holds: !facts.isInShadow,
      sentence: facts.isInShadow
        ? 'it is in shadow: another payroll pays it'
        : 'Paybeat pays it: it is not in shadow',
    },
    {
      code: 'automated',
      holds: facts.automationEnabled,
      sentence: facts.automationEnabled
        ? 'automation is on for this period'
        : 'automation is off for this period',
    },
    {
      code: 'not_paused',
      holds: facts.pausedWhy === null,
      sentence:
        facts.pausedWhy === null
          ? 'its schedule is not paused'
          : `automation of its schedule is paused: ${facts.pausedWhy}`,
    },
  ];
}

/** `run 7 of period 3, which pays the same people before it` */
export function aheadInWords(ahead: NonNullable<DueFacts['ahead']>): string {
  const what =
    ahead.runId === null
      ? `period ${ahead.periodId}, which is due and`
      : `run ${ahead.runId} of period ${ahead.periodId}, which`;
  return `${what} pays the same people first`;
}

/** The first condition that fails, or null when the period is due. */
export function notDueBecause(conditions: readonly DueCondition[]): DueCondition | null {
  return conditions.find((condition) => !condition.holds) ?? null;
}
