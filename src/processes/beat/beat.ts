/**
 * The beat: it ticks whenever an entry is due, until it is stopped.
 *
 * Any number of beats may run. Each looks at every entry, and the database decides which one writes
 * a tick. A beat wakes at the next due time, and at least every `pulseSeconds`, because entries may
 * change and commands may arrive. The database decides what is due (operations/beat/strike-due.ts).
 */
import { Outage } from '#errors.ts';
import { pulseOfBeat } from '#operations/beat/pulse-of-beat.ts';
import { strikeDue, untilNextTick } from '#operations/beat/strike-due.ts';
import { leaveBeat } from '#operations/workers/leave-worker.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { Lifetime, live, type Process, type ProcessTerms } from '#processes/process.ts';

interface BeatSettings extends ProcessTerms {
  /** The longest sleep. A beat that was silent for three `scanSeconds` counts as dead. */
  readonly pulseSeconds: number;
  readonly about?: {
    readonly name?: string;
    readonly version?: string;
    readonly settings?: object;
    readonly health?: string | null;
    /** True if the process is also a worker. The worker's pulse then reports for both. */
    readonly isPartOfWorker?: boolean;
  };
  /** Called after every successful look. */
  readonly onLook?: () => void;
}

export async function keepBeat(world: WorkingWorld, settings: BeatSettings): Promise<void> {
  const lifetime = new Lifetime(settings.signal);
  const { telemetry } = world;
  await live(beat(world, settings, lifetime), { ...settings, lifetime, telemetry });
}

function beat(world: WorkingWorld, settings: BeatSettings, lifetime: Lifetime): Process {
  const { pulseSeconds, scanSeconds, about = {} } = settings;
  const isAlone = about.isPartOfWorker !== true;
  return {
    start: async () => undefined,
    rounds: [
      {
        runOnce: async () => {
          // A beat without a worker also has a pulse, and takes commands.
          if (isAlone && (await pulseOfBeat(world, { ...about, scanSeconds }))) lifetime.end();
          if (!lifetime.isOver) await strikeDue(world);
          settings.onLook?.();
        },
        untilNext: () => untilNextTick(world, pulseSeconds * 1_000),
      },
    ],
    stop: async () => {
      if (isAlone) await leaveBeat(world).catch(passOutage);
    },
  };
}

/** An outage only delays the next pulse. */
function passOutage(error: unknown): void {
  if (!(error instanceof Outage)) throw error;
}
