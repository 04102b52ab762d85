/**
 * Notes on weekly overtime for an import of hours: how many hours above the limit, for how many people, and
 * whether they become overtime. The notes look only at the file; the payslip counts all hours.
 */

import type { FileNote } from '#files/typed-file.ts';
import type { NamedPayCode } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { isStraightTime } from '#payslip/overtime/counted-hours.ts';
import { workweekStartOn } from '#payslip/overtime/workweeks.ts';
import type { WeeklyOvertimeRule } from '#payslip/taxes/tax-pack.ts';
import { packOfCurrency } from '#payslip/taxes/tax-packs.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { type PaySettings, paySettingsAt } from '#store/reads/pay-codes.ts';
import type { PeriodRow } from '#store/reads/periods.ts';
import { nonexemptAmong } from '#store/reads/worked-hours.ts';
import type { PeriodItem } from '#store/writes/inputs.ts';
import { counted, itOrThem, measured } from '#text/counted.ts';
import { toEpochDay } from '#time/plain-date.ts';

interface Ask {
  readonly period: PeriodRow;
  readonly currency: string;
  readonly payCode: (id: number) => NamedPayCode | undefined;
}

interface OvertimeTally {
  /** Passes the items through unchanged and counts them. */
  counting(items: Iterable<PeriodItem>): Iterable<PeriodItem>;
  notes(): Promise<readonly FileNote[]>;
}

export async function overtimeTally(world: World, ask: Ask): Promise<OvertimeTally> {
  const { companyId } = ask.period;
  const rule = packOfCurrency(ask.currency)?.overtime ?? null;
  const settings = await world.store.read({ companyId }, async (at) =>
    paySettingsAt(at, { companyId, revision: await currentRevision(at, companyId) }),
  );
  if (rule === null || settings.overtime === 'none') {
    return { counting: (items) => items, notes: async () => [] };
  }
  const tally = new Tally(rule, settings, ask);
  return {
    counting: (items) => tally.counting(items),
    async notes() {
      const above = tally.above();
      if (above.size === 0) return [];
      const employeeIds = [...above.keys()];
      const covered = await world.store.read({ companyId }, (at) =>
        nonexemptAmong(at, { companyId, employeeIds }),
      );
      return notesOf(rule, { above, covered });
    },
  };
}

interface Above {
  /** Millionths of an hour, as numbers, which are exact up to a million years of hours. */
  dated: number;
  undated: number;
}

class Tally {
  readonly #rule: WeeklyOvertimeRule;
  readonly #settings: PaySettings;
  readonly #ask: Ask;
  readonly #days: number;
  readonly #oneWeek: number | null;
  readonly #isStraight = new Map<number, boolean>();
  /** By employee and first day of the workweek; null for hours without a day. */
  #hours = new Map<number, Map<number | null, number>>();

  constructor(rule: WeeklyOvertimeRule, settings: PaySettings, ask: Ask) {
    this.#rule = rule;
    this.#settings = settings;
    this.#ask = ask;
    const { startOn, endOn } = ask.period;
    const startDay = toEpochDay(startOn);
    this.#days = toEpochDay(endOn) - startDay + 1;
    const isWeek = workweekStartOn(startDay, settings.workweekStart) === startDay;
    this.#oneWeek = isWeek && this.#days === 7 ? startDay : null;
  }

  *counting(items: Iterable<PeriodItem>): Generator<PeriodItem> {
    this.#hours = new Map();
    for (const item of items) {
      if (item.quantityMicro !== null && this.#isWork(item.payCodeId)) this.#add(item);
      yield item;
    }
  }

  above(): ReadonlyMap<number, Above> {
    const found = new Map<number, Above>();
    const limit = Number(this.#rule.hoursMicro);
    for (const [employeeId, weeks] of this.#hours) {
      let dated = 0;
      let total = 0;
      for (const [week, micro] of weeks) {
        total += micro;
        if (week !== null && micro > limit) dated += micro - limit;
      }
      const without = weeks.get(null) ?? 0;
      const over = total - dated - (limit * this.#days) / 7;
      const undated = Math.max(0, Math.min(without, over));
      if (dated > 0 || undated > 0) found.set(employeeId, { dated, undated });
    }
    return found;
  }

  #isWork(payCodeId: number): boolean {
    const known = this.#isStraight.get(payCodeId);
    if (known !== undefined) return known;
    const code = this.#ask.payCode(payCodeId);
    const isWork = code !== undefined && isStraightTime(code, this.#rule);
    this.#isStraight.set(payCodeId, isWork);
    return isWork;
  }

  #add({ employeeId, workedOn, quantityMicro }: PeriodItem): void {
    const week =
      workedOn === null
        ? this.#oneWeek
        : workweekStartOn(toEpochDay(workedOn), this.#settings.workweekStart);
    const weeks = this.#hours.get(employeeId) ?? new Map<number | null, number>();
    weeks.set(week, (weeks.get(week) ?? 0) + Number(quantityMicro ?? 0n));
    this.#hours.set(employeeId, weeks);
  }
}

function hoursAre({ hours, people }: { readonly hours: number; readonly people: number }): string {
  const of = measured(`${hours}`, 'hour');
  return `${of} of ${counted(people, 'person')} ${hours === 1 ? 'is' : 'are'}`;
}

function notesOf(
  { hoursMicro }: WeeklyOvertimeRule,
  ask: {
    readonly above: ReadonlyMap<number, Above>;
    readonly covered: ReadonlySet<number>;
  },
): readonly FileNote[] {
  const limit = Number(hoursMicro) / 1_000_000;
  const sumOf = (key: keyof Above) => {
    const own = [...ask.above].filter(([id, one]) => ask.covered.has(id) && one[key] > 0);
    const micro = own.reduce((sum, [, one]) => sum + one[key], 0);
    return { people: own.length, hours: Math.round(micro / 10_000) / 100 };
  };
  const dated = sumOf('dated');
  const undated = sumOf('undated');
  const notes: FileNote[] = [];
  if (dated.people > 0) {
    const message = `${hoursAre(dated)} above ${limit} in a workweek: the run pays overtime for ${itOrThem(dated.hours)}.`;
    notes.push({ code: 'overtime_found', message });
  }
  if (undated.people > 0) {
    const message = `${hoursAre(undated)} above ${limit} a week without a date, so no overtime is paid for ${itOrThem(undated.hours)}. Import hours by day (worked_on), or enter ${itOrThem(undated.hours)} as overtime.`;
    notes.push({ code: 'overtime_without_days', message });
  }
  return notes;
}
