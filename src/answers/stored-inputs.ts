/** The JSON form of what is stored: the entries of a period, and the people of a roster. */
import type {
  ListedEntries,
  ListedPerson,
  ListedRoster,
  StoredEntry,
} from '#operations/people/list-stored.ts';

/** The rows come last, so that a door can write them one page after the other. */
export function entriesShape({ entries, next, ...head }: ListedEntries): object {
  return { ...entriesHead(head), entries: entries.map(storedEntryShape), next };
}

export function entriesHead({
  periodId,
  company,
  sums,
}: Omit<ListedEntries, 'entries' | 'next'>): object {
  return { periodId, company: company.code, currency: company.currency, sums };
}

export function storedEntryShape(one: StoredEntry): object {
  return { ...one };
}

export function rosterShape({ people, next, ...head }: ListedRoster): object {
  return { ...rosterHead(head), people: people.map(personShape), next };
}

export function rosterHead({ company }: Pick<ListedRoster, 'company'>): object {
  return { company: company.code, currency: company.currency };
}

export function personShape(one: ListedPerson): object {
  return {
    ...{ employee: one.number, name: one.name, schedule: one.schedule },
    ...{ hireDate: one.hiredOn, endDate: one.endedOn, payType: one.payType },
    ...{ annualSalaryMinor: one.annualSalaryMinor, hourlyRate: one.hourlyRate },
    ...{ birthDate: one.birthOn, workState: one.workState, overtime: one.overtime },
    ...{ department: one.department, costCentre: one.costCentre, jobTitle: one.jobTitle },
    assignedFrom: one.assignedOn,
    ...{ file: one.file, enteredBy: one.enteredBy, enteredAt: one.enteredAt },
  };
}
