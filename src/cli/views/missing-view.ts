/** Says who is missing in a period whose inputs close or have closed. */

import type { DueSeen } from '#answers/periods.ts';
import { counted } from '#text/counted.ts';
import { momentInWords } from './times.ts';

/** One sentence for each thing that is missing. */
export function missingInWords(
  period: Omit<DueSeen['incomplete'][number], 'scheduleCode'>,
  now: Temporal.Instant,
): readonly string[] {
  const { periodId, companyCode, closesAt: at, zone, isClosed } = period;
  const when = momentInWords({ at, now, zone });
  const closes = isClosed ? `inputs closed ${when}` : `inputs close ${when}`;
  return [
    ...lackInWords({ count: period.hoursCount, numbers: period.hours, what: 'hours' }),
    ...lackInWords({ count: period.payCount, numbers: period.pay, what: 'salary or rate' }),
  ].map((lack) => `Period ${periodId} of ${companyCode}, ${closes}: ${lack}.`);
}

function lackInWords(of: {
  readonly count: number;
  readonly numbers: readonly string[];
  readonly what: string;
}): readonly string[] {
  const { count, numbers, what } = of;
  if (count === 0) return [];
  const more = count > numbers.length ? ', …' : '';
  const verb = count === 1 ? 'has' : 'have';
  return [`${counted(count, 'person')} ${verb} no ${what} (${numbers.join(', ')}${more})`];
}
