/** What the judgement bench says at its end. */

export interface Stop {
  /** Who stopped it: the import refused the row, the run held the person, or the whole run waited. */
  readonly by: 'import' | 'hold' | 'run';
  /** The code of the refusal, the hold or the blocker. */
  readonly what: string;
}

interface Seen {
  readonly kind: string;
  readonly number: string;
  readonly stop: Stop | null;
}

/** One fortnight as it went. */
export interface Judged {
  readonly startOn: string;
  readonly people: number;
  readonly mistakes: readonly Seen[];
  readonly changes: readonly Seen[];
  /** People who were stopped although nothing was planted for them. */
  readonly others: readonly Seen[];
  readonly blockers: readonly string[];
}

interface Asked {
  readonly seed: number;
  readonly isJson: boolean;
  readonly broken: readonly string[];
}

export function report(judged: readonly Judged[], asked: Asked): string {
  const all = (of: (one: Judged) => readonly Seen[]) =>
    judged.flatMap((one) => of(one).map((seen) => ({ ...seen, startOn: one.startOn })));
  const mistakes = all((one) => one.mistakes);
  const changes = all((one) => one.changes);
  const others = all((one) => one.others);
  const stopped = mistakes.filter(({ stop }) => stop !== null);
  const forNothing = changes.filter(({ stop }) => stop !== null);
  const payslips = judged.reduce((sum, { people }) => sum + people, 0);
  const figures = {
    seed: asked.seed,
    mistakes: mistakes.length,
    stopped: stopped.length,
    stoppedPercent: percent(stopped.length, mistakes.length),
    changes: changes.length,
    stoppedForNothing: forNothing.length,
    stoppedForNothingPercent: percent(forNothing.length, changes.length),
    payslips,
    othersStopped: others.length,
    runsStopped: judged.filter(({ blockers }) => blockers.length > 0).length,
    misses: mistakes.filter(({ stop }) => stop === null),
    forNothing,
    others,
    broken: asked.broken,
  };
  if (asked.isJson) return `${JSON.stringify(figures)}\n`;
  return [
    `Mistakes stopped before the commit: ${stopped.length} of ${mistakes.length} (${figures.stoppedPercent} %).`,
    ...byKind(mistakes),
    `Changes that are meant, stopped for nothing: ${forNothing.length} of ${changes.length} (${figures.stoppedForNothingPercent} %).`,
    ...byKind(changes),
    `Others stopped: ${others.length} of ${payslips.toLocaleString('en')} payslips. Runs stopped: ${figures.runsStopped} of ${judged.length}.`,
    ...others.slice(0, 20).map((one) => `  ${one.startOn}  ${one.number}  ${one.stop?.what}`),
    asked.broken.length === 0 ? 'Every invariant holds.' : `BROKEN: ${asked.broken.join(', ')}`,
    '',
  ].join('\n');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0.0' : ((100 * part) / whole).toFixed(1);
}

/** `  rate_without_point   9 of 9   hold rate_far_from_last 8, import out_of_range 1` */
function byKind(seen: readonly Seen[]): readonly string[] {
  const kinds = Map.groupBy(seen, ({ kind }) => kind);
  return [...kinds]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([kind, list]) => {
      const stops = list.flatMap(({ stop }) => (stop === null ? [] : [`${stop.by} ${stop.what}`]));
      const by = [...Map.groupBy(stops, (one) => one)].map(
        ([what, { length }]) => `${what} ${length}`,
      );
      return `  ${kind.padEnd(28)} ${String(stops.length).padStart(3)} of ${String(list.length).padStart(3)}  ${by.join(', ')}`;
    });
}
