/** Shows off-cycle runs: each person's amount, before and after the run. */
import { type PersonPaidSeen } from '#answers/results.ts';
import type { Page } from '#cli/output.ts';
import type { Rehearsed } from '#operations/runs/rehearse-off-cycle.ts';
import { runIs } from '#operations/runs/run-in-words.ts';
import type { OffCycleRan } from '#operations/runs/run-off-cycle.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { amountInWords, countInWords } from './amounts.ts';

/** The lines that are printed before the run is opened. */
export function announcement(rehearsed: Rehearsed): readonly string[] {
  const { currency, paid, people, held, similar } = rehearsed;
  const amount = (minor: bigint) => amountInWords(minor, currency);
  const more = paid - people.length;
  return [
    `${peopleInWords(paid)} paid on ${dayOf(rehearsed.payOn)}: gross ${amount(rehearsed.grossMinor)}, net ${amount(rehearsed.netMinor)} ${currency}.`,
    ...people.map((one) => `  ${personInWords(one, currency)}`),
    ...(more > 0 ? [`  and ${countInWords(more)} more`] : []),
    ...held.map((one) => `${one.number} is held: ${one.detail} (${one.hint})`),
    ...(similar.length > 0
      ? [`It will wait for a person. ${similar.map(({ sentence }) => sentence).join(' ')}`]
      : []),
  ];
}

export function showRehearsal(page: Page, rehearsed: Rehearsed): void {
  const { currency, roster, payOn, paid, people, held, key, similar } = rehearsed;
  page.sentence(
    `${peopleInWords(roster)} paid on ${dayOf(payOn)}: ${countInWords(paid)} would be paid, ${countInWords(held.length)} held. Nothing was saved.`,
  );
  page.facts([
    ['gross', amountInWords(rehearsed.grossMinor, currency)],
    ['taxes', amountInWords(rehearsed.taxesMinor, currency)],
    ['net', amountInWords(rehearsed.netMinor, currency)],
    ...(key === null ? [] : [['key', key] as const]),
  ]);
  showPeople(page, { people, currency, paid });
  for (const one of held) page.sentence(`${one.number} is held: ${one.detail} (${one.hint})`);
  for (const one of similar) page.sentence(one.sentence);
  if (similar.length > 0) page.sentence('So it would wait for a person.');
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
  if (withPeople || wasThere) showPeople(page, { people, currency, paid: run.paidCount ?? 0 });
  page.sentence(`Pay date: ${dayOf(run.payOn)}.`);
  if (wasThere) {
    page.sentence(
      `Run ${run.runId} was there already and ${runIs(run.state)}: it was opened at ${run.openedAt.toString({ smallestUnit: 'second' })} by ${run.openedBy}. Nothing was opened now, and nobody is paid twice.`,
    );
  }
  if (run.offCycleKey !== null) page.sentence(`Key: ${run.offCycleKey}`);
}

function showPeople(
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
