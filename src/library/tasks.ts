/**
 * Tasks as in Celery. `delay()` and `applyAsync(…)` send a task. They return a handle with `id`, `status`,
 * `get(…)` and `revoke()`.
 *
 * If a method is refused, it throws `PaybeatRefused`. Check its `code`: `task_not_finished` (the time-out
 * came first), `task_failed`, `task_expired`, `task_revoked`, `task_not_found` …
 */

import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { shownAs } from '#answers/json-form.ts';
import { type ListedTask, type ListedTaskState, taskShape } from '#answers/tasks.ts';
import type { Answer } from '#errors.ts';
import { ask, bare } from '#methods/argument.ts';
import { checkArguments } from '#methods/checked.ts';
import { PaybeatRefused, valueOf } from '#methods/refused.ts';
import { json, maybe, moment, text, type WithTexts } from '#methods/values.ts';
import { awaitTask, revokeTask, showTask } from '#operations/tasks/await-task.ts';
import { type SendTask, sendTask } from '#operations/tasks/send-task.ts';
import type { WorkingWorld } from '#operations/world.ts';
import { inOwnWords } from './own-words.ts';

/** The options of `applyAsync`. Their ranges are checked when the task is sent. */
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
  /** Sends the task at once. */
  delay(...args: Args): Promise<SentHandle>;
  /**
   * Sends the task with options. `countdown` and `expires` are in seconds, `priority` is 0 (first)
   * to 9 (last). Throws `task_options_invalid` with an issue per fault.
   */
  applyAsync(options: ApplyOptions, ...args: Args): Promise<SentHandle>;
}

/** A task that was sent. */
export interface SentHandle {
  readonly id: string;
  /** Queries the database on each read. Rejects if the task is unknown. */
  readonly status: Promise<ListedTaskState>;
  /**
   * Waits at most `timeout` seconds (default 10) for the result: JSON with the outcome of each period.
   * Throws `task_not_finished` after that time, and `task_failed`, `task_expired` or `task_revoked`.
   */
  get(options?: { readonly timeout?: number }): Promise<unknown>;
  /** Revokes the task if it has not started. */
  revoke(): Promise<void>;
  /** The state, the times and the result of the task. */
  describe(): Promise<ListedTask>;
}

const applying = [ask(z.strictObject(sendOptions)), bare('args', json)] as const;
const delaying = [bare('args', json)] as const;

/** A world, or a function that opens it on first use. */
export type WorldSource = () => Promise<{ readonly world: WorkingWorld }>;

export function taskNamed<Args extends readonly unknown[]>(
  name: string,
  from: WorldSource,
): Task<Args> {
  const send = async (options: Omit<SendTask, 'task' | 'args'>, args: unknown) => {
    const { world } = await from();
    const sent = await sendTask(world, { ...options, task: name, args: args ?? {} });
    return sentHandle(inWords(sent, name).taskId, from);
  };
  return {
    name,
    delay: async (...given) => {
      const [args] = valueOf(checkArguments(`${name}.delay`, delaying, given));
      return send({}, args);
    },
    applyAsync: async (...given) => {
      const [options, args] = valueOf(checkArguments(`${name}.applyAsync`, applying, given));
      return send(options, args);
    },
  };
}

/** The value of an answer. Throws a refusal in the library's own words. */
function inWords<T>(answered: Answer<T>, method: string): T {
  if (answered.ok) return answered.value;
  throw new PaybeatRefused(inOwnWords(answered.refusal, method));
}

const defaultTimeoutSeconds = 10;
const getting = [ask(z.strictObject({ timeout: maybe(z.number().min(0).max(86_400)) }))] as const;

export function sentHandle(id: string, from: WorldSource): SentHandle {
  const describe = async (...given: never[]) => {
    valueOf(checkArguments('describe', [], given));
    const shown = await showTask((await from()).world, { taskId: id });
    return shownAs(inWords(shown, 'describe'), taskShape);
  };
  const handle: SentHandle = {
    id,
    get status() {
      return describe().then(({ state }) => state);
    },
    get: async (options = {}, ...surplus: never[]) => {
      const [{ timeout = defaultTimeoutSeconds }] = valueOf(
        checkArguments('get', getting, [options, ...surplus]),
      );
      const { world } = await from();
      const pause = async (milliseconds: number) => {
        await wait(milliseconds);
      };
      const ask = { taskId: id, timeoutMs: timeout * 1_000, pause };
      return inWords(await awaitTask(world, ask), 'get');
    },
    revoke: async (...given: never[]) => {
      valueOf(checkArguments('revoke', [], given));
      inWords(await revokeTask((await from()).world, { taskId: id }), 'revoke');
    },
    describe,
  };
  return shownAs(handle, () => ({ taskId: id }));
}
