/** What was before and after a change of an input, in the words of a payroll person. */
import { formatAmount, type Minor } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import { termsOn } from '#payslip/pay-terms.ts';
import type { EmployeeFacts, PayItem, PayslipInput, TaxForm } from '#payslip/payslip-input.ts';
import { hoursText, microText, percentText } from '#payslip/text.ts';
import { toEpochDay } from '#time/plain-date.ts';

/** What changed, from what to what. */
export interface WordedChange {
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
}

interface BothInputs {
  readonly before: PayslipInput;
  readonly now: PayslipInput;
  readonly currency: string;
}

interface JobChange extends WordedChange {
  /** Empty for the main job. */
  readonly job: string;
}

/** The pay of each job: at the start of the earlier period, and at the end of the later one. */
export function payChanges({ before, now, currency }: BothInputs): readonly JobChange[] {
  const jobs = new Set<string | null>([null]);
  for (const { terms = [] } of [before.employee, now.employee]) {
    for (const { job } of terms) jobs.add(job);
  }
  return [...jobs].flatMap((job): readonly JobChange[] => {
    const start = Math.max(toEpochDay(before.period.startOn), toEpochDay(before.employee.hiredOn));
    const one = payOn(before.employee, { job, day: start });
    const other = payOn(now.employee, { job, day: toEpochDay(now.period.endOn) });
    const words = { before: payText(one, currency), after: payText(other, currency) };
    if (words.before === words.after) return [];
    const kind = (other ?? one)?.payType === 'salary' ? 'salary' : 'rate';
    return [{ job: job ?? '', what: job === null ? kind : `${kind} of ${job}`, ...words }];
  });
}

type Pay = Pick<EmployeeFacts, 'payType' | 'annualSalaryMinor' | 'hourlyRateMicro'>;

function payOn(
  employee: EmployeeFacts,
  { job, day }: { readonly job: string | null; readonly day: number },
): Pay | null {
  const { terms } = employee;
  if (terms === undefined || terms.length === 0) return job === null ? employee : null;
  return termsOn(terms, { job, day });
}

function payText(pay: Pay | null, currency: string): string | null {
  if (pay === null) return null;
  if (pay.payType === 'hourly') {
    return pay.hourlyRateMicro === null
      ? null
      : `${rateText(pay.hourlyRateMicro, currency)} an hour`;
  }
  return pay.annualSalaryMinor === null
    ? null
    : `${amountText(pay.annualSalaryMinor, currency)} a year`;
}

function amountText(amountMinor: Minor, currency: string): string {
  return formatAmount(amountMinor, currencyOf(currency));
}

/** With the decimals of the currency, or with more where it has more. */
function rateText(rateMicro: bigint, currency: string): string {
  const scale = 10n ** BigInt(6 - currencyOf(currency).decimals);
  return rateMicro % scale === 0n ? amountText(rateMicro / scale, currency) : microText(rateMicro);
}

/** The first and the last day of employment, as far as the run pays them. */
export function dateChanges({
  before,
  now,
}: Pick<BothInputs, 'before' | 'now'>): readonly WordedChange[] {
  const days = (['hiredOn', 'endedOn'] as const).map((name) => ({
    what: name === 'hiredOn' ? 'first day' : 'last day',
    before: before.employee[name]?.toString() ?? null,
    after: now.employee[name]?.toString() ?? null,
  }));
  const changed = days.filter((one) => one.before !== one.after);
  // The same first day explains a part of the earlier period.
  return changed.length > 0 ? changed : days.filter(({ what }) => what === 'first day');
}

interface ItemWords extends WordedChange {
  readonly payCodeId: number;
}

interface ItemsAsk {
  readonly before: readonly PayItem[];
  readonly now: readonly PayItem[];
  readonly currency: string;
  readonly nameOf: (payCodeId: number) => string;
}

/** Each pay code whose items differ. */
export function itemChanges(ask: ItemsAsk): readonly ItemWords[] {
  const { currency, nameOf } = ask;
  const [had, has] = [byCode(ask.before), byCode(ask.now)];
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((payCodeId) => {
    const before = itemsText(had.get(payCodeId), currency);
    const after = itemsText(has.get(payCodeId), currency);
    return before === after ? [] : [{ payCodeId, what: nameOf(payCodeId), before, after }];
  });
}

