/**
 * What the federal taxes of a year do about income that is not money, after the other taxes: pay ahead, take back, and
 * explain. The rules are in imputed-income.ts.
 */
import type { Explanation } from '#payslip/explanation/explanation.ts';
import type { OpenTaxPack, TaxableWages, TaxSheet } from '#payslip/taxes/tax-pack.ts';
import {
  explainAdvance,
  explainFormerTaxes,
  explainRepayment,
  explainSpecialIncome,
  specialLines,
} from './explain-imputed-income.ts';
import type { FicaAsk } from './fica.ts';
import { coverLines, writeCost } from './group-term-life.ts';
import {
  type AdvanceAsk,
  advanceOf,
  formerBelowZero,
  formerTaxes,
  type ImputedLines,
  imputedLines,
  repaymentOf,
  writeAdvance,
} from './imputed-income.ts';
import type { YearOfWages } from './year-with-sick-pay.ts';

interface ExplainAsk {
  readonly fica: FicaAsk;
  readonly wages: TaxableWages;
  readonly sheet: Pick<TaxSheet, 'amounts'>;
  /** The line of the wages for income tax. */
  readonly wagesSlot: number;
}

export interface ImputedTaxes extends Pick<YearOfWages, 'beforeTaxes' | 'afterTaxes' | 'afterAll'> {
  readonly lines: ImputedLines;
  /** Changes the explanations of lines that such income touches. */
  explain(ask: ExplainAsk, told: Map<number, Explanation>): void;
}

const nothing: ReadonlyMap<number, Explanation> = new Map();

export function imputedTaxes(ask: OpenTaxPack, taxAsk: Omit<AdvanceAsk, 'lines'>): ImputedTaxes {
  const lines = imputedLines(ask);
  const special = specialLines(ask);
  const { socialSecurity, medicare } = taxAsk.ficaLines;
  const cover = coverLines(ask);
  return {
    lines,
    beforeTaxes: (input, sheet) =>
      formerBelowZero(lines, sheet) ?? (cover === null ? null : writeCost(cover, input, sheet)),
    afterTaxes(input, given, sheet) {
      const advance = advanceOf({ ...taxAsk, lines }, { ...given, input }, sheet);
      if (advance === null) return nothing;
      writeAdvance(lines, advance, sheet);
      return explainAdvance(advance, lines);
    },
    afterAll(input, sheet) {
      const repayment = repaymentOf(lines, input, sheet);
      if (repayment === null) return nothing;
      sheet.write(lines.repaid.slot, repayment.amountMinor);
      return explainRepayment(repayment, lines);
    },
    explain({ fica, wages, sheet, wagesSlot }, told) {
      explainSpecialIncome({ special, wagesSlot }, sheet, told);
      const former = formerTaxes({ lines, fica }, wages, sheet);
      if (former === null || 'kind' in former) return;
      const slots = { socialSecurity: socialSecurity.slot, medicare: medicare.slot };
      explainFormerTaxes({ former, lines }, slots, told);
    },
  };
}
