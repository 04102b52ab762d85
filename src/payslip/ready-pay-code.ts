/**
 * A pay code made ready for calculating: text parsed to whole numbers, names resolved to
 * positions, once a run. Everything that can be wrong inside one definition is found here, so
 * the check of a list and the preparation of a run cannot disagree.
 */

import type { Issue } from '#errors.ts';
import { type Currency, type Minor, parseAmount } from '#money/minor.ts';
import { type Rate, parsePercent, parseRate, ratio } from '#money/rate.ts';
import { type RoundingMode, roundingModes } from '#money/rounding.ts';
import type { AmountRule, IfShort, PayCode, PayCodeKind } from './pay-code.ts';

/** Pseudo positions of the three words that a base knows. */
export const GROSS = -1;
export const DISPOSABLE = -2;
export const NET = -3;

const WORDS: Readonly<Record<string, number>> = { gross: GROSS, disposable: DISPOSABLE, net: NET };

export interface BaseTerm {
  /** Position on the payslip, or one of the words above. */
  readonly at: number;
  readonly subtracted: boolean;
}

/** Millionths of a percent in one: a percentage times a base is divided by this. */
export const PERCENT_SCALE = 100_000_000n;

export type ReadyRule =
  | { readonly by: 'salary' }
  | {
      readonly by: 'hours' | 'pieces';
      /** Minor units for one millionth of a piece at one millionth of a currency unit. */
      readonly factor: Rate;
      readonly rateMicro: bigint | null;
      readonly premium: boolean;
      readonly ofSalary: boolean;
    }
  | { readonly by: 'amount'; readonly amountMinor: Minor | null }
  | {
      readonly by: 'percent';
      readonly of: readonly BaseTerm[];
      readonly percentMicro: bigint | null;
    }
  | {
      readonly by: 'bands';
      readonly of: readonly BaseTerm[];
      readonly bands: readonly { readonly aboveMinor: Minor; readonly percentMicro: bigint }[];
      readonly annualize: boolean;
    }
  | {
      readonly by: 'match';
      readonly matches: number;
      readonly of: readonly BaseTerm[];
      readonly tiers: readonly { readonly upToMicro: bigint; readonly matchMicro: bigint }[];
    }
  | { readonly by: 'tax_pack' };

/** When a line can be calculated; a line's base comes from earlier stages or earlier in its own. */
export type Stage = 'pay' | 'pay_on_pay' | 'pretax' | 'pack' | 'tax' | 'posttax' | 'employer';

export const stages: readonly Stage[] = [
  'pay',
  'pay_on_pay',
  'pretax',
  'pack',
  'tax',
  'posttax',
  'employer',
];

export interface ReadyPayCode {
  /** Position among the run's pay codes: index of every array of the worksheet. */
  readonly slot: number;
  readonly id: number;
  readonly code: PayCode;
  readonly kind: PayCodeKind;
  readonly stage: Stage;
  readonly rule: ReadyRule;
  readonly rounding: RoundingMode;
  /** Null: taxes do not look at it. */
  readonly wages: 'regular' | 'supplemental' | null;
  /** Positions of tax subjects that leave this line out. */
  readonly exempt: readonly number[];
  readonly perPeriodCapMinor: Minor | null;
  readonly monthlyCapMinor: Minor | null;
  readonly annualCapMinor: Minor | null;
  readonly priority: number;
  readonly minimumNetMinor: Minor;
  readonly ifShort: IfShort;
  readonly garnishment: {
    readonly percentMicro: bigint;
    readonly protectedPerWeekMinor: Minor;
  } | null;
  readonly appliesToAll: boolean;
}

export interface ReadyAsk {
  readonly slot: number;
  readonly currency: Currency;
  /** Names of the taxes, when a country's are known. */
  readonly subjects: readonly string[] | null;
  /** Position of another pay code, or undefined where no such code exists. */
  slotOf(code: string): number | undefined;
}

const RULES_OF_KIND: Readonly<Record<PayCodeKind, readonly AmountRule['by'][]>> = {
  earning: ['salary', 'hours', 'pieces', 'amount', 'percent'],
  reimbursement: ['amount', 'pieces'],
  deduction: ['amount', 'percent', 'bands'],
  tax: ['amount', 'percent', 'bands', 'tax_pack'],
  employer_contribution: ['amount', 'percent', 'bands', 'match', 'tax_pack'],
  information: ['amount', 'pieces', 'percent', 'tax_pack'],
};

/** What is wrong goes to `issues`; the pay code is usable only when nothing was added. */
export function readyPayCode(code: PayCode, ask: ReadyAsk, issues: Issue[]): ReadyPayCode {
  const read = new Reader(code, ask, issues);
  read.shape();
  const { caps, garnishment } = code;
  return {
    slot: ask.slot,
    id: code.id,
    code,
    kind: code.kind,
    stage: stageOf(code),
    rule: read.rule(),
    rounding: read.rounding(),
    wages: code.kind === 'earning' ? (code.wages ?? 'regular') : (code.wages ?? null),
    exempt: read.exemptions(),
    perPeriodCapMinor: read.cap(caps?.perPeriod, '/caps/perPeriod'),
    monthlyCapMinor: read.cap(caps?.monthly, '/caps/monthly'),
    annualCapMinor: read.cap(caps?.annual, '/caps/annual'),
    priority: code.priority ?? 100,
    minimumNetMinor: read.cap(code.minimumNet, '/minimumNet') ?? 0n,
    ifShort: code.ifShort ?? 'hold',
    garnishment:
      garnishment === undefined
        ? null
        : {
            percentMicro: read.percent(
              garnishment.percentOfDisposable,
              '/garnishment/percentOfDisposable',
            ),
            protectedPerWeekMinor:
              read.cap(garnishment.protectedPerWeek, '/garnishment/protectedPerWeek') ?? 0n,
          },
    appliesToAll: code.appliesToAll === true,
  };
}

