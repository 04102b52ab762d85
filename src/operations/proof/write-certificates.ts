/**
 * Writes the certificate of each committed run into a folder, soon after the commit and apart from it. What was missed
 * while no worker ran is written by the next one.
 *
 * A file that cannot be written is reported, and stops no work. No file is ever replaced.
 */
import { access, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { World } from '#operations/world.ts';
import { type CommittedRow, committedRunsAfter } from '#store/reads/certificate.ts';
import { exportedCertificate } from './certificate.ts';
import { type KeyPlace, signingKeys } from './signing-keys.ts';

/** A run that commits late in a long transaction is seen after others with a later time. */
const overlap = { minutes: 10 } as const;
const runsRead = 1_000;
/** So few that other work of the process never waits long. */
const filesAtOnce = 20;
const fileOf = (runId: number) => `run-${runId}.json`;

interface WriteAsk {
  /** Absolute. */
  readonly folder: string;
  /** Nobody has named the folder: nothing is written, and nothing is said, while there is no key. */
  readonly isDefault?: boolean;
  readonly keys: KeyPlace;
  readonly version: string;
}

export class CertificateWriter {
  readonly #world: World;
  readonly #ask: WriteAsk;
  /** Runs of the last minutes whose file is there, or that were reported. */
  readonly #done = new Map<number, CommittedRow>();
  /** The run up to which all are done. */
  #after: CommittedRow | null = null;
  #told = '';

  constructor(world: World, ask: WriteAsk) {
    this.#world = world;
    this.#ask = ask;
  }

  /** False: there may be more to write at once. */
  async write(): Promise<boolean> {
    if (!(await this.#isReady())) return true;
    const runs = await this.#world.store.read('every company', (at) =>
      committedRunsAfter(at, { after: this.#after, limit: runsRead }),
    );
    let written = 0;
    for (const run of runs) {
      if (!this.#done.has(run.runId) && !(await this.#hasFile(run))) {
        if (written === filesAtOnce) return false;
        if (!(await this.#writeOne(run))) return true;
        written += 1;
      }
      this.#done.set(run.runId, run);
      this.#after = run;
    }
    if (runs.length === runsRead) return false;
    this.#beginAgain();
    return true;
  }

  /** Whether there is a folder, and a key if nobody has named the folder. */
  async #isReady(): Promise<boolean> {
    const { folder, isDefault = false, keys } = this.#ask;
    if (isDefault) {
      const known = await signingKeys(keys);
      if (known.ok && known.value.length === 0) return false;
    }
    try {
      await mkdir(folder, { recursive: true });
      return true;
    } catch (error) {
      this.#report(null, codeOf(error));
      return false;
    }
  }

  /** The next scan looks at the runs of the last minutes again. */
  #beginAgain(): void {
    const last = this.#after;
    if (last === null) return;
    const after = { runId: 0, committedAt: last.committedAt.subtract(overlap) };
    for (const [runId, { committedAt }] of this.#done) {
      if (Temporal.Instant.compare(committedAt, after.committedAt) < 0) this.#done.delete(runId);
    }
    this.#after = after;
  }

  /** Another worker may have written it. */
  #hasFile({ runId }: CommittedRow): Promise<boolean> {
    return access(join(this.#ask.folder, fileOf(runId))).then(
      () => true,
      () => false,
    );
  }

  /** False: nothing can be written for now, such as without a key. */
  async #writeOne({ runId }: CommittedRow): Promise<boolean> {
    const { keys, version } = this.#ask;
    const made = await exportedCertificate(this.#world, { runId, keys, version });
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
