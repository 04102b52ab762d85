/**
 * Reads the JSON of `manage.py dumpdata`: a list of { model, pk, fields }, indented or not.
 *
 * One object at a time is parsed. Numbers keep the digits that the dump writes: `0.30000000000000004` is not
 * rounded to something that looks right.
 */

import type { Refused } from '#errors.ts';
import {
  cutOff,
  type DumpReader,
  dumpFault,
  noValues,
  type OldRow,
  statementMax,
} from './old-rows.ts';

export class JsonDump implements DumpReader {
  fault: Refused | null = null;
  /** The text of the current object, in the pieces that have arrived. */
  #kept = '';
  #depth = 0;
  #isQuoted = false;
  #isEscaped = false;
  #isEnded = false;
  #count = 0;
  readonly #wants: (table: string) => boolean;

  constructor(wants: (table: string) => boolean) {
    this.#wants = wants;
  }

  *push(text: string): Generator<OldRow> {
    let from = 0;
    for (let at = 0; at < text.length; at += 1) {
      if (this.fault !== null) return;
      const mark = text.charCodeAt(at);
      if (this.#isQuoted) {
        this.#inText(mark);
      } else if (mark === 0x22) {
        this.#isQuoted = true;
      } else if (mark === 0x7b || mark === 0x5b) {
        if (this.#depth === 1) from = at;
        this.#depth += 1;
      } else if (mark === 0x7d || mark === 0x5d) {
        this.#depth -= 1;
        if (this.#depth === 1) {
          const row = this.#rowOf(this.#kept + text.slice(from, at + 1));
          this.#kept = '';
          if (row !== null) yield row;
        } else if (this.#depth === 0) this.#isEnded = true;
      }
    }
    if (this.#depth > 1) this.#kept += text.slice(from);
    if (this.#kept.length > statementMax) this.fault = wrong(this.#count + 1);
  }

  end(): void {
    if (this.fault === null && !this.#isEnded) this.fault = cutOff();
  }

  #inText(mark: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (mark === 0x5c) this.#isEscaped = true;
    else if (mark === 0x22) this.#isQuoted = false;
  }

  #rowOf(text: string): OldRow | null {
    this.#count += 1;
    const found = parsed(text);
    if (found === null) {
      this.fault = wrong(this.#count);
      return null;
    }
    const table = found.model.replaceAll('.', '_').toLowerCase();
    if (!this.#wants(table)) return { schema: null, table, values: noValues };
    const fields = Object.entries(found.fields).map(
      ([key, value]) => [key, textOf(value)] as const,
    );
    return { schema: null, table, values: new Map([['id', textOf(found.pk)], ...fields]) };
  }
}

interface Dumped {
  readonly model: string;
  readonly pk: unknown;
  readonly fields: object;
}

/** A number with the digits that the text has. */
class Digits {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
  toJSON(): number {
    return Number(this.source);
  }
}

function parsed(text: string): Dumped | null {
  try {
    const json: unknown = JSON.parse(text, keepDigits);
    if (typeof json !== 'object' || json === null || !('model' in json)) return null;
    const { model } = json;
    const fields: unknown = 'fields' in json ? json.fields : null;
    if (typeof model !== 'string' || typeof fields !== 'object' || fields === null) return null;
    return { model, pk: 'pk' in json ? json.pk : null, fields };
  } catch {
    return null;
  }
}

function keepDigits(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? new Digits(context?.source ?? String(value)) : value;
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return value instanceof Digits ? value.source : JSON.stringify(value);
}

function wrong(count: number): Refused {
  return dumpFault(
    'dump_row_wrong',
    `Object ${count} of the dump is not one of manage.py dumpdata.`,
    'Make the dump again with dumpdata of manage.py.',
  );
}
