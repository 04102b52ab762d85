/** What the parts print, and how to find it among the results. */
import { median } from '../bench-database.ts';
import type { Results } from './run-parts.ts';

export interface BigRound {
  readonly workers: number;
  readonly payslips: number;
  readonly linesEach: number;
  readonly rowBytes: number;
  readonly storedBytes: number;
  readonly dueToCommitted: number;
  readonly openToCommitted: number;
  readonly dueToFirstChunk: number;
  readonly finalize: number;
  readonly floor: number;
  readonly encodedFloor: number;
  readonly verify: number;
  readonly peakMiB: number | null;
  readonly workerCpu: number;
  readonly serverCpu: number;
}

export interface FiguresOf {
  readonly employees: { readonly employees: number; readonly rounds: readonly BigRound[] };
  readonly companies: {
    readonly companies: number;
    readonly rounds: readonly {
      readonly runs: number;
      readonly seconds: number | null;
      readonly peakMiB: number | null;
    }[];
  };
  readonly peer: {
    readonly variant: string;
    readonly mode: string;
    readonly companies: number;
    readonly seconds: readonly number[];
  };
  readonly 'small-runs': {
    readonly sizes: readonly { readonly people: number; readonly ms: readonly number[] }[];
  };
  readonly roster: {
    readonly people: number;
    readonly rounds: readonly {
      readonly new: { readonly seconds: number; readonly peakMiB: number };
      readonly again: { readonly seconds: number; readonly peakMiB: number };
      readonly changed: { readonly seconds: number; readonly peakMiB: number };
      readonly copy: number;
    }[];
  };
  readonly scan: {
    readonly scans: readonly {
      readonly size: number;
      readonly ms: number;
      readonly plan: string;
    }[];
  };
  readonly payslip: { readonly linesEach: number; readonly ns: readonly number[] };
  readonly stages: {
    readonly employees: number;
    readonly payslips: number;
    readonly seconds: number;
    readonly ours: Readonly<Record<string, number>>;
    readonly server: Readonly<Record<string, number>>;
    readonly copies: Readonly<Record<string, readonly number[]>>;
  };
}

export interface Found<Kind extends keyof FiguresOf> {
  readonly figures: FiguresOf[Kind] | null;
  /** Why there are no figures. */
  readonly why: string;
}

/** `name` is the name of a part; its first word is the kind unless another is given. */
export function figuresOf<Kind extends keyof FiguresOf>(
  results: Results,
  kind: Kind,
  name: string = kind,
): Found<Kind> {
  const result = results[name];
  if (!result) return { figures: null, why: 'it was not run' };
  if (result.kind === 'failed') {
    return { figures: null, why: result.why.split('\n')[0] ?? 'it failed' };
  }
  // The parts are our own programs, of the same commit.
  return { figures: result.figures as FiguresOf[Kind], why: '' };
}

/** Rounds with so many workers. */
export function roundsOf(
  results: Results,
  ask: { readonly employees: number; readonly workers?: number },
): { readonly rounds: readonly BigRound[]; readonly why: string } {
  const { employees, workers = 1 } = ask;
  const { figures, why } = figuresOf(results, 'employees', `employees-${employees}`);
  const rounds = figures?.rounds.filter((one) => one.workers === workers) ?? [];
  return { rounds, why };
}

export function medianOf<T>(rounds: readonly T[], pick: (one: T) => number): number {
  return median(rounds.map(pick));
}
