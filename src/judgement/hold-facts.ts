/** What a limit saw, as it is stored with the person and answered as JSON. Numbers are text. */
import { formatAmount } from '#money/minor.ts';
import { measureText, personLimitTitles } from './finding-words.ts';
import { limitText } from './limits.ts';
import type { JudgeAsk, LimitFinding, Measure, PersonHold } from './person-limits.ts';

interface FindingFacts {
  readonly code: string;
  readonly title: string;
  readonly measure: Measure;
  readonly job: string | null;
  readonly on: string | null;
  /** In words, with the unit: `2,500.00 an hour`. */
  readonly seen: string;
  readonly usual: string | null;
  readonly limit: string;
  readonly value: string;
}

export interface HoldFacts {
  readonly gross: string;
  readonly net: string;
  readonly findings: readonly FindingFacts[];
  /** The newest revision that changed the pay or the roster row of the person. */
  readonly revision: number;
}

export function holdFacts(
  { findings }: PersonHold,
  of: JudgeAsk & { readonly changedAt: number },
): HoldFacts {
  const { pay } = of.seen;
  return {
    gross: formatAmount(pay.grossMinor, of.currency),
    net: formatAmount(pay.netMinor, of.currency),
    findings: findings.map((finding) => findingFacts(finding, of)),
    revision: of.changedAt,
  };
}

function findingFacts(finding: LimitFinding, of: JudgeAsk): FindingFacts {
  const { code, measure, seen, usual, limit, job, on } = finding;
  const usualMeasure = finding.usualMeasure ?? measure;
  return {
    ...{
      code,
      title: personLimitTitles[code],
      measure,
      job: job ?? null,
      on: on?.toString() ?? null,
    },
    seen: measureText(seen, { measure, currency: of.currency }),
    usual: usual === null ? null : measureText(usual, { ...of, measure: usualMeasure }),
    ...{ limit, value: limitText(limit, of.limits[limit]) },
  };
}
