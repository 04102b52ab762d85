/**
 * What a verb works with: its output, the configuration and the world.
 *
 * The world (database and telemetry) is opened only for the verbs that need it. It is closed before
 * the command ends, even if the command fails.
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

const unreadBroker =
  'Warning: CELERY_BROKER_URL is not read, so the database is the broker. To use that broker, set BROKER_URL.';

/** The settings that are also options of a command. */
const flagNames: FlagNames = {
  dataFolder: '--data',
  logLevel: '--loglevel',
  workerConcurrency: '--concurrency',
  taskSoftLimitSeconds: '--soft-time-limit',
  taskHardLimitSeconds: '--time-limit',
  healthPort: '--health-port',
};

export interface OpenedForVerb {
  readonly world: WholeWorld;
  /** Address of the database. It contains the password. */
  readonly databaseUrl: string;
  /** Runs a worker, a beat or both until they are told to stop. */
  run(processes: Processes): Promise<Answer<null>>;
  /** Serves the monitor's page until it is closed. Throws Outage if it cannot listen. */
  openMonitor(ask: {
    readonly host: string;
    readonly port: number;
    readonly token: string;
  }): Promise<{ readonly address: string; close(): Promise<void> }>;
  /** Serves the HTTP API until it is closed. Throws Outage if it cannot listen. */
  openApi(ask: {
    readonly host: string;
    readonly port: number;
    /** Further host names that requests may name. */
    readonly hostNames: readonly string[];
  }): Promise<{ readonly address: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

interface OpenWorldAsk {
  readonly config: Config;
  readonly listen: (event: PaybeatEvent) => void;
  /** Update the schema first. */
  readonly migrate?: boolean;
  /** Check the broker first. Throws Outage if it cannot be reached. */
  readonly needsBroker?: boolean;
  /** Called with a sentence before a step that takes a moment. */
  readonly say?: (line: string) => void;
  /** Name of the worker or beat. Default: the host. */
  readonly name?: string;
  readonly version?: string;
  /**
   * Write the log as sentences even without a terminal. A verb that stays writes it for programs
   * there.
   */
  readonly isForPeople?: boolean;
}

/**
 * Opens the world. Only main.ts knows how, and passes this function in.
 *
 * Refused if this user or this version cannot update the schema. Throws Outage if the database is
 * not ready.
 */
export type OpenWorld = (ask: OpenWorldAsk) => Promise<Answer<OpenedForVerb>>;

/**
 * The answer of a verb. `exit` is `partly` if only some of the work succeeded. Null: the verb has
 * already printed everything.
 */
export type VerbAnswer = Answer<(Shown & { readonly exit?: keyof typeof exitCodes }) | null>;

interface ContextAsk {
  readonly out: Output;
  readonly stderr: TextStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly folder: string;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  /** The clock for verbs without a database. Other verbs use the database's clock. */
  readonly clock: Clock;
  readonly version: string;
  readonly openWorld: OpenWorld;
  /** The flags. They are known only after the command line was read. */
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

  get version(): string {
    return this.#ask.version;
  }

  /** Refusal: configuration_invalid. */
  config(more: ConfigFlags = {}): Answer<Config> {
    const { env, folder, flags } = this.#ask;
    return loadConfig({ env, flags: { ...flags(), ...more }, flagNames, folder, checkBeat });
  }

  /**
   * Opens the world, uses it and closes it. Refusals: configuration_invalid, and those of `use`.
   */
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
    if (config.value.brokerUrl === null && this.env['CELERY_BROKER_URL'] !== undefined) {
      this.out.remark(unreadBroker);
    }
    try {
      return await use({ ...opened.world, caller: commandCaller() }, opened);
    } finally {
      await opened.close();
    }
  }

  /** The absolute form of a path that was typed. A relative path starts in the current folder. */
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

  /**
   * Reads a JSON file. Refusals: those of `readFile`, file_not_utf8, and those of `parseJsonText`.
   */
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

  /**
   * Turns a verb into an action for commander: it shows the answer or the refusal, and keeps the
   * exit code.
   */
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