/** The stage of a definition, from its kind, its rule and whether it comes before taxes. */
export function stageOf(code: PayCode): Stage {
  if (code.amount.by === 'tax_pack') return 'pack';
  switch (code.kind) {
    case 'earning':
      return code.amount.by === 'percent' ? 'pay_on_pay' : 'pay';
    case 'reimbursement':
      return 'pay';
    case 'information':
      if (code.amount.by !== 'percent') return 'pay';
      return code.wages === undefined ? 'employer' : 'pay_on_pay';
    case 'deduction':
      return (code.exemptFrom ?? []).length > 0 ? 'pretax' : 'posttax';
    case 'tax':
      return 'tax';
    case 'employer_contribution':
      return 'employer';
  }
}

/** The names a definition's amount rests on, without a leading minus. */
export function namesInBase(rule: AmountRule): readonly string[] {
  const names = 'of' in rule ? rule.of.map((name) => name.replace(/^-/, '')) : [];
  return rule.by === 'match' ? [rule.matches, ...names] : names;
}

export function isWord(name: string): boolean {
  return Object.hasOwn(WORDS, name);
}

/** Reads one definition's text; every problem becomes an issue with a pointer inside it. */
class Reader {
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

  /** What a kind may have at all. */
  shape(): void {
    const { kind, amount, wages, caps, garnishment, minimumNet, exemptFrom } = this.#code;
    if (!RULES_OF_KIND[kind].includes(amount.by)) {
      this.#issue('/amount/by', 'rule_not_for_kind', `${kind} cannot be by ${amount.by}`);
    }
    if (wages !== undefined && kind !== 'earning' && kind !== 'information') {
      this.#issue('/wages', 'not_for_kind', `${kind} is not wages`);
    }
    if (
      exemptFrom !== undefined &&
      kind !== 'earning' &&
      kind !== 'deduction' &&
      wages === undefined
    ) {
      this.#issue('/exemptFrom', 'not_for_kind', `${kind} is not taxed, so nothing exempts it`);
    }
    if (caps !== undefined && kind !== 'deduction' && kind !== 'employer_contribution') {
      this.#issue('/caps', 'not_for_kind', `${kind} cannot be capped`);
    }
    const afterTax = kind === 'deduction' && stageOf(this.#code) === 'posttax';
    if (garnishment !== undefined && !afterTax) {
      this.#issue('/garnishment', 'not_for_kind', 'only a deduction after tax is a garnishment');
    }
    if (minimumNet !== undefined && !afterTax) {
      this.#issue('/minimumNet', 'not_for_kind', 'only a deduction after tax keeps a minimum net');
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
          rateMicro: this.#rateMicro(rule.rate),
          premium: rule.premium === true,
          ofSalary: rule.ofSalary === true,
        };
      case 'pieces':
        return {
          by: 'pieces',
          factor: this.#factor({ numerator: 1n, denominator: 1n }),
          rateMicro: this.#rateMicro(rule.rate),
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
        `rounding is one of ${roundingModes.join(', ')}`,
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
        this.#issue(`/exemptFrom/${index}`, 'unknown_tax', `no tax is called ${name} (${known})`);
      }
      return position;
    });
  }

  /** An amount of zero or more, or null where none is given. */
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
      if (numerator >= 0n && (numerator * PERCENT_SCALE) % denominator === 0n) {
        return (numerator * PERCENT_SCALE) / denominator;
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

  #rateMicro(text: string | undefined): bigint | null {
    if (text === undefined) return null;
    const parsed = parseRate(text);
    if (parsed.ok && parsed.value.numerator >= 0n) {
      const { numerator, denominator } = parsed.value;
      if ((numerator * 1_000_000n) % denominator === 0n) {
        return (numerator * 1_000_000n) / denominator;
      }
    }
    this.#issue('/amount/rate', 'not_a_rate', `${text} is not a rate of up to six decimals`);
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
      this.#issue('/amount/of', 'unknown_base', 'a percentage is of something');
    }
    return names.map((text, index) => {
      const name = text.replace(/^-/, '');
      const at = isWord(name) ? WORDS[name] : this.#slot(name, `/amount/of/${index}`);
      return { at: at ?? 0, subtracted: text !== name };
    });
  }

  #bands(bands: readonly { above: string; percent: string }[]): {
    aboveMinor: Minor;
    percentMicro: bigint;
  }[] {
    if (bands.length === 0) this.#issue('/amount/bands', 'no_bands', 'there is no band');
    let last = -1n;
    return bands.map((band, index) => {
      const aboveMinor = this.cap(band.above, `/amount/bands/${index}/above`) ?? 0n;
      if (aboveMinor <= last) {
        this.#issue(`/amount/bands/${index}/above`, 'bands_not_rising', 'bands rise');
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
    if (tiers.length === 0) this.#issue('/amount/tiers', 'no_tiers', 'there is no tier');
    let last = 0n;
    return tiers.map((tier, index) => {
      const upToMicro = this.percent(tier.upToPercent, `/amount/tiers/${index}/upToPercent`);
      if (upToMicro <= last) {
        this.#issue(`/amount/tiers/${index}/upToPercent`, 'tiers_not_rising', 'tiers rise');
      }
      last = upToMicro;
      return {
        upToMicro,
        matchMicro: this.percent(tier.matchPercent, `/amount/tiers/${index}/matchPercent`),
      };
    });
  }
}
