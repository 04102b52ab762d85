/** Which moments of a period a change moves: the input cut-off (`prepare`) and the approval deadline (`approve`). */

/** A moment on the clock of its zone: `2026-01-21T17:00`. */
interface LocalMoment {
  readonly local: string;
  readonly zone: string;
}

interface Stage extends LocalMoment {
  readonly stage: string;
}

export interface MovedStage {
  readonly stage: 'prepare' | 'approve';
  /** Null: the period has no such moment. */
  readonly before: LocalMoment | null;
  readonly after: LocalMoment | null;
}

export function movedStages(
  before: readonly Stage[],
  after: readonly Stage[],
): readonly MovedStage[] {
  return (['prepare', 'approve'] as const).flatMap((stage): readonly MovedStage[] => {
    const was = momentOf(before, stage);
    const now = momentOf(after, stage);
    const isSame = was?.local === now?.local && was?.zone === now?.zone;
    return isSame ? [] : [{ stage, before: was, after: now }];
  });
}

function momentOf(stages: readonly Stage[], name: MovedStage['stage']): LocalMoment | null {
  const found = stages.find(({ stage }) => stage === name);
  return found === undefined ? null : { local: found.local, zone: found.zone };
}
