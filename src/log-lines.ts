/**
 * The destination and the format of the log: JSON objects for programs, words for people.
 *
 * A long-running process writes JSON unless its output is a terminal. A command that answers and
 * ends writes words, also into a pipe, so no JSON appears between its sentences.
 *
 * The log goes to standard error, so that standard output has only the command's answer.
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
  /** Words even if the output is not a terminal. */
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

/** A value of more than one word is quoted. It can then not move the cursor of a terminal. */
function inWords(value: unknown): string {
  const isWord = typeof value === 'string' && /^[\w.:/@+-]+$/.test(value);
  return isWord ? value : JSON.stringify(value);
}
