/**
 * All differences of a run as CSV, a row for each person and cause, in the order of employee ids. It is written page
 * by page, so that the file of a million people does not fill the memory.
 *
 * Refusals: those of show-differences.ts.
 */
import { type Answer, answer } from '#errors.ts';
import type { DifferencePart } from '#judgement/difference.ts';
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { csvText, defused } from '#text/csv-line.ts';
import { comparedRun } from './compared-run.ts';
import { differencePages, runChanged } from './difference-pages.ts';
import {
  type AskDifferences,
  causeNamed,
  changedMeanwhile,
  codeNames,
  type NamedDifference,
  named,
} from './show-differences.ts';

const header = [
  ...['employee_id', 'name', 'cause', 'gross_difference', 'net_difference', 'currency', 'lines'],
  ...['changes', 'entered_by', 'entered_at', 'gross_before', 'gross_now', 'net_before', 'net_now'],
];

/** Answers how many people have a difference. */
export async function listDifferences(
  world: World,
  ask: Omit<AskDifferences, 'limit'>,
  write: (text: string) => void,
): Promise<Answer<{ readonly people: number }>> {
  const cause = causeNamed(ask.cause);
  if (!cause.ok) return cause;
  const found = await comparedRun(world, ask.runId);
  if (!found.ok) return found;
  const { run, now } = found.value;
  const codeOf = codeNames(now);
  const rowsOf = (person: NamedDifference) =>
    person.parts
      .filter((part) => cause.value === null || part.cause === cause.value)
      .map((part) => rowOf(person, { part, codeOf, currency: run.currency }));
  let people = 0;
  write(csvText([header]));
  for await (const page of differencePages(world, found.value)) {
    if (page === runChanged) return changedMeanwhile(run);
    const known = await world.store.read(run, (at) => named(at, now, page));
    const own = ask.employee === null ? known : known.filter((one) => one.number === ask.employee);
    const rows = own.map(rowsOf).filter((each) => each.length > 0);
    people += rows.length;
    write(csvText(rows.flat()));
  }
  return answer({ people });
}

function rowOf(
  person: NamedDifference,
  of: {
    readonly part: DifferencePart;
    readonly codeOf: (payCodeId: number) => string;
    readonly currency: string;
  },
): readonly string[] {
  const { part, codeOf } = of;
  const currency = currencyOf(of.currency);
  const amount = (minor: bigint | undefined) =>
    minor === undefined ? '' : formatAmount(minor, currency);
  const lines = part.lines.map((line) => `${codeOf(line.payCodeId)} ${amount(line.amountMinor)}`);
  const changes = part.changes.map(
    ({ what, before, after }) => `${what}: ${before ?? 'none'} to ${after ?? 'none'}`,
  );
  const newest = part.changes.toSorted((one, other) => one.revision - other.revision).at(-1);
  return [
    ...[
      defused(person.number),
      defused(person.name),
      part.cause,
      amount(part.grossMinor),
      amount(part.netMinor),
    ],
    ...[of.currency, lines.join('; '), changes.join('; ')],
    ...[newest?.enteredBy ?? '', newest === undefined ? '' : `${newest.enteredAt}`],
    ...[amount(person.before?.grossMinor), amount(person.now?.grossMinor)],
    ...[amount(person.before?.netMinor), amount(person.now?.netMinor)],
  ];
}
