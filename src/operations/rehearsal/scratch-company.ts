/**
 * A company in a scratch database, with a clock of its own: the world in which a rehearsal acts by the operations that
 * real work uses.
 *
 * The real database is only read, in one snapshot, as the copy is made. No queue exists in this world, so nothing is
 * sent to workers. Tax tables that end are carried forward here, and nowhere else.
 *
 * Refusals: those of `createScratch`, and of what is done in it.
 */
import { confinedTo, mayLookInto, operator, type PersonCaller } from '#caller.ts';
import { type Answer, assert } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { copyCompany } from '#store/copy-company.ts';
import { databaseNow } from '#store/reads/server.ts';
import { installClock, type ScratchClock } from '#store/scratch/scratch-clock.ts';
import { createScratch } from '#store/scratch/scratch-database.ts';
import { createStore } from '#store/store.ts';
import type { PaybeatEvent } from '#telemetry.ts';

/** A world in a scratch database. It has no engine, locks or threads. */
export interface ScratchWorld extends World {
  readonly clock: ScratchClock;
  readonly companyId: number;
  /** When the copy was made, by the clock of the real database. */
  readonly startedAt: Temporal.Instant;
}

interface OnScratch {
  /** URL of the real database. */
  readonly databaseUrl: string;
  readonly companyId: number;
  /** Receives what happens in the scratch database. Nothing of it reaches the log. */
  readonly listen?: (event: PaybeatEvent) => void;
  readonly say?: (line: string) => void;
  /** When aborted, the scratch database is dropped at once, so whatever is being done there throws. */
  readonly signal?: AbortSignal | undefined;
}

/** The person who acts in a scratch database, where somebody has to. */
export function rehearsing(companyId: number, who = 'person:rehearsal'): PersonCaller {
  return confinedTo(operator({ who, door: 'command' }), [companyId]);
}

const connections = 4;

/** The scratch database is dropped at the end, also after a failure. */
export async function withScratchCompany<T>(
  world: World,
  ask: OnScratch,
  act: (scratch: ScratchWorld) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const { databaseUrl, companyId, say, signal, listen = () => undefined } = ask;
  assert(mayLookInto(world.caller, companyId), 'a caller rehearses a company of their own');
  const created = await createScratch({ url: databaseUrl, signal, ...(say ? { say } : {}) });
  if (!created.ok) return created;
  const scratch = created.value;
  await using opened = new AsyncDisposableStack();
  opened.defer(scratch.drop);
  say?.('Copying the company into a scratch database. Nothing real is changed.');
  const startedAt = await world.store.read({ companyId }, databaseNow);
  await copyCompany({ from: databaseUrl, into: scratch.url, companyId });
  const clock = await installClock(scratch, startedAt);
  opened.defer(clock.close);
  const store = createStore({ url: scratch.url, connections, carriesTables: true });
  opened.defer(() => store.close());
  return await act({
    ...{ store, clock, companyId, startedAt },
    telemetry: { emit: listen },
    caller: rehearsing(companyId),
    worker: 'worker:rehearsal',
    settings: world.settings,
  });
}
