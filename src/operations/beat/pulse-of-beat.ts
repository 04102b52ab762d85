/** The pulse of a beat that runs alone: it reports to the database and reads its commands. */
import { hostname } from 'node:os';
import { factsOfProcess } from '#operations/workers/process-place.ts';
import type { World } from '#operations/world.ts';
import { answerCommand, beatHeart, openCommands } from '#store/writes/workers.ts';

interface BeatTold {
  readonly name?: string;
  readonly version?: string;
  readonly settings?: object;
  readonly health?: string | null;
  /** The beat counts as dead when it has not been seen for three of these intervals. */
  readonly scanSeconds: number;
}

/** True when a command told it to stop. */
export async function pulseOfBeat(world: World, ask: BeatTold): Promise<boolean> {
  const commands = await world.store.write('every company', async (tx) => {
    await beatHeart(tx, {
      workerId: world.worker,
      kind: 'beat',
      name: ask.name ?? world.worker.replace(/^worker:/, ''),
      host: hostname(),
      pid: process.pid,
      queues: [],
      concurrency: 0,
      state: 'running',
      leaseSeconds: 3 * ask.scanSeconds,
      version: ask.version ?? '',
      registered: [],
      active: [],
      facts: { ...factsOfProcess(), health: ask.health ?? null },
      settings: ask.settings ?? {},
    });
    const told = await openCommands(tx, world.worker);
    for (const { commandId, command } of told) {
      const answers = { shutdown: 'shutting down', ping: 'pong' } as const;
      const said =
        command === 'shutdown' || command === 'ping' ? answers[command] : 'a beat cannot';
      await answerCommand(tx, { commandId, answer: said });
    }
    return told;
  });
  const stop = commands.find(({ command }) => command === 'shutdown');
  if (stop === undefined) return false;
  const { command, sentBy: by } = stop;
  world.telemetry.emit({ kind: 'order_obeyed', command, by, answer: 'shutting down' });
  return true;
}
