/**
 * Several statements in one message to the server, and their answers: one round trip (decision 0098).
 *
 * The server works on them in their order. After a failed one it skips the rest, because the message has
 * one synchronization point, at its end. The pipeline mode of `pg` has one after each statement: after a
 * failed BEGIN, the rest would run outside any transaction.
 *
 * While the answers arrive, this reads the connection instead of `pg`, as `pg-copy-streams` does. An error
 * and the end are left to `pg` again. Messages: https://www.postgresql.org/docs/18/protocol-message-formats.html
 */
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { assert } from '#errors.ts';
import { type AnswerColumn, Answers } from './answers.ts';
import type { QueryResult } from './connections.ts';

export interface ToSend {
  readonly text: string;
  readonly values: readonly (string | Buffer | null)[];
  /** The connection keeps the plan of the statement, and uses it whenever the same text comes again. */
  readonly keepsPlan: boolean;
  /** The rows as the bytes of a binary COPY, instead of objects. */
  readonly inBytes: boolean;
}

/** A statement whose plan a connection keeps. */
interface Kept {
  readonly name: string;
  /** Null: it failed before the server named them. */
  readonly columns: readonly AnswerColumn[] | null;
}

/**
 * What one connection keeps, by text (decision 0084). The server then parses and plans a text once for each
 * connection.
 *
 * A kept plan was made without looking at the values or at the size of the tables. So only transactions that
 * look up rows by their keys keep plans (store.ts), and their plans never read a whole table.
 */
export class KeptStatements {
  readonly byText = new Map<string, Kept>();
  #named = 0;

  /** A new name each time: the server has not taken what came after a failed statement. */
  name(): string {
    this.#named += 1;
    return `paybeat_${this.#named}`;
  }
}

/** Each costs memory in every connection's server process. The sets and plain runs have some 60 texts. */
const keptMax = 200;

/** What `pg` gives a query to send with. Its other methods make a part of a message and call `_send`. */
interface Wire {
  readonly stream: Duplex;
  _send(bytes: Buffer): void;
  parse(ask: { readonly name: string; readonly text: string }): void;
  bind(ask: {
    readonly statement: string;
    readonly values: readonly unknown[];
    readonly binary: boolean;
  }): void;
  describe(ask: { readonly type: 'P' }): void;
  execute(ask: object): void;
  sync(): void;
}

type Listener = (bytes: Buffer) => void;

/** For `client.query`. */
export class Exchange implements pg.Submittable {
  readonly answered: Promise<readonly QueryResult[]>;
  readonly #asks: readonly ToSend[];
  readonly #kept: KeptStatements;
  readonly #settle = Promise.withResolvers<readonly QueryResult[]>();
  /** What the server has to parse, in order. The name is empty when it is not kept. */
  readonly #parsing: { readonly nth: number; readonly text: string; readonly name: string }[] = [];
  #answers: Answers | null = null;

  constructor(asks: readonly ToSend[], kept: KeptStatements) {
    this.#asks = asks;
    this.#kept = kept;
    this.answered = this.#settle.promise;
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as Wire;
    const { stream } = wire;
    const message: Buffer[] = [];
    const collecting = Object.create(wire, {
      _send: { value: (bytes: Buffer) => message.push(bytes) },
    }) as Wire;
    const [pgReads, ...others] = stream.listeners('data') as Listener[];
    assert(pgReads && others.length === 0, 'pg alone reads the connection');
    const columns = this.#asks.map((ask, nth) => this.#add(collecting, { ...ask, nth }));
    collecting.sync();
    wire._send(Buffer.concat(message));
    const answers = new Answers(this.#asks, columns);
    this.#answers = answers;
    const read: Listener = (bytes) => {
      const rest = answers.read(bytes, pgReads);
      if (rest === null) return;
      stream.on('data', pgReads);
      stream.off('data', read);
      pgReads(rest);
    };
    stream.on('data', read);
    stream.off('data', pgReads);
  }

  /** The columns of its answer, where they are known. */
  #add(wire: Wire, ask: ToSend & { readonly nth: number }): readonly AnswerColumn[] | null {
    const { nth, text, values, keepsPlan, inBytes: binary } = ask;
    const kept = keepsPlan ? this.#kept.byText.get(text) : undefined;
    const isNew = keepsPlan && !kept && this.#kept.byText.size < keptMax;
    const name = kept?.name ?? (isNew ? this.#kept.name() : '');
    if (!kept) {
      this.#parsing.push({ nth, text, name });
      wire.parse({ name, text });
    }
    wire.bind({ statement: name, values, binary });
    if (!kept?.columns) wire.describe({ type: 'P' });
    wire.execute({});
    return kept?.columns ?? null;
  }

  handleReadyForQuery(): void {
    const answers = this.#answers;
    assert(answers, 'what was sent is answered');
    this.#keep();
    answers.settle(this.#settle);
  }

  handleError(error: Error): void {
    this.#keep();
    this.#settle.reject(error);
  }

  /** Those that the server has parsed, whatever came of them. */
  #keep(): void {
    const answers = this.#answers;
    if (answers === null) return;
    for (const { nth, text, name } of this.#parsing.slice(0, answers.parsed)) {
      if (name !== '') this.#kept.byText.set(text, { name, columns: answers.columnsOf(nth) });
    }
  }
}
