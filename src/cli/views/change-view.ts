/** Changes of inputs as a table: `25.00 → 2,500.00 an hour`, 100 times. */
import type { Column } from '#cli/table.ts';
import type { ListedChange } from '#operations/judgement/list-changes.ts';
import { actorNamed } from '#operations/who-was-first.ts';
import { amountInWords } from './amounts.ts';

type Value = NonNullable<ListedChange['before']>;

export const changeTableColumns: readonly Column[] = [
  { title: 'employee' },
  { title: 'name', isLong: true, isSpare: true },
  { title: 'what' },
  { title: 'change', isLong: true },
  { title: 'times', align: 'right' },
  { title: 'from' },
  { title: 'entered by' },
  { title: 'entered', isSpare: true },
  { title: 'revision', align: 'right' },
  { title: 'confirmed by' },
];

export function changeCells(one: ListedChange, currency: string): readonly string[] {
  return [
    one.number,
    one.name,
    aboutChange(one),
    changeInWords(one, currency),
    one.factor === null ? '' : timesText(one.factor),
    one.what === 'dates' ? '' : (one.after?.fromOn?.toString() ?? ''),
    one.entered === null ? '' : actorNamed(one.entered.actor),
    one.entered === null ? '' : minuteOf(one.entered.at),
    String(one.revision),
    one.confirmedBy === null ? '' : actorNamed(one.confirmedBy),
  ];
}

/** So many changes of one person are named. */
const changesNamed = 2;

/** `pay 25.00 → 2,500.00 an hour, entered by ada, 2026-11-18 14:03 UTC` */
export function changedInWords(changes: readonly ListedChange[], currency: string): string {
  const named = changes.slice(0, changesNamed).map((one) => {
    const by = one.entered;
    const origin = by === null ? '' : `, entered by ${actorNamed(by.actor)}, ${minuteOf(by.at)}`;
    return `${aboutChange(one)} ${changeInWords(one, currency)}${origin}`;
  });
  const more = changes.length > changesNamed ? ['…'] : [];
  return [...named, ...more].join('; ');
}

/** `pay`, `pay of guard`, `hours`, `BONUS` */
function aboutChange({ what, code, job }: ListedChange): string {
  return `${code ?? what}${job === '' ? '' : ` of ${job}`}`;
}

/** `25.00 → 2,500.00 an hour`; `new: 62,400.00 a year`; `40 hours → removed` */
function changeInWords(
  { what, before, after }: Pick<ListedChange, 'what' | 'before' | 'after'>,
  currency: string,
): string {
  if (what === 'dates') {
    const now = after === null ? 'removed' : daysText(after);
    return before === null ? `new: ${now}` : `${daysText(before)} → ${now}`;
  }
  if (before === null) return after === null ? '' : `new: ${withUnit(after, currency)}`;
  if (after === null) return `${withUnit(before, currency)} → removed`;
  const until = after.untilOn === null ? '' : ` until ${after.untilOn}`;
  return before.unit === after.unit
    ? `${plain(before, currency)} → ${withUnit(after, currency)}${until}`
    : `${withUnit(before, currency)} → ${withUnit(after, currency)}${until}`;
}

function daysText({ fromOn, untilOn }: Value): string {
  return untilOn === null ? `from ${fromOn}` : `${fromOn} to ${untilOn}`;
}

function plain({ unit, value }: Value, currency: string): string {
  if (value === null) return '';
  if (unit === 'salary' || unit === 'amount') return amountInWords(value, currency);
  const [whole = '', fraction = ''] = decimalOf(value).split('.');
  const decimals = unit === 'hourly' ? fraction.padEnd(2, '0') : fraction;
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return decimals === '' ? grouped : `${grouped}.${decimals}`;
}

const units = {
  hourly: ' an hour',
  salary: ' a year',
  quantity: ' hours',
  amount: '',
  percent: ' %',
  employed: '',
} as const;

function withUnit(value: Value, currency: string): string {
  return `${plain(value, currency)}${units[value.unit]}`;
}

/** Millionths as a decimal number. */
function decimalOf(micro: bigint): string {
  const digits = String(micro < 0n ? -micro : micro).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0+$/, '');
  const whole = `${micro < 0n ? '-' : ''}${digits.slice(0, -6)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function timesText(factor: number): string {
  return factor.toFixed(factor >= 10 ? 0 : 2);
}

function minuteOf(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'minute' }).replace('T', ' ').replace('Z', ' UTC');
}
