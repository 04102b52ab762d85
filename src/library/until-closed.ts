/** What goes on until the library is closed: workers, beats, monitors, whoever follows events. */

interface Closable {
  close(): Promise<void>;
}

export class UntilClosed {
  readonly #closing = new AbortController();
  readonly #going = new Set<Promise<unknown>>();
  readonly #opened = new Set<Closable>();

  /** Aborted with the signal that is given, or when the library is closed. */
  signal(given: AbortSignal): AbortSignal {
    return AbortSignal.any([given, this.#closing.signal]);
  }

  /** The same promise; closing waits for it. */
  async running<T>(going: Promise<T>): Promise<T> {
    this.#going.add(going);
    try {
      return await going;
    } finally {
      this.#going.delete(going);
    }
  }

  /** The same thing; closing closes it. */
  opened<T extends Closable>(thing: T): T {
    this.#opened.add(thing);
    return thing;
  }

  /** Waits until everything has ended. Whoever started it is told of its failure, not whoever closes. */
  async close(): Promise<void> {
    this.#closing.abort();
    const closed = [...this.#opened].map((thing) => thing.close());
    await Promise.allSettled([...this.#going, ...closed]);
  }
}
