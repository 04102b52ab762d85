/**
 * Tasks as Celery's users know them: `delay()`, `applyAsync(…)`, then `id`, `status`, `get(…)`,
 * `revoke()` of what was sent.
 *
 * These moves throw, as Celery's do: a refusal comes as `PaybeatRefused` (its `code` is what programs
 * rely on: `task_not_finished` when the time-out came first, `task_failed`, `task_expired`,
 * `task_revoked` …). The other members of the library answer instead.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Action } from '#actions.ts';
import { shownAs } from '#answers/json-form.ts';
import { type ListedTask, type ListedTaskState, taskShape } from '#answers/tasks.ts';
import type { Answer, Issue, Refusal } from '#errors.ts';
import { awaitTask, revokeTask, showTask } from '#operations/tasks/await-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import type { WorkingWorld } from '#operations/world.ts';

/** A refusal, thrown. */
export class PaybeatRefused extends Error {
  /** What the exit code of the command says: usage, invalid, conflict, not_found, denied. */
  readonly family: Refusal['family'];
  readonly code: string;
  readonly hint: string | null;
  /** What to do about it, as data. */
  readonly actions: readonly Action[];
  readonly issues: readonly Issue[];
  readonly facts: Readonly<Record<string, unknown>>;

  constructor({ family, code, message, hint, actions, issues, facts }: Refusal) {
    super(hint === undefined ? message : `${message} (${hint})`);
    this.name = 'PaybeatRefused';
    this.family = family;
    this.code = code;
    this.hint = hint ?? null;
    this.actions = actions ?? [];
    this.issues = issues ?? [];
    this.facts = facts ?? {};
  }
}

/** The value of an answer; throws `PaybeatRefused` where there is none. */
export function valueOf<T>(answered: Answer<T>): T {
  if (answered.ok) return answered.value;
  throw new PaybeatRefused(answered.refusal);
}

export type ApplyOptions = Omit<SendTask, 'task' | 'args'>;

/** A task that can be sent. */
export interface Task<Args extends readonly unknown[]> {
  readonly name: string;
  /** Sends it at once. */
  delay(...args: Args): Promise<SentHandle>;
  /** Sends it with a countdown, an expiry, another queue … */
  applyAsync(options: ApplyOptions, ...args: Args): Promise<SentHandle>;
}

/** A task that was sent. */
export interface SentHandle {
  readonly id: string;
  /** Asks the database: pending, started, retry, success, failure, expired or revoked. */
  readonly status: Promise<ListedTaskState>;
  /** Its result, waited for at most `timeout` seconds (10). */
  get(options?: { readonly timeout?: number }): Promise<unknown>;
  /** Takes it back, if it has not started. */
  revoke(): Promise<void>;
  /** Everything that is known of it. */
  describe(): Promise<ListedTask>;
}

/** A world, or one that is opened when it is first needed. */
export type WorldSource = () => Promise<{ readonly world: WorkingWorld }>;

export function taskNamed<Args extends readonly unknown[]>(
  name: string,
  from: WorldSource,
): Task<Args> {
  const send = async (options: ApplyOptions, args: readonly unknown[]): Promise<SentHandle> => {
    const { world } = await from();
    const sent = valueOf(await sendTask(world, { ...options, task: name, args: args[0] ?? {} }));
    return sentHandle(sent.taskId, from);
  };
  return {
    name,
    delay: (...args) => send({}, args),
    applyAsync: (options, ...args) => send(options, args),
  };
}

const defaultTimeoutSeconds = 10;

export function sentHandle(id: string, from: WorldSource): SentHandle {
  const describe = async () =>
    shownAs(valueOf(await showTask((await from()).world, { taskId: id })), taskShape);
  return {
    id,
    get status() {
      return describe().then(({ state }) => state);
    },
    get: async ({ timeout = defaultTimeoutSeconds } = {}) => {
      const { world } = await from();
      const pause = async (milliseconds: number) => {
        await wait(milliseconds);
      };
      return valueOf(await awaitTask(world, { taskId: id, timeoutMs: timeout * 1_000, pause }));
    },
    revoke: async () => {
      valueOf(await revokeTask((await from()).world, { taskId: id }));
    },
    describe,
  };
}
