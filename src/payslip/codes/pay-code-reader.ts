/**
 * Parses one pay code: amounts and rates become numbers, and names of pay codes become positions on the
 * worksheet. Every error becomes an issue with a pointer into the definition.
 */

import type { Issue } from '#errors.ts';
import { type Minor, parseAmount } from '#money/minor.ts';
import { parsePercent, parseRate, type Rate, ratio } from '#money/rate.ts';
import { type RoundingMode, roundingModes } from '#money/rounding.ts';
import type { AmountRule, PayCode, PayCodeKind } from './pay-code.ts';
import { baseWords, isWord, percentScale, stageOf } from './pay-code-stage.ts';
import type { BaseTerm, ReadyAsk, ReadyRule } from './ready-rule.ts';

const rulesOfKind: Readonly<Record<PayCodeKind, readonly AmountRule['by'][]>> = {
  earning: ['salary', 'hours', 'pieces', 'amount', 'percent'],
  reimbursement: ['amount', 'pieces', 'tax_pack'],
  deduction: ['amount', 'percent', 'bands', 'tax_pack'],
  tax: ['amount', 'percent', 'bands', 'tax_pack'],
  employer_contribution: ['amount', 'percent', 'bands', 'match', 'tax_pack'],
  information: ['amount', 'pieces', 'percent', 'tax_pack'],
};

/** Parses one definition. Every error becomes an issue with a pointer into the definition. */
export class PayCodeReader {
  readonly #code: PayCode;
  readonly #ask: ReadyAsk;
  readonly #issues: Issue[];

  constructor(code: PayCode, ask: ReadyAsk, issues: Issue[]) {
    this.#code = code;
    this.#ask = ask;
    this.#issues = issues;
  }

