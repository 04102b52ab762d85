/** Shows a shadow to people: its record, a compared period, and what its end has done. */
import type { Page } from '#cli/output.ts';
import { spellAction } from '#cli/spell-action.ts';
import type { Column } from '#cli/table.ts';
import type { ComparedPeriod } from '#operations/shadow/compared-period.ts';
import type { EndedShadow } from '#operations/shadow/end-shadow.ts';
import type { PeriodBeside, ShadowRecord } from '#operations/shadow/shadow-record.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { amountInWords } from './amounts.ts';
import { causesInWords, outcomeInWords, type PersonCompared } from './shadow-words.ts';

const right: Partial<Column> = { align: 'right', isKept: true };

function day(date: Temporal.PlainDate): string {
  return dayInWords(toEpochDay(date));
}

const verdicts: Readonly<Record<PeriodBeside['verdict'], string>> = {
  agrees: 'agrees to the cent',
  rounds: 'agrees to one cent',
  differs: 'differs',
  outdated: 'compare again',
  to_compare: 'to compare',
  to_come: 'to come',
  skipped: 'skipped',
};

/** Coming periods that are listed. */
const comingMax = 2;

export function showRecord(page: Page, record: ShadowRecord): void {
  const { company, schedule, shadow, compared, agreed, withinCent, periods, next } = record;
  const { liveOn, fromOn, why } = shadow;
  page.sentence(
    liveOn === null
      ? `Another payroll pays schedule ${schedule} of ${company.code} from ${day(fromOn)}: ${why}`
      : `Another payroll paid schedule ${schedule} of ${company.code} from ${day(fromOn)}. Paybeat pays it from ${day(liveOn)}.`,
  );
  const cents = withinCent > agreed ? `, and ${withinCent - agreed} more within one cent` : '';
  page.sentence(
    compared === 0
      ? 'No period was compared yet.'
      : `${agreed} of ${counted(compared, 'period')} agreed to the cent${cents}.`,
  );
  showPeriods(page, record);
  showDiffering(page, record);
  if (next !== null && liveOn === null) {
    page.sentence(`Next: ${spellAction({ action: 'compare_shadow', period: next.periodId })}`);
  }
  if (periods.length === 0) page.sentence('It has no periods in this time.');
}

