/**
 * Where the log goes and how a line of it looks: one JSON object for programs, words for people.
 *
 * A program reads the log of a process that stays, off a terminal. A command that answers and ends is
 * read by people, also through a pipe: no JSON stands between its sentences.
 *
 * Standard error, so that what a command answers stays alone on standard output.
 */
import {
  type DestinationStream,
  type Logger,
  type LoggerOptions,
  pino,
  stdTimeFunctions,
} from 'pino';

const options: LoggerOptions = {
  base: null,
  timestamp: stdTimeFunctions.isoTime,
  formatters: { level: (label) => ({ level: label }) },
};

export function openLog(ask: {
  readonly level: string;
  /** Off a terminal too. */
  readonly isForPeople: boolean;
}): Logger {
  const { level } = ask;
  const out = process.stderr;
  const forPeople: DestinationStream = { write: (line) => out.write(lineInWords(line)) };
  const isInWords = out.isTTY || ask.isForPeople;
  return pino({ ...options, level }, isInWords ? forPeople : pino.destination(2));
}

/** `2026-11-23 20:58:11Z warn waiting_for_lease runId=7 worker=w1` */
export function lineInWords(json: string): string {
  const { time, level, msg, ...facts } = JSON.parse(json) as Readonly<Record<string, unknown>>;
  const moment = String(time)
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  const told = Object.entries(facts).map(([name, value]) => `${name}=${inWords(value)}`);
  return `${[moment, level, msg, ...told].join(' ')}\n`;
}

/** Quoted where it is more than a word: nothing of it can move the cursor of a terminal. */
function inWords(value: unknown): string {
  const isWord = typeof value === 'string' && /^[\w.:/@+-]+$/.test(value);
  return isWord ? value : JSON.stringify(value);
}
