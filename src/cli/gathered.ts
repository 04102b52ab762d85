/**
 * Work that takes together what has come since it last began, such as the fifty runs of a set: one question
 * about all of them instead of fifty. A failure is not reported; what comes next is taken as ever.
 */
export function gathered<T>(work: (all: readonly T[]) => Promise<void>): (one: T) => void {
  let waiting: T[] = [];
  let isBusy = false;
  const takeAll = async () => {
    isBusy = true;
    // The rest of this turn belongs to it.
    await Promise.resolve();
    while (waiting.length > 0) {
      const all = waiting;
      waiting = [];
      await work(all).catch(() => undefined);
    }
    isBusy = false;
  };
  return (one) => {
    waiting.push(one);
    if (!isBusy) void takeAll();
  };
}
