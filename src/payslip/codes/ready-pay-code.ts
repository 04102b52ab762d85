/**
 * A pay code prepared for calculation, once a run: text is parsed to whole numbers, and names
 * become slots.
 *
 * Every error inside one definition is found here. The check of a list and the preparation of a run
 * both use this code, so they cannot disagree.
 */

import type { Issue } from '#errors.ts';
import type { Minor } from '#money/minor.ts';
import type { RoundingMode } from '#money/rounding.ts';
import type { IfShort, PayCode, PayCodeKind } from './pay-code.ts';
import { PayCodeReader } from './pay-code-reader.ts';
import { type Stage, stageOf } from './pay-code-stage.ts';
import type { ReadyAsk, ReadyRule } from './ready-rule.ts';
import type { SharedLimit } from './shared-limits.ts';

export interface ReadyPayCode {
  /** Index among the run's pay codes. It is the index into each array of the worksheet. */
  readonly slot: number;
  readonly id: number;
  readonly code: PayCode;
  readonly kind: PayCodeKind;
  readonly stage: Stage;
  readonly rule: ReadyRule;
  readonly rounding: RoundingMode;
  /** Null if the line is not part of any tax's wages. */
  readonly wages: 'regular' | 'supplemental' | null;
  /** Indexes of the tax subjects that exempt this line, or before which it is deducted. */
  readonly exempt: readonly number[];
  readonly perPeriodCapMinor: Minor | null;
  readonly monthlyCapMinor: Minor | null;
  readonly annualCapMinor: Minor | null;
  /** The yearly limit of the law. Null: none, or the run does not look at limits. */
  readonly shared: SharedLimit | null;
  readonly priority: number;
  readonly minimumNetMinor: Minor;
  readonly ifShort: IfShort;
  readonly garnishment: {
    readonly percentMicro: bigint;
    readonly protectedPerWeekMinor: Minor;
  } | null;
  readonly appliesToAll: boolean;
  /** What the company states. Null: nothing. */
  readonly substantiatedMicro: bigint | null;
}

/** Prepares one pay code. Errors are added to `issues`; use the result only if none was added. */
export function readyPayCode(code: PayCode, ask: ReadyAsk, issues: Issue[]): ReadyPayCode {
  const read = new PayCodeReader(code, ask, issues);
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
    shared: ask.sharedOf?.(code) ?? null,
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
    substantiatedMicro: read.rateMicro(code.substantiatedRate, '/substantiatedRate'),
  };
}
