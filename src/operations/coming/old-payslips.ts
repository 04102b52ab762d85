/**
 * Adds up the payslips of the Django design: by period, and by person for one year.
 *
 * It finds who was paid twice in a period. Who has a payslip there is one bit, in pages of 1,024 people.
 */

import type { OldPayslip, OldPeriod } from '#files/django/old-records.ts';
import { type Minor, parseAmount, USD } from '#money/minor.ts';
import type { ComingFindings } from './findings.ts';
import type { OldSystem } from './read-old.ts';

/** What one person was paid in the year, with the taxes that the design knows. */
interface YearPaid {
  grossMinor: Minor;
  federalMinor: Minor;
  socialSecurityMinor: Minor;
  medicareMinor: Minor;
  netMinor: Minor;
  payslips: number;
  /** False: an amount could not be read to the cent, so the sums say too little. */
  isExact: boolean;
}

interface PeriodPaid {
  payslips: number;
}

const pageBits = 1_024;

export class OldPayslips {
  readonly #findings: ComingFindings;
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #periods: ReadonlyMap<string, OldPeriod>;
  readonly #yearOf: (period: OldPeriod) => number | null;
  readonly #year: number;
  readonly #seen = new Map<string, Uint32Array>();
  readonly #byPeriod = new Map<string, PeriodPaid>();
  readonly #byPerson = new Map<string, YearPaid>();
  /** Payslips of years before. */
  earlier = 0;

  constructor(ask: {
    readonly system: OldSystem;
    readonly findings: ComingFindings;
    /** The year in which a period was paid. */
    readonly yearOf: (period: OldPeriod) => number | null;
    readonly year: number;
  }) {
    this.#findings = ask.findings;
    this.#indexes = new Map(ask.system.employees.map(({ id }, index) => [id, index]));
    this.#periods = new Map(ask.system.periods.map((period) => [period.id, period]));
    this.#yearOf = ask.yearOf;
    this.#year = ask.year;
  }

  countOf(periodId: string): number {
    return this.#byPeriod.get(periodId)?.payslips ?? 0;
  }

  yearOf(employeeId: string): YearPaid | null {
    return this.#byPerson.get(employeeId) ?? null;
  }

  take(payslip: OldPayslip, table: string): void {
    const { id, periodId, employeeId } = payslip;
    const index = this.#indexes.get(employeeId);
    const period = this.#periods.get(periodId);
    const tell = (level: 'told' | 'left', code: string, message: string) =>
      this.#findings.add({ level, code, table, row: id, company: null, message });
    if (index === undefined || period === undefined) {
      const what = period === undefined ? `period ${periodId}` : `employee ${employeeId}`;
      tell('left', 'payslip_orphaned', `The payslip belongs to ${what}, which is not there.`);
      return;
    }
    const paid = this.#byPeriod.get(periodId) ?? { payslips: 0 };
    paid.payslips += 1;
    this.#byPeriod.set(periodId, paid);
    if (this.#isSecond(periodId, index)) {
      const message = `Employee ${employeeId} has more than one payslip in period ${periodId}.`;
      tell('told', 'paid_twice', `${message} Both count in the year.`);
    }
    const year = this.#yearOf(period);
    if (year === this.#year) this.#add(payslip, tell);
    else if (year !== null && year < this.#year) this.earlier += 1;
  }

  #add(payslip: OldPayslip, tell: (level: 'told', code: string, message: string) => void): void {
    const { employeeId } = payslip;
    const sum = this.#byPerson.get(employeeId) ?? {
      ...{ grossMinor: 0n, federalMinor: 0n, socialSecurityMinor: 0n, medicareMinor: 0n },
      ...{ netMinor: 0n, payslips: 0, isExact: true },
    };
    this.#byPerson.set(employeeId, sum);
    sum.payslips += 1;
    const { gross, federal, socialSecurity, medicare, net } = payslip;
    const amounts = [gross, federal, socialSecurity, medicare, net].map(exactMinor);
    const [grossMinor, federalMinor, socialMinor, medicareMinor, netMinor] = amounts;
    if (
      !isAmount(grossMinor) ||
      !isAmount(federalMinor) ||
      !isAmount(socialMinor) ||
      !isAmount(medicareMinor) ||
      !isAmount(netMinor)
    ) {
      sum.isExact = false;
      tell(
        'told',
        'amount_not_exact',
        'An amount of the payslip is missing or has no whole cents.',
      );
      return;
    }
    if (grossMinor - federalMinor - socialMinor - medicareMinor !== netMinor) {
      tell('told', 'payslip_not_adding_up', 'Gross less the three taxes is not the net pay.');
    }
    sum.grossMinor += grossMinor;
    sum.federalMinor += federalMinor;
    sum.socialSecurityMinor += socialMinor;
    sum.medicareMinor += medicareMinor;
    sum.netMinor += netMinor;
  }

  #isSecond(periodId: string, index: number): boolean {
    const key = `${periodId} ${Math.floor(index / pageBits)}`;
    const page = this.#seen.get(key) ?? new Uint32Array(pageBits / 32);
    this.#seen.set(key, page);
    const place = index % pageBits;
    const word = Math.floor(place / 32);
    const bit = 1 << (place % 32);
    const before = page[word] ?? 0;
    page[word] = before | bit;
    return (before & bit) !== 0;
  }
}

function isAmount(minor: Minor | null | undefined): minor is Minor {
  return minor !== null && minor !== undefined;
}

/** Zeros after the cents say nothing. `0.30000000000000004`, the sum of 0.1 and 0.2, is no amount. */
export function exactMinor(text: string | null): Minor | null {
  if (text === null) return null;
  const amount = parseAmount(text.replace(/(\.\d\d)0+$/, '$1'), USD);
  return amount.ok ? amount.value : null;
}
