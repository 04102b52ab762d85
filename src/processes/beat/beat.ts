/**
 * The beat for as long as it is wanted: ticks when an entry's moment has come.
 *
 * Any number of beats may run; each looks at every entry, and the rows decide who writes a tick. A
 * beat wakes at the next moment and every `pulseSeconds` whatever happens: entries change while it
 * sleeps, and people ask it whether it lives. What has come is decided by the database
 * (operations/beat/strike-due.ts).
 */
import { Outage } from '#errors.ts';
import { pulseOfBeat } from '#operations/beat/pulse-of-beat.ts';
import { strikeDue, untilNextTick } from '#operations/beat/strike-due.ts';
import { leaveBeat } from '#operations/workers/leave-worker.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { Lifetime, live, type Process, type ProcessTerms } from '#processes/process.ts';

interface BeatSettings extends ProcessTerms {
  /** How long it sleeps at most. It counts as dead when it was not seen for three `scanSeconds`. */
  readonly pulseSeconds: number;
  readonly about?: {
    readonly name?: string;
    readonly version?: string;
    readonly settings?: object;
    readonly health?: string | null;
    /** Part of a process that is a worker as well, which tells for both. */
    readonly isPartOfWorker?: boolean;
  };
  /** After every look that went well. */
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
          // A beat on its own has a heartbeat, too, and can be told to stop.
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

/** Its heart is missed a little later. */
function passOutage(error: unknown): void {
  if (!(error instanceof Outage)) throw error;
}