  #issue(pointer: string, code: string, message: string): void {
    this.#issues.push({ pointer, code, message: `${this.#code.code}: ${message}` });
  }

  /** Checks that the definition has only keys that its kind allows. */
  shape(): void {
    const { kind, amount, wages, caps, garnishment, minimumNet, exemptFrom } = this.#code;
    if (!rulesOfKind[kind].includes(amount.by)) {
      this.#issue('/amount/by', 'rule_not_for_kind', `${kind} cannot use the rule ${amount.by}`);
    }
    if (wages !== undefined && kind !== 'earning' && kind !== 'information') {
      this.#issue('/wages', 'not_for_kind', `${kind} cannot have wages`);
    }
    if (
      exemptFrom !== undefined &&
      kind !== 'earning' &&
      kind !== 'deduction' &&
      wages === undefined
    ) {
      this.#issue('/exemptFrom', 'not_for_kind', `${kind} is not taxed, so it cannot be exempt`);
    }
    if (caps !== undefined && kind !== 'deduction' && kind !== 'employer_contribution') {
      this.#issue('/caps', 'not_for_kind', `${kind} cannot be capped`);
    }
    const isWork = amount.by === 'salary' || (amount.by === 'hours' && amount.premium !== true);
    if (this.#code.inRegularRate !== undefined && (kind !== 'earning' || isWork)) {
      const message = 'only earnings in addition to salary and hours can say this';
      this.#issue('/inRegularRate', 'not_for_kind', message);
    }
    this.#substantiated();
    const afterTax = kind === 'deduction' && stageOf(this.#code) === 'posttax';
    if (garnishment !== undefined && !afterTax) {
      this.#issue(
        '/garnishment',
        'not_for_kind',
        'only a deduction after tax can be a garnishment',
      );
    }
    if (minimumNet !== undefined && !afterTax) {
      this.#issue(
        '/minimumNet',
        'not_for_kind',
        'only a deduction after tax can have a minimum net',
      );
    }
  }

  #substantiated(): void {
    const { kind, amount, substantiatedRate, substantiatedSource } = this.#code;
    if (substantiatedRate === undefined && substantiatedSource === undefined) return;
    if (kind !== 'reimbursement' || amount.by !== 'pieces') {
      const message = 'only a reimbursement by pieces can have a substantiated rate';
      this.#issue('/substantiatedRate', 'not_for_kind', message);
    } else if (substantiatedRate === undefined) {
      this.#issue('/substantiatedRate', 'missing', 'a source needs its substantiated rate');
    } else if ((substantiatedSource ?? '').trim() === '') {
      const message = 'a substantiated rate needs its source, such as a notice of the tax office';
      this.#issue('/substantiatedSource', 'missing', message);
    }
  }

  rule(): ReadyRule {
    const rule = this.#code.amount;
    switch (rule.by) {
      case 'salary':
      case 'tax_pack':
        return { by: rule.by };
      case 'hours':
        return {
          by: 'hours',
          factor: this.#factor(this.#multiplier(rule.multiplier)),
          rateMicro: this.rateMicro(rule.rate, '/amount/rate'),
          premium: rule.premium === true,
          ofSalary: rule.ofSalary === true,
        };
      case 'pieces':
        return {
          by: 'pieces',
          factor: this.#factor({ numerator: 1n, denominator: 1n }),
          rateMicro: this.rateMicro(rule.rate, '/amount/rate'),
          premium: true,
          ofSalary: false,
        };
      case 'amount':
        return { by: 'amount', amountMinor: this.cap(rule.amount, '/amount/amount') };
      case 'percent':
        return {
          by: 'percent',
          of: this.#base(rule.of),
          percentMicro:
            rule.percent === undefined ? null : this.percent(rule.percent, '/amount/percent'),
        };
      case 'bands':
        return {
          by: 'bands',
          of: this.#base(rule.of),
          bands: this.#bands(rule.bands),
          annualize: rule.annualize === true,
        };
      case 'match':
        return {
          by: 'match',
          matches: this.#slot(rule.matches, '/amount/matches'),
          of: this.#base(rule.of),
          tiers: this.#tiers(rule.tiers),
        };
    }
  }

  rounding(): RoundingMode {
    const mode = this.#code.rounding ?? 'half_up';
    if (!roundingModes.includes(mode)) {
      this.#issue(
        '/rounding',
        'unknown_rounding',
        `rounding must be one of ${roundingModes.join(', ')}`,
      );
    }
    return mode;
  }

  exemptions(): readonly number[] {
    const { subjects } = this.#ask;
    if (subjects === null) return [];
    return (this.#code.exemptFrom ?? []).map((name, index) => {
      const position = subjects.indexOf(name);
      if (position < 0) {
        const known = subjects.join(', ');
        this.#issue(
          `/exemptFrom/${index}`,
          'unknown_tax',
          `${name} is not a tax; the taxes are ${known}`,
        );
      }
      return position;
    });
  }

  /** An amount of zero or more, in minor units. Null if none is given. */
  cap(text: string | undefined, pointer: string): Minor | null {
    if (text === undefined) return null;
    const parsed = parseAmount(text, this.#ask.currency);
    if (parsed.ok && parsed.value >= 0n) return parsed.value;
    const message = parsed.ok ? `${text} is below zero` : parsed.refusal.message;
    this.#issue(pointer, parsed.ok ? 'negative_amount' : parsed.refusal.code, message);
    return null;
  }

  /** A percentage of zero or more, in millionths of a percent. */
  percent(text: string, pointer: string): bigint {
    const parsed = parsePercent(text);
    if (parsed.ok) {
      const { numerator, denominator } = parsed.value;
      if (numerator >= 0n && (numerator * percentScale) % denominator === 0n) {
        return (numerator * percentScale) / denominator;
      }
    }
    this.#issue(pointer, 'not_a_percentage', `${text} is not a percentage of zero or more`);
    return 0n;
  }

  #multiplier(text: string): Rate {
    const parsed = parseRate(text);
    if (parsed.ok) return parsed.value;
    this.#issue('/amount/multiplier', 'not_a_rate', `${text} is not a multiplier`);
    return { numerator: 1n, denominator: 1n };
  }

  #factor(multiplier: Rate): Rate {
    const minorPerUnit = 10n ** BigInt(this.#ask.currency.decimals);
    return ratio(multiplier.numerator * minorPerUnit, multiplier.denominator * 10n ** 12n);
  }

  /** A rate of zero or more, in millionths. Null if none is given. */
  rateMicro(text: string | undefined, pointer: string): bigint | null {
    if (text === undefined) return null;
    const parsed = parseRate(text);
    if (parsed.ok && parsed.value.numerator >= 0n) {
      const { numerator, denominator } = parsed.value;
      if ((numerator * 1_000_000n) % denominator === 0n) {
        return (numerator * 1_000_000n) / denominator;
      }
    }
    this.#issue(pointer, 'not_a_rate', `${text} is not a rate of up to six decimals`);
    return null;
  }

  #slot(name: string, pointer: string): number {
    const slot = this.#ask.slotOf(name);
    if (slot !== undefined) return slot;
    this.#issue(pointer, 'unknown_base', `there is no pay code ${name}`);
    return 0;
  }

  #base(names: readonly string[]): readonly BaseTerm[] {
    if (names.length === 0) {
      this.#issue('/amount/of', 'unknown_base', 'a percentage needs a base');
    }
    return names.map((text, index) => {
      const name = text.replace(/^-/, '');
      const at = isWord(name) ? baseWords[name] : this.#slot(name, `/amount/of/${index}`);
      return { at: at ?? 0, subtracted: text !== name };
    });
  }

  #bands(bands: readonly { above: string; percent: string }[]): {
    aboveMinor: Minor;
    percentMicro: bigint;
  }[] {
    if (bands.length === 0) this.#issue('/amount/bands', 'no_bands', 'at least one band is needed');
    let last = -1n;
    return bands.map((band, index) => {
      const aboveMinor = this.cap(band.above, `/amount/bands/${index}/above`) ?? 0n;
      if (aboveMinor <= last) {
        this.#issue(
          `/amount/bands/${index}/above`,
          'bands_not_rising',
          'each band must begin above the one before',
        );
      }
      last = aboveMinor;
      return {
        aboveMinor,
        percentMicro: this.percent(band.percent, `/amount/bands/${index}/percent`),
      };
    });
  }

  #tiers(tiers: readonly { upToPercent: string; matchPercent: string }[]): {
    upToMicro: bigint;
    matchMicro: bigint;
  }[] {
    if (tiers.length === 0) this.#issue('/amount/tiers', 'no_tiers', 'at least one tier is needed');
    let last = 0n;
    return tiers.map((tier, index) => {
      const upToMicro = this.percent(tier.upToPercent, `/amount/tiers/${index}/upToPercent`);
      if (upToMicro <= last) {
        this.#issue(
          `/amount/tiers/${index}/upToPercent`,
          'tiers_not_rising',
          "each tier's up_to_percent must be higher than the previous tier's",
        );
      }
      last = upToMicro;
      return {
        upToMicro,
        matchMicro: this.percent(tier.matchPercent, `/amount/tiers/${index}/matchPercent`),
      };
    });
  }
}
