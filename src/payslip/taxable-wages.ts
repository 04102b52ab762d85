/**
 * The taxable wages of each tax subject: regular and supplemental earnings, and the deductions
 * before that tax. The arrays are reused for every employee of a run.
 */

import type { Minor } from '#money/minor.ts';
import type { TaxableWages } from './taxes/tax-pack.ts';
import type { Worksheet } from './worksheet.ts';

export class WagesBySubject implements TaxableWages {
  readonly regular: Minor[];
  readonly supplemental: Minor[];
  readonly pretax: Minor[];

  constructor(subjects: number) {
    this.regular = new Array<Minor>(subjects).fill(0n);
    this.supplemental = new Array<Minor>(subjects).fill(0n);
    this.pretax = new Array<Minor>(subjects).fill(0n);
  }

  /** Fills the arrays. Returns the index of a subject whose deductions exceed its wages, or -1. */
  read(sheet: Worksheet): number {
    const { regular, supplemental, pretax } = this;
    regular.fill(sheet.regularMinor);
    supplemental.fill(sheet.supplementalMinor);
    pretax.fill(0n);
    for (const code of sheet.exempting) {
      if (sheet.present[code.slot] === 0) continue;
      const amount = sheet.amounts[code.slot] ?? 0n;
      const from = code.wages === 'supplemental' ? supplemental : regular;
      for (const subject of code.exempt) {
        if (code.kind === 'deduction') pretax[subject] = (pretax[subject] ?? 0n) + amount;
        else from[subject] = (from[subject] ?? 0n) - amount;
      }
    }
    for (let subject = 0; subject < regular.length; subject += 1) {
      const wages = (regular[subject] ?? 0n) + (supplemental[subject] ?? 0n);
      if (wages < (pretax[subject] ?? 0n)) return subject;
    }
    return -1;
  }
}
