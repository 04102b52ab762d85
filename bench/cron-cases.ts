/**
 * Random cron expressions and instants, the same for the same seed, with the results of two other
 * implementations: croner and cron-parser.
 *
 * The instants are between 2023 and 2030. Half of them are within two days of a clock change.
 */

import { CronExpressionParser } from 'cron-parser';
import { Cron as Croner } from 'croner';
import { plainDate } from '#time/plain-date.fixture.ts';
import { clockChangesBetween } from '#time/zone.ts';

export interface CronCase {
  readonly expression: string;
  readonly zone: string;
  readonly after: Temporal.Instant;
}

/** The result of another implementation: an instant, null for never, or its error. */
export type Other = { readonly at: string | null } | { readonly refused: string };

const zones = [
  'America/New_York',
  'America/Havana',
  'America/Santiago',
  'Europe/London',
  'Europe/Paris',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'UTC',
] as const;

const years = { fromOn: plainDate('2023-01-02'), toOn: plainDate('2030-12-30') };
const changes = new Map(zones.map((zone) => [zone, clockChangesBetween(zone, years)]));

type Random = (below: number) => number;

/** mulberry32: small, fast, and the same on every machine. */
function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function cronCases(ask: { seed: number; count: number }): readonly CronCase[] {
  const random = randomFrom(ask.seed);
  return Array.from({ length: ask.count }, () => {
    const zone = zones[random(zones.length)] ?? 'UTC';
    return { expression: expressionFrom(random), zone, after: momentFrom(random, zone) };
  });
}

function momentFrom(random: Random, zone: (typeof zones)[number]): Temporal.Instant {
  const near = changes.get(zone) ?? [];
  if (near.length > 0 && random(2) === 0) {
    const change = near[random(near.length)]?.at ?? Temporal.Instant.fromEpochMilliseconds(0);
    const minutes = random(4 * 24 * 60) - 2 * 24 * 60;
    return change.add({ minutes }).add({ seconds: random(2) * random(60) });
  }
  const start = Temporal.Instant.from('2023-01-02T00:00Z');
  return start.add({ minutes: random(8 * 365 * 24 * 60 - 4 * 24 * 60) });
}

function expressionFrom(random: Random): string {
  const minute = random(3) === 0 ? '0,30' : fieldFrom(random, { min: 0, max: 59 });
  const hour = random(2) === 0 ? String(random(4)) : fieldFrom(random, { min: 0, max: 23 });
  const day = random(3) === 0 ? '*' : dayFrom(random);
  const month = random(2) === 0 ? '*' : monthFrom(random);
  const weekday = random(2) === 0 ? '*' : weekdayFrom(random);
  return [minute, hour, day, month, weekday].join(' ');
}

function fieldFrom(random: Random, bounds: { min: number; max: number }): string {
  const size = bounds.max - bounds.min + 1;
  const value = () => bounds.min + random(size);
  const kind = random(6);
  if (kind === 0) return '*';
  if (kind === 1) return `*/${2 + random(Math.min(12, size - 2))}`;
  if (kind === 2) return [...new Set([value(), value(), value()])].sort((a, b) => a - b).join(',');
  if (kind === 3) {
    const from = bounds.min + random(size - 2);
    const to = from + 2 + random(bounds.max - from - 1);
    return random(2) === 0 ? `${from}-${to}` : `${from}-${to}/${1 + random(to - from)}`;
  }
  return String(value());
}

function dayFrom(random: Random): string {
  const kind = random(8);
  if (kind === 0) return 'L';
  if (kind === 1) return `${1 + random(20)},L`;
  return fieldFrom(random, { min: 1, max: 31 });
}

function monthFrom(random: Random): string {
  const names = [
    'jan',
    'feb',
    'MAR',
    'apr',
    'may',
    'jun',
    'jul',
    'Aug',
    'sep',
    'oct',
    'nov',
    'dec',
  ];
  if (random(4) === 0) return names[random(12)] ?? 'jan';
  return fieldFrom(random, { min: 1, max: 12 });
}

function weekdayFrom(random: Random): string {
  const names = ['sun', 'mon', 'TUE', 'wed', 'thu', 'Fri', 'sat'];
  const kind = random(6);
  if (kind === 0) return names[random(7)] ?? 'sun';
  if (kind === 1) return 'mon-fri';
  if (kind === 2) return `${random(7)}L`;
  return fieldFrom(random, { min: 0, max: 7 });
}

export function cronerNext(one: CronCase): Other {
  try {
    const cron = new Croner(one.expression, { timezone: one.zone, paused: true });
    const next = cron.nextRun(one.after.toString());
    return { at: next === null ? null : instantText(next.getTime()) };
  } catch (cause) {
    return { refused: cause instanceof Error ? cause.message : String(cause) };
  }
}

export function cronParserNext(one: CronCase): Other {
  try {
    const currentDate = one.after.epochMilliseconds;
    const next = CronExpressionParser.parse(one.expression, { tz: one.zone, currentDate }).next();
    return { at: instantText(next.getTime()) };
  } catch (cause) {
    return { refused: cause instanceof Error ? cause.message : String(cause) };
  }
}

function instantText(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString();
}
