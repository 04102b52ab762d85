/**
 * Checks an audit chain row by row: that none is missing, that each follows from the row before, and that it is the
 * chain that earlier heads name.
 *
 * It needs no database, so it also checks an export. Heads that were kept elsewhere prove the rows up to them, even
 * against the owner of the database. Nothing proves the rows after the last head.
 */
import type { AuditEventRow } from '#store/reads/audit-events.ts';
import { auditHash } from './audit-hash.ts';

type AuditFaultCode = 'row_altered' | 'row_missing' | 'tail_cut' | 'head_differs' | 'rewritten';

export interface AuditFault {
  readonly code: AuditFaultCode;
  /** The first row that it is about. */
  readonly seq: number;
  readonly detail: string;
}

/** The newest row of a chain at some time. */
interface ChainHead {
  readonly seq: number;
  readonly hash: string;
}

const faultsMax = 100;

export class ChainCheck {
  readonly faults: AuditFault[] = [];
  readonly #companyId: number;
  readonly #heads: readonly ChainHead[];
  #place = 0;
  #seq = 0;
  #hash = '';
  #provenSeq = 0;

  /** `heads` were kept elsewhere. */
  constructor(companyId: number, heads: readonly ChainHead[]) {
    this.#companyId = companyId;
    this.#heads = heads.toSorted((one, other) => one.seq - other.seq);
  }

  /** In the order of the chain. */
  add(row: AuditEventRow): void {
    const { seq, hash } = row;
    const isNext = seq === this.#seq + 1;
    if (!isNext) {
      this.#missing({ from: this.#seq + 1, to: seq - 1 });
      this.#pass(seq - 1);
    } else if (auditHash(this.#hash, this.#companyId, row) !== hash) {
      this.#found({ code: 'row_altered', seq, detail: `audit row ${seq} was altered` });
    }
    this.#seq = seq;
    this.#hash = hash;
    this.#pass(seq);
  }

  /** `head` is what the database says that the last row is. Null: nothing says it, as in an export. */
  end(head: ChainHead | null): void {
    const [last, seq] = [this.#seq, head?.seq ?? this.#seq];
    if (seq > last) {
      this.#found({ code: 'tail_cut', seq: last + 1, detail: cut({ from: last + 1, to: seq }) });
    } else if (head !== null && last === 0) {
      // The first row is written together with the company.
      this.#found({ code: 'tail_cut', seq: 1, detail: 'every audit row is missing' });
    } else if (head !== null && (seq < last || head.hash !== this.#hash)) {
      const detail = 'the head of the audit chain is not its last row';
      this.#found({ code: 'head_differs', seq: last, detail });
    }
    const beyond = this.#heads.at(-1);
    if (beyond !== undefined && beyond.seq > Math.max(last, seq)) {
      const gone = { from: Math.max(last, seq) + 1, to: beyond.seq };
      this.#found({ code: 'tail_cut', seq: gone.from, detail: cut(gone) });
    }
  }

  /** The last row that a head proves; 0: none. */
  get provenSeq(): number {
    return this.faults.length === 0 ? this.#provenSeq : this.#provenBeforeFaults();
  }

  /** Heads that were passed without a fault up to them. */
  #provenBeforeFaults(): number {
    const first = Math.min(...this.faults.map(({ seq }) => seq));
    const proven = this.#heads.filter(({ seq }) => seq < first && seq <= this.#provenSeq);
    return proven.at(-1)?.seq ?? 0;
  }

  /** Compares the heads up to this row. */
  #pass(seq: number): void {
    for (;;) {
      const head = this.#heads[this.#place];
      if (head === undefined || head.seq > seq) return;
      this.#place += 1;
      // A head of a missing row is already told by that row.
      if (head.seq !== this.#seq) continue;
      if (head.hash === this.#hash) this.#provenSeq = seq;
      else this.#rewritten(head);
    }
  }

  #rewritten({ seq }: ChainHead): void {
    const from = this.#provenSeq + 1;
    const rows = from === seq ? `audit row ${seq} was` : `audit rows ${from} to ${seq} were`;
    const detail = `${rows} written anew: the head file names another row ${seq}`;
    this.#found({ code: 'rewritten', seq: from, detail });
  }

  #missing({ from, to }: Span): void {
    const detail =
      from === to ? `audit row ${from} is missing` : `audit rows ${from} to ${to} are missing`;
    this.#found({ code: 'row_missing', seq: from, detail });
  }

  #found(fault: AuditFault): void {
    if (this.faults.length < faultsMax) this.faults.push(fault);
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function cut({ from, to }: Span): string {
  const rows = from === to ? `audit row ${from} was` : `audit rows ${from} to ${to} were`;
  return `${rows} cut off the end`;
}
