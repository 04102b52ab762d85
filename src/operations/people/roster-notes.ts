/** The notes and the words of a roster import. */

import { refuse } from '#errors.ts';
import type { FileNote } from '#files/typed-file.ts';
import { currencyOf, namedPayCodes } from '#operations/companies/pay-codes.ts';
import type { CompanyRow } from '#store/reads/companies.ts';
import type { EmploymentChanges, PeopleWithDays } from '#store/writes/employments.ts';
import { didYouMean } from '#text/closest-word.ts';
import { counted } from '#text/counted.ts';
import type { Words } from './input-changes.ts';

export function rosterWords(company: CompanyRow, codes: ReadonlyMap<string, number>): Words {
  const codeOf = new Map([...codes].map(([code, id]) => [id, code]));
  return {
    what: 'roster',
    currency: currencyOf(company.currency),
    payCode: namedPayCodes([]),
    schedule: (id) => codeOf.get(id),
  };
}

export function employmentNotes(changes: EmploymentChanges | null): readonly FileNote[] {
  if (changes === null) return [];
  const { rehired, lost } = changes;
  const notes: FileNote[] = [];
  if (rehired.people > 0) {
    const who = `${counted(rehired.people, 'person')} ${rehired.people === 1 ? 'begins' : 'begin'} a new employment`;
    const message = `${who}: ${firstOf(rehired)}. The employment before keeps its days and its pay.`;
    notes.push({ code: 'rehired', message, facts: { ...rehired } });
  }
  if (lost.people > 0) {
    const who = `${counted(lost.people, 'person')} ${lost.people === 1 ? 'has' : 'have'} fewer days of employment`;
    const message = `${who}: ${firstOf(lost)}. These days are no longer paid; check hire_date and end_date.`;
    notes.push({ code: 'days_no_longer_paid', message, facts: { ...lost } });
  }
  return notes;
}

function firstOf({ people, first }: PeopleWithDays): string {
  const more = people - first.length;
  const named = first.map(({ number, days }) => `${number} (${days})`).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** How many people have dated pay or a dated form that overrides what the roster changes. */
export interface Overruled {
  readonly pay: number;
  readonly forms: number;
}

export function overruledNotes(
  { pay, forms }: Overruled,
  { code: company }: { readonly code: string },
): readonly FileNote[] {
  const have = (people: number) => `${counted(people, 'person')} ${people === 1 ? 'has' : 'have'}`;
  const actions = [
    { action: 'list_terms', company },
    { action: 'import_terms', company },
  ] as const;
  const ofPay = `${have(pay)} dated pay rates (terms), which override the roster. Change their pay with terms import.`;
  const ofForms = `${have(forms)} dated tax forms, which override the form in the roster. Enter another form with its day.`;
  return [
    ...(pay === 0 ? [] : [{ code: 'pay_is_dated', message: ofPay, actions }]),
    ...(forms === 0 ? [] : [{ code: 'form_is_dated', message: ofForms }]),
  ];
}

export function unscheduledNotes(people: number): readonly FileNote[] {
  if (people === 0) return [];
  const who = `${counted(people, 'person')} ${people === 1 ? 'is' : 'are'}`;
  const message = `${who} on no pay schedule: only a period without a schedule pays them. Name a schedule to change that.`;
  return [{ code: 'no_schedule', message, actions: [{ action: 'ask_again', with: 'schedule' }] }];
}

export function scheduleUnknown(code: string, known: readonly string[]) {
  const message = `There is no pay schedule ${code}.${didYouMean(code, known)}`;
  return refuse({
    family: 'invalid',
    code: 'schedule_unknown',
    message,
    hint: 'nothing was imported; choose an existing schedule',
    actions: [{ action: 'list_schedules' }],
    issues: [{ pointer: '/schedule', code: 'schedule_unknown', message }],
  });
}
