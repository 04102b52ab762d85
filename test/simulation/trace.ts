/** The events of one simulation in order, to read after a failure and to compare. */
import { createHash } from 'node:crypto';

export class Trace {
  readonly #lines: string[] = [];
  readonly #hash = createHash('sha256');
  readonly #echo: ((line: string) => void) | undefined;

  constructor(echo?: (line: string) => void) {
    this.#echo = echo;
  }

  get length(): number {
    return this.#lines.length;
  }

  /** `who` did or suffered `what`. */
  note(who: string, what: string): void {
    const line = `${who.padEnd(10)} ${what}`;
    this.#lines.push(line);
    this.#hash.update(`${line}\n`);
    this.#echo?.(`${String(this.#lines.length).padStart(5)} ${line}`);
  }

  /** The last events, numbered. */
  tail(count: number): readonly string[] {
    const from = Math.max(0, this.#lines.length - count);
    return this.#lines
      .slice(from)
      .map((line, index) => `${String(from + index + 1).padStart(5)} ${line}`);
  }

  /** The same seed gives the same digest. */
  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** The first words of a statement, and its subject. */
export function spelled(sql: string, parameters: readonly unknown[] | undefined): string {
  const words = sql.replaceAll(/\s+/g, ' ').trim();
  const head = words.length > 70 ? `${words.slice(0, 70)}…` : words;
  // Process ids differ from run to run.
  const ids = words.startsWith('insert into worker') ? [] : (parameters ?? []);
  const numbers = ids.filter((value) => typeof value === 'number');
  return numbers.length === 0 ? head : `${head} [${numbers.join(' ')}]`;
}
