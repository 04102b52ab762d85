/**
 * The questions of one transaction, in the order in which they are put.
 *
 * Questions that are put without waiting for each other's answers go to the server together: one round trip
 * (exchange.ts). That is decided by order alone: all code runs until it waits for an answer, and what it
 * has asked by then is a wave. When a question fails, the whole wave has failed, and nothing more is sent.
 */
import { assert, Bug } from '#errors.ts';
import type { Ask, Connection, QueryResult } from './connections.ts';

type Waiting =
  | (Settle<QueryResult> & { readonly ask: Ask })
  | (Settle<unknown> & { readonly alone: () => Promise<unknown> });

interface Settle<T> {
  readonly answer: (result: T) => void;
  readonly fail: (error: unknown) => void;
}

export class Waves {
  readonly #connection: Connection;
  #waiting: Waiting[] = [];
  #going: Promise<void> | null = null;
  /** Why nothing more is sent. */
  #ended: { readonly because: unknown } | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  ask(ask: Ask): Promise<QueryResult> {
    return new Promise((answer, fail) => this.#add({ ask, answer, fail }));
  }

  /** For COPY, which is a round trip of its own. */
  alone<T>(send: () => Promise<T>): Promise<T> {
    return new Promise<T>((answer, fail) => {
      this.#add({ alone: send, answer: answer as (result: unknown) => void, fail });
    });
  }

  /** Sends nothing more. Returns when what was sent is answered. */
  async end(): Promise<void> {
    this.#ended ??= { because: new Bug('a question was put after the end of its transaction') };
    await this.#going;
    this.#refuseWaiting();
  }

  #add(one: Waiting): void {
    if (this.#ended !== null) {
      one.fail(this.#ended.because);
      return;
    }
    this.#waiting.push(one);
    this.#going ??= this.#go();
  }

  async #go(): Promise<void> {
    for (;;) {
      // After all code that can go on without an answer.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      if (this.#ended !== null || this.#waiting.length === 0) break;
      await this.#send(this.#taken());
    }
    this.#going = null;
  }

  /** As many as go together. */
  #taken(): readonly Waiting[] {
    const [first] = this.#waiting;
    const alone = this.#waiting.findIndex((one) => 'alone' in one);
    const count = first && 'alone' in first ? 1 : alone;
    const wave = this.#waiting.slice(0, count < 0 ? undefined : count);
    this.#waiting = this.#waiting.slice(wave.length);
    return wave;
  }

  async #send(wave: readonly Waiting[]): Promise<void> {
    try {
      const results = await this.#answersTo(wave);
      for (const [nth, { answer }] of wave.entries()) answer(results[nth] as QueryResult);
    } catch (error) {
      this.#ended = { because: error };
      for (const { fail } of wave) fail(error);
      this.#refuseWaiting();
    }
  }

  async #answersTo(wave: readonly Waiting[]): Promise<readonly unknown[]> {
    const [first] = wave;
    assert(first, 'a wave has a question');
    if ('alone' in first) return [await first.alone()];
    if (wave.length === 1) {
      const { sql, parameters, ...how } = first.ask;
      return [await this.#connection.query(sql, parameters, how)];
    }
    return this.#connection.together(wave.flatMap((one) => ('ask' in one ? [one.ask] : [])));
  }

  #refuseWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { fail } of waiting) fail(this.#ended?.because);
  }
}
