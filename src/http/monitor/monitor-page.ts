/**
 * The monitor's own page: workers, queues, runs and the beat. It is plain HTML without a script.
 * The browser loads it anew every five seconds.
 *
 * Every value is escaped. Names of people and amounts never appear.
 */

import type { Overview } from '#operations/workers/overview.ts';
import { counted } from '#text/counted.ts';

const style = `body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;
color:#1c2530;background:#fff}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .8rem .3rem 0;
border-bottom:1px solid #d5dbe3}td.number{text-align:right}.bad{color:#a3160f;font-weight:600}
@media(prefers-color-scheme:dark){body{color:#e4e9f0;background:#12171e}th,td{border-color:#323c49}
.bad{color:#ff8a80}}`;

export function monitorPage(overview: Overview, ask: { readonly hasBoard: boolean }): string {
  const { measures, entries, now } = overview;
  const { load, workers, queues } = measures;
  const board = ask.hasBoard ? '<p><a href="/queues/">Show every queued task</a></p>' : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Paybeat monitor</title>
<meta name="viewport" content="width=device-width"><meta http-equiv="refresh" content="5">
<link rel="stylesheet" href="/style.css"></head><body><h1>Paybeat</h1>
<p>${moment(now)} · ${load.due} due, ${bad(load.late > 0, `${load.late} late`)}, ${bad(load.heldPeriods > 0, counted(load.heldPeriods, 'period'))} and ${bad(load.heldPeople > 0, counted(load.heldPeople, 'person'))} held, ${counted(load.openChunks, 'chunk')} open</p>
<h2>Workers</h2>${table(
    ['name', 'kind', 'state', 'queues', 'slots', 'active', 'done', 'failed', 'seen'],
    workers.map((one) => [
      ...[said(one.name), said(one.kind), bad(!one.isAlive, one.isAlive ? one.state : 'lost')],
      ...[said(one.queues.join(', ')), String(one.concurrency)],
      said(one.active.map(({ taskId }) => taskId).join(', ')),
      ...[String(one.facts.succeeded ?? 0), String(one.facts.failed ?? 0)],
      `${Math.round(one.secondsSinceSeen)} s ago`,
    ]),
    'No worker is alive.',
  )}
<h2>Queues</h2>${
    queues === null
      ? '<p class="bad">The broker does not answer.</p>'
      : table(
          ['queue', 'active', 'reserved', 'scheduled'],
          queues.map((one) => [
            ...[said(one.queue), String(one.active), String(one.reserved), String(one.scheduled)],
          ]),
          'No queue was used yet.',
        )
  }${board}
<h2>Runs</h2>${table(
    ['run', 'period', 'company', 'state', 'chunks', 'opened'],
    overview.runs.map((run) => [
      ...[String(run.runId), String(run.periodId), said(run.companyCode)],
      bad(run.state === 'failed', said(run.state)),
      ...[`${run.chunksDone} of ${run.chunkCount}`, moment(run.openedAt)],
    ]),
    'There is no run yet.',
  )}
<h2>Beat</h2>${table(
    ['entry', 'task', 'cron', 'zone', 'next'],
    entries.map((entry) => [
      ...[said(entry.name), said(entry.task), said(entry.cron), said(entry.timeZone)],
      entry.pausedAt === null && entry.enabled ? moment(entry.nextDueAt) : bad(true, 'paused'),
    ]),
    'No entry yet.',
  )}</body></html>`;
}

export const monitorStyle = style;

/** `rows` has cells that are already HTML. */
function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  whenEmpty: string,
): string {
  if (rows.length === 0) return `<p>${said(whenEmpty)}</p>`;
  const head = heads.map((one) => `<th scope="col">${said(one)}</th>`).join('');
  const body = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`);
  return `<table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}

/** The time to the second: `2026-11-23 20:29:14Z`. */
function moment(at: Temporal.Instant): string {
  return said(at.toString({ smallestUnit: 'second' }).replace('T', ' '));
}

function bad(isBad: boolean, html: string): string {
  return isBad ? `<span class="bad">${html}</span>` : html;
}

function said(value: unknown): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return String(value).replaceAll(/[&<>"]/g, (mark) => marks[mark] ?? mark);
}
