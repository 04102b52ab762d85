/**
 * Tasks as Celery's users know them: `delay()`, `applyAsync(…)`, then `id`, `status`, `get(…)`,
 * `revoke()` of what was sent.
 *
 * These moves throw, as Celery's do: a refusal comes as `PaybeatRefused` (its `code` is what programs
 * rely on: `task_not_finished` when the time-out came first, `task_failed`, `task_expired`,
 * `task_revoked` …). The other members of the library answer instead.
 */

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { shownAs } from '#answers/json-form.ts';
import { type ListedTask, type ListedTaskState, taskShape } from '#answers/tasks.ts';
import { awaitTask, revokeTask, showTask } from '#operations/tasks/await-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { ask } from './argument.ts';
import { checkArguments } from './checked.ts';
import { valueOf } from './refused.ts';
import { maybe, moment, text, type WithTexts } from './values.ts';

/** What `applyAsync` takes of them; their ranges are checked where the task is sent. */
export const sendOptions = {
  countdown: maybe(z.number()),
  eta: maybe(moment),
  expires: maybe(z.union([z.number(), moment], 'Expected seconds, or a moment.')),
  queue: maybe(text),
  priority: maybe(z.number()),
  retries: maybe(z.number()),
  taskId: maybe(text),
};

export type ApplyOptions = WithTexts<Omit<SendTask, 'task' | 'args'>>;

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

const applying = [ask(z.strictObject(sendOptions))] as const;

/** A world, or one that is opened when it is first needed. */
export type WorldSource = () => Promise<{ readonly world: WorkingWorld }>;

export function taskNamed<Args extends readonly unknown[]>(
  name: string,
  from: WorldSource,
): Task<Args> {
  const send = async (options: ApplyOptions, args: readonly unknown[]): Promise<SentHandle> => {
    const [checked] = valueOf(checkArguments(`${name}.applyAsync`, applying, [options]));
    const { world } = await from();
    const sent = valueOf(await sendTask(world, { ...checked, task: name, args: args[0] ?? {} }));
    return sentHandle(sent.taskId, from);
  };
  return {
    name,
    delay: (...args) => send({}, args),
    applyAsync: (options, ...args) => send(options, args),
  };
}

const defaultTimeoutSeconds = 10;
const getting = [ask(z.strictObject({ timeout: maybe(z.number().min(0).max(86_400)) }))] as const;

export function sentHandle(id: string, from: WorldSource): SentHandle {
  const describe = async () =>
    shownAs(valueOf(await showTask((await from()).world, { taskId: id })), taskShape);
  const handle: SentHandle = {
    id,
    get status() {
      return describe().then(({ state }) => state);
    },
    get: async (options = {}) => {
      const [{ timeout = defaultTimeoutSeconds }] = valueOf(
        checkArguments('get', getting, [options]),
      );
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
  return shownAs(handle, () => ({ taskId: id }));
}
