/**
 * "Later", as a thing that is handed in, so that a test or a simulation can decide when later is.
 */

export interface Timers {
  /** Calls `run` once, `ms` from now, never inside this call. Answers with a way to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** setTimeout takes a delay beyond 2³¹−1 ms (25 days) for 1 ms. */
const armedMsMax = 2 ** 31 - 1;

export const systemTimers: Timers = {
  after(ms, run) {
    if (ms <= 0) {
      const immediate = setImmediate(run);
      return () => clearImmediate(immediate);
    }
    let remainingMs = ms;
    let timeout: ReturnType<typeof setTimeout>;
    const arm = () => {
      const armedMs = Math.min(remainingMs, armedMsMax);
      remainingMs -= armedMs;
      timeout = setTimeout(remainingMs > 0 ? arm : run, armedMs);
    };
    arm();
    return () => clearTimeout(timeout);
  },
};
