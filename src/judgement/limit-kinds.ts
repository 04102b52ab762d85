/** In which unit a limit is written, and within which bounds. All values are hundredths. */

export type LimitKind =
  | 'times'
  | 'hours'
  | 'hours_of_day'
  | 'percent'
  | 'people'
  | 'amount'
  | 'switch';

interface LimitRange {
  readonly from: number;
  readonly to: number;
  readonly isWhole: boolean;
  readonly inWords: string;
}

export const limitRanges: Readonly<Record<Exclude<LimitKind, 'switch'>, LimitRange>> = {
  times: { from: 110, to: 100_000, isWhole: false, inWords: '1.1 to 1000 times' },
  hours: { from: 100, to: 1_000_000, isWhole: false, inWords: '1 to 10000 hours' },
  hours_of_day: { from: 100, to: 2_400, isWhole: false, inWords: '1 to 24 hours' },
  percent: { from: 100, to: 100_000, isWhole: true, inWords: '1 to 1000 percent' },
  people: { from: 100, to: 100_000_000, isWhole: true, inWords: '1 to 1000000 people' },
  amount: { from: 1, to: 100_000_000_000, isWhole: false, inWords: 'an amount above zero' },
};

/** 175 → `1.75`, 400 → `4` */
export function formatHundredths(hundredths: number): string {
  const whole = Math.trunc(hundredths / 100);
  const rest = hundredths % 100;
  if (rest === 0) return `${whole}`;
  return `${whole}.${String(rest).padStart(2, '0').replace(/0$/, '')}`;
}
