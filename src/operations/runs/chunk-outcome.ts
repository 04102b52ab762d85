/** What calculating a chunk needs and answers, as plain data: a thread gets and returns the same. */

export interface CalculateChunk {
  readonly companyId: number;
  readonly runId: number;
  readonly ordinal: number;
}

/** What the asking thread needs to know of a claim: it renews the lease and shows who works. */
export interface MadeClaim {
  readonly epoch: number;
  readonly periodId: number;
}

export type ChunkOutcome =
  | { readonly kind: 'done'; readonly paid: number; readonly held: number }
  /** The chunk is done, leased to a living worker or waiting for its retry, or the run has moved on. */
  | { readonly kind: 'nothing_to_do' }
  /** Another worker took the chunk over while this one calculated. */
  | { readonly kind: 'claim_lost' }
  | { readonly kind: 'failed'; readonly failures: number; readonly retryInSeconds: number | null };

/** Threads of this process that claim, calculate and write chunks with connections of their own. */
export interface ChunkThreads {
  /** Counts a chunk of this run; true when a thread should calculate it. */
  takes(runId: number): boolean;
  /** Throws Outage when the database fails. */
  calculate(
    ask: CalculateChunk,
    claimed: (claim: MadeClaim) => void,
  ): Promise<ChunkOutcome | { readonly kind: 'thread_lost' }>;
}
