/** Injectable timers, so that tests and simulations control when delayed calls happen. */

export interface Timers {
  /** Calls `run` once, `ms` from now, never inside this call. Returns a function that cancels the call. */
  after(ms: number, run: () => void): () => void;
}

/** setTimeout treats a delay beyond 2³¹−1 ms (25 days) as 1 ms. */
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
