/**
 * Writes the certificate of each committed run into a folder, soon after the commit and apart from it. A worker does so
 * if the settings name a folder. What was missed while no worker ran is written by the next one.
 *
 * A file that cannot be written is reported, and stops no work. No file is ever replaced.
 */
import { mkdir, open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '#operations/world.ts';
import { type CommittedRow, committedSince } from '#store/reads/certificate.ts';
import { certificateOf } from './certificate.ts';
import type { KeyPlace } from './signing-keys.ts';

/** A run that commits late in a long transaction is seen after others with a later time. */
const overlap = { minutes: 10 } as const;
const runsAtOnce = 100;
const fileOf = (runId: number) => `run-${runId}.json`;

interface WriteAsk {
  /** Absolute. */
  readonly folder: string;
  readonly keys: KeyPlace;
  readonly version: string;
}

export class CertificateWriter {
  readonly #world: World;
  readonly #ask: WriteAsk;
  /** Runs that are written, or were reported. Null: the folder was not read yet. */
  #done: Set<number> | null = null;
  #since: Temporal.Instant | null = null;
  #told = '';

  constructor(world: World, ask: WriteAsk) {
    this.#world = world;
    this.#ask = ask;
  }

  /** False: there may be more to write at once. */
  async write(): Promise<boolean> {
    const done = (this.#done ??= await this.#written());
    if (done === null) return true;
    const runs = await this.#world.store.read('every company', (at) =>
      committedSince(at, { since: this.#since, except: [...done], limit: runsAtOnce }),
    );
    for (const run of runs) {
      if (!(await this.#writeOne(run))) return true;
      done.add(run.runId);
    }
    const last = runs.at(-1);
    if (last !== undefined) this.#since = last.committedAt.subtract(overlap);
    return runs.length < runsAtOnce;
  }

  /** The runs whose files are there. Null: the folder cannot be made. */
  async #written(): Promise<Set<number> | null> {
    try {
      await mkdir(this.#ask.folder, { recursive: true });
      const names = await readdir(this.#ask.folder);
      return new Set(
        names.flatMap((name) => /^run-(\d{1,9})\.json$/.exec(name)?.[1] ?? []).map(Number),
      );
    } catch (error) {
      this.#report(null, codeOf(error));
      return null;
    }
  }

  /** False: nothing can be written for now, such as without a key. */
  async #writeOne({ runId }: CommittedRow): Promise<boolean> {
    const { keys, version } = this.#ask;
    const made = await certificateOf(this.#world, { runId, keys, version });
    if (!made.ok) {
      this.#report(runId, made.refusal.code);
      return made.refusal.code === 'run_was_changed';
    }
    try {
      await this.#put(fileOf(runId), made.value.text);
      return true;
    } catch (error) {
      this.#report(runId, codeOf(error));
      return false;
    }
  }

  async #put(name: string, text: string): Promise<void> {
    const path = join(this.#ask.folder, name);
    const part = join(this.#ask.folder, `.${name}.${process.pid}.part`);
    {
      await using file = await open(part, 'w', 0o644);
      await file.writeFile(text);
      await file.sync();
    }
    await rename(part, path);
  }

  /** The same trouble again, at each scan, is told once. */
  #report(runId: number | null, code: string): void {
    if (this.#told === `${runId} ${code}`) return;
    this.#told = `${runId} ${code}`;
    this.#world.telemetry.emit({ kind: 'certificate_unwritten', runId, code });
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
