/** Shows off-cycle runs: each person's amount, before and after the run. */

import { type PersonPaidSeen } from '#answers/results.ts';
import { nothingWasSaved } from '#cli/nothing-was-saved.ts';
import type { Page } from '#cli/output.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import type { ToldOfFile } from '#operations/runs/insert-off-cycle.ts';
import type { Rehearsed } from '#operations/runs/rehearse-off-cycle.ts';
import { runIs } from '#operations/runs/run-in-words.ts';
import type { OffCycleRan } from '#operations/runs/run-off-cycle.ts';
import { actorInWords } from '#operations/who-was-first.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { amountInWords, countInWords } from './amounts.ts';
import { unusualLines } from './unusual-lines.ts';

/** What is unusual in the file of a run, and how the file was read. */
function told({ unusual, notes }: ToldOfFile): readonly string[] {
  return [
    ...unusualLines(unusual),
    ...notes.map((note) => `Note: ${adviceInWords({ hint: note.message, ...note })}`),
  ];
}

/** The lines that are printed before the run is opened. */
export function announcement(rehearsed: Rehearsed): readonly string[] {
  const { currency, paid, people, held, similar } = rehearsed;
  const amount = (minor: bigint) => amountInWords(minor, currency);
  const more = paid - people.length;
  return [
    `Pay date ${dayOf(rehearsed.payOn)}: ${peopleInWords(paid)}, gross ${amount(rehearsed.grossMinor)}, net ${amount(rehearsed.netMinor)} ${currency}.`,
    ...told(rehearsed),
    ...people.map((one) => `  ${personInWords(one, currency)}`),
    ...(more > 0 ? [`  and ${countInWords(more)} more`] : []),
    ...held.map((one) => `${one.number} is held: ${one.detail} (${one.hint})`),
    ...(similar.length > 0
      ? [`The run will wait for your review. ${similar.map(({ sentence }) => sentence).join(' ')}`]
      : []),
  ];
}

export function showRehearsal(page: Page, rehearsed: Rehearsed): void {
  const { currency, roster, payOn, paid, people, held, key, similar } = rehearsed;
  page.sentence(
    `Pay date ${dayOf(payOn)}: ${countInWords(paid)} of ${peopleInWords(roster)} would be paid, ${countInWords(held.length)} would be held. ${nothingWasSaved}`,
  );
  for (const line of told(rehearsed)) page.sentence(line);
  page.facts([
    ['gross', amountInWords(rehearsed.grossMinor, currency)],
    ['taxes', amountInWords(rehearsed.taxesMinor, currency)],
    ['net', amountInWords(rehearsed.netMinor, currency)],
    ...(key === null ? [] : [['key', key] as const]),
  ]);
  showPeoplePaid(page, { people, currency, paid });
  for (const one of held) page.sentence(`${one.number} is held: ${one.detail} (${one.hint})`);
  for (const one of similar) page.sentence(one.sentence);
  if (similar.length > 0) page.sentence('So the run would wait for your review.');
}

/**
 * Prints below the table of results. `withPeople` lists each person's amount, if that was not
 * announced before.
 */
export function showRan(
  page: Page,
  { result, withPeople }: { readonly result: OffCycleRan; readonly withPeople: boolean },
): void {
  if (result.kind !== 'ran') return;
  const { run, people, wasThere } = result;
  const { currency } = run;
  if (withPeople) for (const line of told(result)) page.sentence(line);
  if (withPeople || wasThere) showPeoplePaid(page, { people, currency, paid: run.paidCount ?? 0 });
  page.sentence(`Pay date: ${dayOf(run.payOn)}.`);
  if (wasThere) {
    page.sentence(
      `Run ${run.runId} already pays these people and ${runIs(run.state)}. It was opened by ${actorInWords({ actor: run.openedBy, at: run.openedAt })}. No new run was created; nobody is paid twice.`,
    );
  }
  if (run.offCycleKey !== null) page.sentence(`Key: ${run.offCycleKey}`);
}

export function showPeoplePaid(
  page: Page,
  ask: {
    readonly people: readonly PersonPaidSeen[];
    readonly currency: string;
    readonly paid: number;
  },
): void {
  const { people, currency, paid } = ask;
  if (people.length === 0) return;
  page.table({
    columns: [
      { title: 'employee' },
      { title: 'name', isLong: true },
      { title: 'gross', align: 'right' },
      { title: 'net', align: 'right' },
    ],
    rows: people.map((one) => [
      one.number,
      one.name,
      amountInWords(one.grossMinor, currency),
      amountInWords(one.netMinor, currency),
    ]),
    whenEmpty: '',
  });
  const more = paid - people.length;
  if (more > 0) page.sentence(`And ${countInWords(more)} more.`);
}

function personInWords({ number, name, grossMinor, netMinor }: PersonPaidSeen, currency: string) {
  return `${number} ${name}: gross ${amountInWords(grossMinor, currency)}, net ${amountInWords(netMinor, currency)}`;
}

function peopleInWords(count: number): string {
  return count === 1 ? '1 person' : `${countInWords(count)} people`;
}

function dayOf(date: Temporal.PlainDate): string {
  return dayInWords(toEpochDay(date));
}
