/**
 * Which birth dates are impossible. A message does not repeat the date, because it is personal.
 */

/** Nobody is known to have been older than 122 years. */
const ageMax = 122;

interface WrongBirth {
  readonly code: 'not_yet_born' | 'too_old';
  readonly message: string;
}

/** Answers what is wrong for somebody who works on a day, such as the day of hire. */
export function wrongBirth(
  birthOn: Temporal.PlainDate,
  workedOn: Temporal.PlainDate,
): WrongBirth | null {
  const age = workedOn.year - birthOn.year;
  if (Temporal.PlainDate.compare(birthOn, workedOn) >= 0) {
    const message = `The birth date is not before ${workedOn}, so the person is not yet born on that day.`;
    return { code: 'not_yet_born', message };
  }
  if (age <= ageMax) return null;
  const message = `The birth date makes the person ${age} years old on ${workedOn}.`;
  return { code: 'too_old', message };
}
