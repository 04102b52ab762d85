/** The pay frequencies. */

import { type Answer, answer, assert, refuse } from '#errors.ts';
import { withArticle } from '#text/counted.ts';

export const frequencies = [
  'daily',
  'weekly',
  'biweekly',
  'fourweekly',
  'semimonthly',
  'monthly',
  'quarterly',
  'semiannually',
  'annually',
] as const;

export type Frequency = (typeof frequencies)[number];

const perYear: Readonly<Record<Frequency, number>> = {
  // Monday to Friday in 52 weeks. Official tables of withholding divide a year of daily pay by it.
  daily: 260,
  weekly: 52,
  biweekly: 26,
  fourweekly: 13,
  semimonthly: 24,
  monthly: 12,
  quarterly: 4,
  semiannually: 2,
  annually: 1,
};

const separators = /[-_\s]/g;

/**
 * Accepts `bi_weekly`, `bi-weekly` and `Semi-Monthly`. It does not accept `bimonthly`, which means
 * both twice a month and every two months. Refusals: `frequency_unknown`.
 */
export function parseFrequency(text: unknown): Answer<Frequency> {
  const plain = typeof text === 'string' ? text.toLowerCase().replace(separators, '') : '';
  const found = frequencies.find((frequency) => frequency === plain);
  if (found !== undefined) return answer(found);
  const shown = typeof text === 'string' ? `"${text}"` : withArticle(typeof text);
  return refuse({
    family: 'invalid',
    code: 'frequency_unknown',
    message: `${shown} is not a pay frequency.`,
    hint:
      plain === 'bimonthly'
        ? 'Write semimonthly (twice a month); every two months is not offered.'
        : `Write one of ${frequencies.join(', ')}.`,
  });
}

/** As the database keeps it. */
export function storedFrequency(text: string): Frequency {
  const found = frequencies.find((frequency) => frequency === text);
  assert(found, 'a stored frequency is one of ours');
  return found;
}

/** The usual number of pay dates a year. The plan marks a year that has 27 or 53. */
export function periodsPerYear(frequency: Frequency): number {
  return perYear[frequency];
}

/** The length of a period in days. Null if it is a number of months, or a working day. */
export function daysPerPeriod(frequency: Frequency): number | null {
  if (frequency === 'weekly') return 7;
  if (frequency === 'biweekly') return 14;
  return frequency === 'fourweekly' ? 28 : null;
}

/** The length in months; null if a period is a number of days, or a working day. A semimonthly schedule has two periods in 1. */
export function monthsPerPeriod(frequency: Frequency): number | null {
  if (frequency === 'semimonthly' || frequency === 'monthly') return 1;
  if (frequency === 'quarterly') return 3;
  if (frequency === 'semiannually') return 6;
  return frequency === 'annually' ? 12 : null;
}
