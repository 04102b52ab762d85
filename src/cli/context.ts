/**
 * What a verb is given: the way to say something, the configuration, and the world.
 *
 * The world (database, telemetry) is opened only for the verbs that ask for it, and closed
 * before the command ends, also when it fails.
 */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Answer } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import { checkBeat } from '#operations/beat/check-beat.ts';
import type { WholeWorld } from '#operations/world.ts';

import type { Processes } from '#processes/run-together.ts';
import type { Config, ConfigFlags, FlagNames } from '#settings/config.ts';
import { loadConfig } from '#settings/config.ts';

import type { PaybeatEvent } from '#telemetry.ts';
import { parseJsonText } from '#text/json-text.ts';
import type { Clock } from '#time/clock.ts';
import { exitCodes } from './failure.ts';
import type { Output, Shown, TextStream } from './output.ts';
import { commandCaller } from './person.ts';

/** The settings that are options of a command. */
const flagNames: FlagNames = {
  dataFolder: '--data',
  logLevel: '--loglevel',
  workerConcurrency: '--concurrency',
  taskSoftLimitSeconds: '--soft-time-limit',
  taskHardLimitSeconds: '--time-limit',
  healthPort: '--health-port',
};

interface OpenedForVerb {
  readonly world: WholeWorld;
  /** A worker, a beat or both, until they are told to stop. */
  run(processes: Processes): Promise<Answer<null>>;
  /** A page for a browser, until it is closed. Throws Outage where it cannot listen. */
  openMonitor(ask: {
    readonly host: string;
    readonly port: number;
    readonly token: string;
  }): Promise<{ readonly address: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

interface OpenWorldAsk {
  readonly config: Config;
  readonly listen: (event: PaybeatEvent) => void;
  /** Bring the schema up to date first. */
  readonly migrate?: boolean;
  /** A broker that is away is an Outage. */
  readonly needsBroker?: boolean;
  /** Told what takes a moment. */
  readonly say?: (line: string) => void;
  /** Of a worker or beat; default: the host. */
  readonly name?: string;
  readonly version?: string;
  /** The log in words off a terminal too; so unless the verb stays and its log is read by programs. */
  readonly isForPeople?: boolean;
}

/**
 * Handed in by main.ts, which alone knows how. Refused when the schema cannot be brought up to date by
 * this user or this version; throws Outage when the database is not ready.
 */
export type OpenWorld = (ask: OpenWorldAsk) => Promise<Answer<OpenedForVerb>>;

/**
 * An answer; `exit` when it is not good news (`partly`: some of what was asked did not succeed).
 * null when the verb has said everything itself.
 */
export type VerbAnswer = Answer<(Shown & { readonly exit?: keyof typeof exitCodes }) | null>;

interface ContextAsk {
  readonly out: Output;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly folder: string;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** For what needs no database; elsewhere the database's clock decides. */
  readonly clock: Clock;
  readonly version: string;
  readonly openWorld: OpenWorld;
  /** Known once the command line has been read. */
  readonly flags: () => ConfigFlags;
}

export class CliContext {
  readonly out: Output;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly clock: Clock;
  exitCode: number = exitCodes.done;
  readonly #ask: ContextAsk;

  constructor(ask: ContextAsk) {
    this.out = ask.out;
    this.stderr = ask.stderr;
    this.env = ask.env;
    this.stdin = ask.stdin;
    this.clock = ask.clock;
    this.#ask = ask;
  }

  /** Refusal: configuration_invalid. */
  config(more: ConfigFlags = {}): Answer<Config> {
    const { env, folder, flags } = this.#ask;
    return loadConfig({ env, flags: { ...flags(), ...more }, flagNames, folder, checkBeat });
  }

  /** Opens the world, uses it, closes it. Refusal: configuration_invalid, and those of `use`. */
  async withWorld<T>(
    use: (world: WholeWorld, opened: OpenedForVerb) => Promise<Answer<T>>,
    how: Partial<Omit<OpenWorldAsk, 'config'>> & { readonly flags?: ConfigFlags } = {},
  ): Promise<Answer<T>> {
    const { flags, ...rest } = how;
    const config = this.config(flags);
    if (!config.ok) return config;
    const listen = how.listen ?? (() => undefined);
    const { version } = this.#ask;
    const opening = await this.#ask.openWorld({
      ...{ version, isForPeople: true, ...rest, listen },
      config: config.value,
    });
    if (!opening.ok) return opening;
    const opened = opening.value;
    try {
      return await use({ ...opened.world, caller: commandCaller() }, opened);
    } finally {
      await opened.close();
    }
  }

  /** A path as it was typed, from the current folder on. */
  resolve(path: string): string {
    return resolve(this.#ask.folder, path);
  }

  /** Refusals: file_not_found, file_unreadable. */
  async readFile(path: string): Promise<Answer<Uint8Array>> {
    try {
      return answer(await readFile(this.resolve(path)));
    } catch (error) {
      const reason = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (reason === 'ENOENT') {
        const message = `there is no file ${path}`;
        return refuse({ family: 'not_found', code: 'file_not_found', message });
      }
      const why = reason === 'EISDIR' ? 'it is a folder' : reason;
      const message = `${path} cannot be read (${why})`;
      return refuse({ family: 'invalid', code: 'file_unreadable', message });
    }
  }

  /** A JSON file. Refusals: those of `readFile`, file_not_utf8, and those of `parseJsonText`. */
  async readJson(path: string): Promise<Answer<unknown>> {
    const bytes = await this.readFile(path);
    if (!bytes.ok) return bytes;
    try {
      return parseJsonText(new TextDecoder('utf-8', { fatal: true }).decode(bytes.value));
    } catch {
      const message = `${path} is not UTF-8 text`;
      return refuse({ family: 'invalid', code: 'file_not_utf8', message });
    }
  }

  /** A verb as commander calls it: shows the answer or the refusal, and keeps the exit code. */
  verb<Args extends readonly unknown[]>(
    handle: (...args: Args) => Promise<VerbAnswer>,
  ): (...args: Args) => Promise<void> {
    return async (...args) => {
      const result = await handle(...args);
      if (!result.ok) {
        this.exitCode = this.out.refuse(result.refusal);
        return;
      }
      if (result.value === null) return;
      this.out.show(result.value);
      this.exitCode = exitCodes[result.value.exit ?? 'done'];
    };
  }
}
