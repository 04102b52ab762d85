/** Explains overtime on the regular rate: the rate of the workweek, the hours, and the paragraph of each. */

import type { Minor } from '#money/minor.ts';
import { formatDecimal, type Rate, ratio } from '#money/rate.ts';
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import { amountText, fractionText, hoursText, microText } from '#payslip/text.ts';
import type { Worksheet } from '#payslip/worksheet.ts';
import { isoOf } from '#time/plain-date.ts';
import { type PremiumPart, regularRate, straightOf, type WeekPay } from './regular-rate.ts';
import type { WeekToPay } from './regular-rate-weeks.ts';
import type { OvertimeKind } from './required-overtime.ts';

interface PremiumTold {
  readonly rule: WeeklyOvertimeRule;
  readonly week: WeekToPay;
  readonly pay: WeekPay;
  readonly parts: readonly PremiumPart[];
  readonly extras: Readonly<Record<OvertimeKind, Rate>>;
  readonly amountMinor: Minor;
  /** The premium that was entered for these hours. */
  readonly enteredMinor: Minor;
  /** What earlier runs paid of it. */
  readonly paidMinor: Minor;
}

const plain = { amountMinor: null, inputs: [], table: null, rounding: null, children: [] } as const;

function unitsText(amount: Rate, perUnit: bigint): string {
  return fractionText(ratio(amount.numerator, amount.denominator * perUnit));
}

const rateText = (micro: Rate) => unitsText(micro, 1_000_000n);
const picoText = (pico: Rate) => unitsText(pico, 1_000_000_000_000n);

/** Hours that become overtime, at their own rate. */
export function explainStraight(
  sheet: Worksheet,
  of: {
    readonly micro: bigint;
    readonly rateMicro: Rate;
    readonly amountMinor: Minor;
    readonly told: string;
  },
): Explanation {
  const { micro, rateMicro, amountMinor, told } = of;
  const hours = hoursText(micro);
  return {
    ...plain,
    title: 'Overtime hours at their own rate',
    amountMinor,
    rule: 'hours × rate; the rest of their pay follows from the regular rate of the workweek',
    inputs: [
      { name: 'hours', value: microText(micro) },
      { name: 'rate', value: rateText(rateMicro) },
    ],
    arithmetic: `${hours} × ${rateText(rateMicro)} = ${amountText(amountMinor, sheet)}`,
    rounding: 'half_up',
    children: [{ ...plain, title: 'hours', rule: told, arithmetic: hours }],
  };
}

/** The extra pay of a workweek's overtime hours. */
export function explainPremium(sheet: Worksheet, told: PremiumTold): Explanation {
  const { parts, extras, amountMinor, enteredMinor, paidMinor, week, rule } = told;
  const due = [...Map.groupBy(parts, keyOf).values()].map((same) => {
    const micro = same.reduce((sum, part) => sum + part.micro, 0n);
    return same.slice(0, 1).map(({ rateMicro, kind }) => {
      const extra = formatDecimal(extras[kind]) ?? fractionText(extras[kind]);
      return `${hoursText(micro)} × ${rateText(rateMicro)} × ${extra}`;
    });
  });
  const less = [
    { name: 'entered as overtime', minor: enteredMinor },
    { name: 'paid by earlier runs', minor: paidMinor },
  ].filter(({ minor }) => minor > 0n);
  const lessText = less.map(({ minor }) => ` − ${amountText(minor, sheet)}`).join('');
  return {
    ...plain,
    title: `Overtime premium of the workweek ${isoOf(week.fromDay)} to ${isoOf(week.untilDay)}`,
    amountMinor,
    rule: `overtime hours × regular rate × the part due on top of their pay, less what was paid of it (${rule.source})`,
    inputs: less.map(({ name, minor }) => ({ name, value: amountText(minor, sheet) })),
    arithmetic: `${due.flat().join(' + ')}${lessText} = ${amountText(amountMinor, sheet)}`,
    rounding: 'half_up',
    children: [
      ...(parts.some(({ isAgreed }) => !isAgreed) ? [rateOfWeek(told)] : []),
      ...parts.filter(({ isAgreed }) => isAgreed).map((part) => rateOfJob(part, told)),
      ...(week.daily === null ? [] : [dailyTold(week.daily.source)]),
    ],
  };
}

function keyOf({ kind, rateMicro }: PremiumPart): string {
  return `${kind} ${rateMicro.numerator}/${rateMicro.denominator}`;
}

function rateOfWeek({ rule, pay }: PremiumTold): Explanation {
  const { hours, other, hoursMicro } = pay;
  const rate = rateText(regularRate(pay));
  const sums = [...hours.map(straightOf), ...other.map(({ pico }) => pico)].map(picoText);
  const sources = rule.regularRate?.sources;
  const why = [
    ...(sources === undefined ? [] : [sources.severalRates]),
    ...(sources === undefined || other.length === 0 ? [] : [sources.otherPay]),
  ];
  return {
    ...plain,
    title: 'Regular rate of the workweek',
    rule: `all pay of the workweek ÷ all hours worked in it (${why.join('; ')})`,
    inputs: [{ name: 'regular rate', value: rate }],
    arithmetic: `(${sums.join(' + ')}) ÷ ${microText(hoursMicro)} = ${rate}`,
    children: [
      ...hours.map((one) => ({
        ...plain,
        title: [one.of.code.code.title, one.of.item.job ?? '']
          .filter((part) => part !== '')
          .join(', '),
        rule: 'hours × rate, without any overtime',
        arithmetic: `${hoursText(one.of.hoursMicro)} × ${rateText(one.straightMicro)} = ${picoText(straightOf(one))}`,
      })),
      ...other.map(({ code, pico }) => ({
        ...plain,
        title: code.code.title,
        rule: 'other pay of the workweek',
        arithmetic: picoText(pico),
      })),
    ],
  };
}

function rateOfJob(part: PremiumPart, { rule, pay }: PremiumTold): Explanation {
  const hasOther = pay.other.length > 0;
  const more = hasOther ? ', and its share of the other pay of the workweek' : '';
  return {
    ...plain,
    title: 'Rate of the job',
    rule: `the rate of the work done in the overtime hours, by agreement${more} (${rule.regularRate?.sources.agreed ?? rule.source})`,
    inputs: [{ name: 'rate', value: rateText(part.rateMicro) }],
    arithmetic: rateText(part.rateMicro),
  };
}

function dailyTold(source: string): Explanation {
  return { ...plain, title: 'Daily overtime', rule: source, arithmetic: source };
}