function showPeriods(page: Page, { periods, company }: ShadowRecord): void {
  const coming = periods.filter(({ verdict }) => verdict === 'to_come');
  const hidden = new Set(coming.slice(comingMax));
  const shown = periods.filter((one) => !hidden.has(one));
  page.blank();
  page.table({
    columns: [
      { title: 'period', ...right },
      { title: 'dates' },
      { title: 'paid' },
      { title: 'result' },
      { title: 'people', align: 'right' },
      { title: 'same', align: 'right' },
      { title: 'one cent', align: 'right' },
      { title: 'differ', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    rows: shown.map((one) => {
      const isCompared = one.comparedAt !== null;
      const count = (number: number) => (isCompared ? String(number) : '');
      return [
        String(one.periodId),
        `${one.startOn} to ${one.endOn}`,
        day(one.payOn),
        verdicts[one.verdict],
        ...[one.people, one.same, one.rounding].map(count),
        count(one.differ + one.onlyHere + one.onlyThere + one.held),
        isCompared ? amountInWords(one.differenceMinor, company.currency) : '',
      ];
    }),
    whenEmpty: '',
  });
  if (hidden.size > 0) page.sentence(`${counted(hidden.size, 'more period')} to come.`);
}

function showDiffering(page: Page, { differing, company }: ShadowRecord): void {
  if (differing.length === 0) return;
  page.blank();
  page.sentence(`${counted(differing.length, 'person')} in the last comparison who do not agree:`);
  page.table({
    columns: [
      { title: 'number' },
      { title: 'name', isLong: true },
      { title: 'since' },
      { title: 'periods', ...right },
      { title: 'result' },
      { title: 'difference', ...right },
    ],
    rows: differing.map((one) => [
      one.number ?? '',
      one.name ?? '',
      day(one.sinceOn),
      String(one.periods),
      outcomeInWords(one.outcome),
      amountInWords(one.differenceMinor, company.currency),
    ]),
    whenEmpty: '',
  });
}

export function showComparedPeriod(
  page: Page,
  compared: ComparedPeriod,
  how: { readonly isEverybody: boolean; readonly isByLine?: boolean },
): void {
  const { period, company, people } = compared;
  page.sentence(
    `Period ${period.periodId}, ${period.startOn} to ${period.endOn}, paid on ${day(period.payOn)}: ${summaryOf(period)}`,
  );
  if (period.verdict === 'outdated') {
    page.sentence('The results of an earlier period changed since. Compare this period again.');
  }
  for (const note of period.notes ?? []) {
    if ('message' in note) page.sentence(`Note: ${String(note.message)}`);
  }
  const listed = people.filter(({ outcome }) => how.isEverybody || outcome !== 'same');
  if (listed.length === 0) return;
  page.blank();
  const amount = (minor: bigint | null) => amountInWords(minor, company.currency);
  page.table({
    columns: [
      { title: 'number' },
      { title: 'name', isLong: true },
      { title: 'here', ...right },
      { title: 'there', ...right },
      { title: 'difference', ...right },
      { title: 'why', isLong: true },
    ],
    rows: listed.map((one) => [
      one.number ?? '',
      one.name ?? '',
      amount(one.ownTotals?.[5] ?? null),
      amount(netThere(one)),
      amount(one.netDifferenceMinor),
      causesInWords(one, company.currency),
    ]),
    whenEmpty: '',
  });
  if (how.isByLine === true) for (const one of people) showLines(page, one, compared);
}

function netThere({ theirs }: PersonCompared): bigint | null {
  return theirs === null ? null : BigInt(theirs['net'] ?? '0');
}

function summaryOf({
  people,
  same,
  rounding,
  differ,
  onlyHere,
  onlyThere,
  held,
}: PeriodBeside): string {
  const parts = [
    `${same} of ${counted(people, 'person')} agree to the cent`,
    ...(rounding > 0 ? [`${rounding} to one cent`] : []),
    ...(differ > 0 ? [`${differ} differ`] : []),
    ...(onlyHere > 0 ? [`${onlyHere} missing there`] : []),
    ...(onlyThere > 0 ? [`${onlyThere} missing here`] : []),
    ...(held > 0 ? [`${held} held here`] : []),
  ];
  return `${parts.join(', ')}.`;
}

/** Each line here, and each amount of the file. */
function showLines(page: Page, one: PersonCompared, { company, payCode }: ComparedPeriod): void {
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  page.blank();
  page.table({
    columns: [{ title: 'here' }, { title: 'amount', ...right }],
    rows: one.lineCodes.flatMap((id, nth) => {
      const { title, kind } = payCode(id);
      if (kind === 'information') return [];
      return [[title, amount(one.lineAmounts[nth] ?? 0n)]];
    }),
    whenEmpty: 'Paybeat pays nothing.',
  });
  page.blank();
  page.table({
    columns: [{ title: 'there' }, { title: 'amount', ...right }],
    rows: Object.entries(one.theirs ?? {}).map(([column, text]) => [column, amount(BigInt(text))]),
    whenEmpty: 'The file has nothing about the person.',
  });
}

export function showEnded(page: Page, ended: EndedShadow): void {
  const { paidBefore, live, held, balances, shadow } = ended;
  showRecord(page, ended);
  page.blank();
  page.sentence(
    `The other payroll paid ${counted(paidBefore.length, 'period')}. Nobody can pay them again. ${counted(live.length, 'period')} can be paid here.`,
  );
  if (shadow.yearToDate === 'kept') {
    page.sentence(
      `The year continues from the compared results of ${counted(balances, 'person')}.`,
    );
  } else if (shadow.yearToDate === 'file') {
    page.sentence(
      `The year continues from the imported balances of ${counted(balances, 'person')}.`,
    );
  }
  for (const periodId of held) {
    page.sentence(
      `Period ${periodId} is due already and held. To run it: ${spellAction({ action: 'release_period', period: periodId })}`,
    );
  }
}