/** Each court order that is new, gone or changed: `GARNISHMENT C-93`. */
export function orderChanges(ask: ItemsAsk): readonly ItemWords[] {
  const keyOf = ({ payCodeId, order }: PayItem) => `${payCodeId} ${order?.reference ?? ''}`;
  const [had, has] = [ask.before, ask.now].map(
    (items) => new Map(items.map((item) => [keyOf(item), item])),
  );
  return [...new Set([...(had?.keys() ?? []), ...(has?.keys() ?? [])])].flatMap((key) => {
    const [before, now] = [had?.get(key), has?.get(key)];
    const { payCodeId, order } = now ?? before ?? {};
    if (payCodeId === undefined) return [];
    const [was, is] = [before, now].map((one) => orderText(one, ask.currency));
    const isSame = was === is && factsText(before) === factsText(now);
    if (isSame) return [];
    const what = [ask.nameOf(payCodeId), order?.reference ?? ''].join(' ').trim();
    const after = was === is ? `${is}, with other facts` : (is ?? null);
    return [{ payCodeId, what, before: was ?? null, after }];
  });
}

/** A levy has neither an amount nor a percentage. */
function orderText(item: PayItem | undefined, currency: string): string | null {
  return item === undefined ? null : (itemsText([item], currency) ?? 'in force');
}

function factsText(item: PayItem | undefined): string {
  return JSON.stringify(item?.order ?? null, (_, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}

function byCode(items: readonly PayItem[]): ReadonlyMap<number, readonly PayItem[]> {
  return Map.groupBy(items, ({ payCodeId }) => payCodeId);
}

/** `80 hours`, `500.00`, `5 %`, or a sum of these. */
function itemsText(items: readonly PayItem[] | undefined, currency: string): string | null {
  if (items === undefined) return null;
  let [hoursMicro, amountMinor, percentMicro] = [0n, 0n, 0n];
  const seen = { hours: false, amount: false, percent: false };
  for (const item of items) {
    if (item.amountMinor !== null) {
      amountMinor += item.amountMinor;
      seen.amount = true;
    } else if (item.percentMicro !== null) {
      percentMicro += item.percentMicro;
      seen.percent = true;
    } else if (item.quantityMicro !== null) {
      hoursMicro += item.quantityMicro;
      seen.hours = true;
    }
  }
  const parts = [
    ...(seen.hours ? [hoursText(hoursMicro)] : []),
    ...(seen.amount ? [amountText(amountMinor, currency)] : []),
    ...(seen.percent ? [percentText(percentMicro)] : []),
  ];
  return parts.length === 0 ? null : parts.join(' + ');
}

/** Each member of the tax form that differs, the state and the birth date. */
export function taxFormChanges({ before, now, currency }: BothInputs): readonly WordedChange[] {
  const [had, has] = [memberTexts(before, currency), memberTexts(now, currency)];
  return [...new Set([...had.keys(), ...has.keys()])].flatMap((what) => {
    const [one, other] = [had.get(what) ?? null, has.get(what) ?? null];
    return one === other ? [] : [{ what, before: one, after: other }];
  });
}

function memberTexts(
  { taxForm, employee }: { readonly taxForm: TaxForm; readonly employee: EmployeeFacts },
  currency: string,
): ReadonlyMap<string, string> {
  const { workState = null, birthOn: birthDate = null } = employee;
  const members = Object.entries({ ...taxForm, workState, birthDate });
  return new Map(
    members.flatMap(([name, value]): readonly (readonly [string, string])[] => {
      if (value === null || value === undefined) return [];
      const text = typeof value === 'bigint' ? amountText(value, currency) : memberText(value);
      return [[nameInWords(name.replace(/Minor$/, '')), text]];
    }),
  );
}

/** A form inside a form, such as one that overrules it, is its own members. */
function memberText(value: unknown): string {
  if (Array.isArray(value)) return value.map(memberText).join('; ');
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, one]) => one !== null && one !== false && one !== 0n)
    .map(([name, one]) => `${nameInWords(name.replace(/Minor$/, ''))} ${String(one)}`)
    .join(', ');
}

/** `hoursPerYear` is `hours per year`. */
export function nameInWords(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
