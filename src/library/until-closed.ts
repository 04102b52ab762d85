/** What runs until the library is closed: workers, beats, monitors, and `followEvents` calls. */

interface Closable {
  close(): Promise<void>;
}

export class UntilClosed {
  readonly #closing = new AbortController();
  readonly #going = new Set<Promise<unknown>>();
  readonly #opened = new Set<Closable>();

  /** Returns a signal that is aborted with the given one, or when the library is closed. */
  signal(given: AbortSignal): AbortSignal {
    return AbortSignal.any([given, this.#closing.signal]);
  }

  /** Returns the same promise. `close` waits for it. */
  async running<T>(going: Promise<T>): Promise<T> {
    this.#going.add(going);
    try {
      return await going;
    } finally {
      this.#going.delete(going);
    }
  }

  /** Returns the same object. `close` closes it. */
  opened<T extends Closable>(thing: T): T {
    this.#opened.add(thing);
    return thing;
  }

  /**
   * Waits until everything has ended. A failure is reported to the caller who started the work, not
   * to the caller of `close`.
   */
  async close(): Promise<void> {
    this.#closing.abort();
    const closed = [...this.#opened].map((thing) => thing.close());
    await Promise.allSettled([...this.#going, ...closed]);
  }
}
