/**
 * Tells a slow statement from a connection that has gone silent.
 *
 * A statement about a million rows may take minutes. A network that has lost the statement never answers, and
 * looks the same. So there is no fixed time limit. When a statement has not been answered for a while,
 * another connection asks the server what that backend is doing. If it is working, the wait continues. If it
 * waits for us, or nobody can be asked, the connection counts as lost. That takes at most ten seconds after
 * the last sign of life, for any statement.
 *
 * The server's own time-outs (locks, transactions) are in the settings of the connection.
 */
import { Outage } from '#errors.ts';

export interface Patience {
  /** Milliseconds without an answer after which the server is asked. */
  readonly quietMs: number;
  /**
   * Milliseconds before a backend that is not working is asked again, because its answer may be on its way.
   */
  readonly doubtMs: number;
}

export const patience: Patience = { quietMs: 3_000, doubtMs: 1_000 };

/** What another connection sees of a backend. */
export type Seen =
  /** `progress` is any text that changes while the backend makes progress. */
  | { readonly kind: 'at_work' }
  | { readonly kind: 'waits_for_us'; readonly progress: string }
  | { readonly kind: 'unreachable' };

/** Throws Outage database_unreachable when the connection is lost. The connection must not be used again. */
export async function unlessSilent<T>(
  answer: Promise<T>,
  ask: { readonly look: () => Promise<Seen>; readonly patience: Patience },
): Promise<T> {
  const lost = Promise.withResolvers<never>();
  // The one that loses the race must not end the process as an unhandled rejection.
  lost.promise.catch(() => undefined);
  answer.catch(() => undefined);
  let timer: NodeJS.Timeout | null = null;
  let hasEnded = false;
  let before: string | null = null;
  const later = (ms: number): void => {
    timer = setTimeout(() => void lookNow(), ms);
  };
  const lookNow = async (): Promise<void> => {
    const seen = await ask.look();
    if (hasEnded) return;
    if (seen.kind === 'unreachable') return lost.reject(silent('nor can anybody else reach it'));
    if (seen.kind === 'at_work') {
      before = null;
      return later(ask.patience.quietMs);
    }
    if (before === seen.progress) return lost.reject(silent('it waits for us'));
    before = seen.progress;
    return later(ask.patience.doubtMs);
  };
  later(ask.patience.quietMs);
  try {
    return await Promise.race([answer, lost.promise]);
  } finally {
    hasEnded = true;
    if (timer !== null) clearTimeout(timer);
  }
}

function silent(why: string): Outage {
  const message = `the database did not answer: the connection is silent, and ${why}`;
  return new Outage('database_unreachable', message, {
    hint: 'is the network to the server up? Nothing was lost, and it goes on by itself',
  });
}
