/**
 * A plan as a calendar feed (RFC 5545). Pay dates are whole days; input cut-offs, due instants and
 * approval deadlines are moments.
 *
 * The UID of an event consists of the schedule's code, the period's first day and the kind. So a
 * moved date updates the event in the subscriber's calendar, and adds no second one.
 */

import type { Plan, PlanRow } from './planned.ts';

interface PlanIcsAsk {
  /** DTSTAMP: when the feed was created. */
  readonly stampAt: Temporal.Instant;
  /** The part after the `@` in every UID. It distinguishes companies with equal schedule codes. */
  readonly uidDomain?: string;
}

interface Event {
  readonly kind: 'pay' | 'cutoff' | 'due' | 'review' | 'approval';
  readonly start: string;
  readonly end: string | null;
  readonly summary: string;
  readonly description: string;
}

const octetsMax = 75;

export function planToIcs(plan: Plan, ask: PlanIcsAsk): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Paybeat//Pay calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escaped(plan.title)}`,
    ...plan.rows.flatMap((row) =>
      eventsOf(plan, row).flatMap((event) => eventLines({ plan, row, event }, ask)),
    ),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function eventsOf(plan: Plan, row: PlanRow): readonly Event[] {
  const period = `Period ${row.startOn} to ${row.endOn}.`;
  const events: Event[] = [];
  const moment = (
    kind: Event['kind'],
    of: { at: Temporal.Instant; summary: string; why: string },
  ) => {
    const description = `${of.why} ${period}`;
    events.push({
      kind,
      start: `DTSTART:${utcText(of.at)}`,
      end: null,
      summary: of.summary,
      description,
    });
  };
  const { inputCutoff, due, approve, approvalDeadline, payOn } = row;
  if (inputCutoff !== null) {
    moment('cutoff', { ...inputCutoff, summary: `Input cut-off: ${plan.title}` });
  }
  if (due !== null) moment('due', { ...due, summary: `Payroll runs: ${plan.title}` });
  if (approve !== null) moment('review', { ...approve, summary: `Review ends: ${plan.title}` });
  if (approvalDeadline !== null && approve?.at.equals(approvalDeadline.at) !== true) {
    moment('approval', { ...approvalDeadline, summary: `Approval deadline: ${plan.title}` });
  }
  if (payOn !== null) {
    const marks = row.marks.map((mark) => mark.message).join(' ');
    events.push({
      kind: 'pay',
      start: `DTSTART;VALUE=DATE:${dateText(payOn)}`,
      end: `DTEND;VALUE=DATE:${dateText(payOn.add({ days: 1 }))}`,
      summary: `Pay date: ${plan.title}`,
      description: `${period} Pay date: ${row.payOnReason}. ${marks}`.trim(),
    });
  }
  return events;
}

function eventLines(
  of: { plan: Plan; row: PlanRow; event: Event },
  ask: PlanIcsAsk,
): readonly string[] {
  const { plan, row, event } = of;
  const uid = `${plan.code}-${row.startOn}-${event.kind}@${ask.uidDomain ?? 'paybeat'}`;
  return [
    'BEGIN:VEVENT',
    `UID:${escaped(uid)}`,
    `DTSTAMP:${utcText(ask.stampAt)}`,
    event.start,
    ...(event.end === null ? [] : [event.end]),
    `SUMMARY:${escaped(event.summary)}`,
    `DESCRIPTION:${escaped(event.description)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

function dateText(date: Temporal.PlainDate): string {
  return date.toString().replaceAll('-', '');
}

/** `20260308T070000Z` */
function utcText(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'second' }).replaceAll('-', '').replaceAll(':', '');
}

/** Escapes TEXT (RFC 5545, 3.3.11). Control characters are removed, because no reader accepts them. */
function escaped(value: string): string {
  return value
    .replace(/[\\;,]/g, (mark) => `\\${mark}`)
    .replace(/\r\n|\r|\n/g, '\\n')
    .replace(/\p{Cc}/gu, '');
}

/** Folds lines to at most 75 octets, including the blank of a continuation. It splits no character. */
function folded(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = utf8Length(character);
    const room = parts.length === 0 ? octetsMax : octetsMax - 1;
    if (octets + size > room) {
      parts.push(part);
      part = '';
      octets = 0;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}

function utf8Length(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x80) return 1;
  if (point < 0x800) return 2;
  return point < 0x10000 ? 3 : 4;
}
