/**
 * Shows the progress of long work on standard error.
 *
 * A terminal shows a bar. A log or a pipe gets one plain line for every tenth, which is enough to
 * see movement. With --json nothing is shown. Work that may take minutes also says how long the rest
 * will take, as fast as it went so far.
 */

import { SingleBar } from 'cli-progress';
import type { CliContext } from './context.ts';
import type { TextStream } from './output.ts';
import { visible } from './terminal-text.ts';

export interface Progress {
  /** Sets the progress. It never goes back, because events can arrive in any order. */
  reached(done: number): void;
  /** Restores the terminal. It may be called twice. */
  end(): void;
}

const silent: Progress = { reached: () => undefined, end: () => undefined };
const steps = 10;

/** As this command line shows it: nothing with `--json`, and plain lines in a terminal that draws nothing. */
export function progressOf(
  cli: Pick<CliContext, 'stderr' | 'out' | 'env'>,
  ask: { readonly what: string; readonly total: number; readonly hasForecast?: boolean },
): Progress {
  const look = { isSilent: cli.out.isJson, isPlain: cli.env['TERM'] === 'dumb' };
  return startProgress(cli.stderr, { ...ask, ...look });
}

export function startProgress(
  stream: TextStream,
  ask: {
    readonly what: string;
    readonly total: number;
    readonly isSilent: boolean;
    readonly isPlain: boolean;
    /** Also says how long the rest will take. */
    readonly hasForecast?: boolean;
    /** Milliseconds that have passed. */
    readonly passedMs?: () => number;
  },
): Progress {
  if (ask.isSilent || ask.total <= 0) return silent;
  const { total, hasForecast = false, passedMs = () => performance.now() } = ask;
  const beganMs = passedMs();
  const left = (done: number): string => {
    const seconds = ((passedMs() - beganMs) / 1000) * (total / done - 1);
    return hasForecast && done < total ? `, about ${leftInWords(seconds)} left` : '';
  };
  const shown = { what: visible(ask.what), total, left };
  return stream.isTTY === true && !ask.isPlain ? bar(stream, shown) : lines(stream, shown);
}

/** `40 s`, `7 min`, `2 h 10 min`: no more exact than a forecast can be. */
function leftInWords(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

interface Shown {
  readonly what: string;
  readonly total: number;
  /** Empty without a forecast. */
  readonly left: (done: number) => string;
}

function bar(stream: TextStream, ask: Shown): Progress {
  const single = new SingleBar({
    // cli-progress writes to any stream, but its types require a complete one.
    stream: stream as unknown as NodeJS.WritableStream,
    format: `${ask.what} [{bar}] {value}/{total}{left}`,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    barsize: Math.min(30, Math.max(10, (stream.columns ?? 80) - ask.what.length - 30)),
    hideCursor: true,
    clearOnComplete: true,
    // Otherwise cli-progress handles signals and ends the process itself.
    gracefulExit: false,
  });
  single.start(ask.total, 0, { left: '' });
  let most = 0;
  let hasEnded = false;
  return {
    reached: (done) => {
      if (hasEnded || done <= most) return;
      most = Math.min(done, ask.total);
      single.update(most, { left: ask.left(most) });
    },
    end: () => {
      if (hasEnded) return;
      hasEnded = true;
      single.stop();
    },
  };
}

function lines(stream: TextStream, ask: Shown): Progress {
  let lastStep = 0;
  return {
    reached: (done) => {
      const count = Math.min(done, ask.total);
      const step = Math.floor((count / ask.total) * steps);
      if (step <= lastStep) return;
      lastStep = step;
      const percent = Math.floor((count * 100) / ask.total);
      stream.write(`${ask.what}: ${count} of ${ask.total} (${percent} %)${ask.left(count)}\n`);
    },
    end: () => undefined,
  };
}
