/**
 * What an import says at once about paid periods: who is owed or was overpaid by what it changes, and what
 * settles that. A dry run says the same.
 *
 * Only the people whom the import changed are compared, and only so many of them: the list of owed pay compares
 * everybody.
 */
import type { FileNote } from '#files/typed-file.ts';
import { formatAmount } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import { newestTaxYear, peopleChangedSince } from '#store/reads/owed.ts';
import type { Reading } from '#store/store.ts';
import type { Staged } from '#store/writes/staged-rows.ts';
import { counted } from '#text/counted.ts';
import { settledBy } from './list-owed.ts';
import { type OwedPerson, owedPeople } from './owed-people.ts';

/** People who are compared during an import. */
const comparedMax = 2_000;
/** People who get a note of their own. */
const shownMax = 10;

export async function owedNotes(
  at: Reading,
  ask: {
    readonly company: CompanyRow;
    readonly revision: number;
    /** The rows of the file: it changes nobody else. */
    readonly staged: Staged;
  },
): Promise<readonly FileNote[]> {
  const { company, revision } = ask;
  // Without a paid period, nobody is looked at.
  if ((await newestTaxYear(at, company.companyId)) === null) return [];
  const of = { companyId: company.companyId, after: revision - 1, among: ask.staged.table };
  const changed = await peopleChangedSince(at, of);
  if (changed.length === 0) return [];
  const found: OwedPerson[] = [];
  const employeeIds = changed.slice(0, comparedMax);
  for await (const some of owedPeople(at, { company, revision, employeeIds })) {
    for (const person of some) {
      const entries = person.entries.filter((one) => one.revisions.includes(revision));
      if (entries.length > 0) found.push({ ...person, entries });
    }
  }
  const notes = found.slice(0, shownMax).flatMap((person) => notesOf(person, company));
  const more = found.length - shownMax;
  const unread = changed.length - employeeIds.length;
  if (found.length === 0 && unread === 0) return [];
  return [
    ...notes,
    ...(more > 0 ? [moreNote(company, `${counted(more, 'more person')} of this file`)] : []),
    ...(unread > 0
      ? [moreNote(company, `${counted(unread, 'more changed person')} may be concerned`)]
      : []),
  ];
}

function notesOf(person: OwedPerson, company: CompanyRow): readonly FileNote[] {
  return person.entries.map((one): FileNote => {
    const { amountMinor, fromOn, untilOn, frame } = one;
    const { sentence, actions } = settledBy(one, person, company);
    const days = `${fromOn} to ${untilOn} (run ${frame.runId} paid period ${frame.periodId})`;
    const about = (code: string, verb: string): FileNote => ({
      code,
      message: `${person.number} ${verb} for ${days}. ${sentence}.`,
      ...(actions.length === 0 ? {} : { actions }),
    });
    if (amountMinor === null) return about('owed_unknown', 'may be owed pay');
    const amount = formatAmount(
      amountMinor < 0n ? -amountMinor : amountMinor,
      currencyOf(company.currency),
    );
    return amountMinor < 0n
      ? about('overpaid', `was paid ${amount} too much`)
      : about('owed', `is owed ${amount}`);
  });
}

function moreNote({ code: company }: CompanyRow, who: string): FileNote {
  return {
    code: 'owed_more',
    message: `${who}: the list of owed pay shows everybody.`,
    actions: [{ action: 'list_owed', company }],
  };
}
