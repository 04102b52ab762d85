/**
 * Refuses a run outside the schedule for people whom another payroll pays at that time. The database refuses its commit,
 * too (0050).
 *
 * Refusal: people_in_shadow.
 */
import { type Refused, refuse } from '#errors.ts';
import { shadowedPeople } from '#store/reads/shadows.ts';
import type { Reading } from '#store/store.ts';
import { counted } from '#text/counted.ts';

const shownMax = 10;

export async function peopleInShadow(
  at: Reading,
  ask: {
    readonly companyId: number;
    readonly company: string;
    readonly employeeIds: readonly number[];
    readonly payOn: Temporal.PlainDate;
  },
): Promise<Refused | null> {
  const people = await shadowedPeople(at, ask);
  const [first] = people;
  if (first === undefined) return null;
  const numbers = people.map(({ number }) => number);
  const more = numbers.length > shownMax ? ' …' : '';
  return refuse({
    family: 'conflict',
    code: 'people_in_shadow',
    message: `another payroll pays ${counted(people.length, 'person')} of this run: ${numbers.slice(0, shownMax).join(', ')}${more}`,
    hint: 'leave them out, or end the shadow of their schedule',
    actions: [{ action: 'end_shadow', schedule: first.schedule, company: ask.company }],
    facts: { employees: numbers.slice(0, shownMax) },
  });
}
