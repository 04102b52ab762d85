/** The JSON form of differences between a run and the last run of its schedule, by cause and by person. */
import type { NamedDifference, ShownDifferences } from '#operations/judgement/show-differences.ts';

type CodeOf = ShownDifferences['codeOf'];

export function differencesShape(shown: ShownDifferences): object {
  const { run, last, codeOf } = shown;
  return {
    runId: run.runId,
    periodId: run.periodId,
    company: run.companyCode,
    schedule: run.scheduleCode,
    state: run.state,
    currency: run.currency,
    comparedWith:
      last === null
        ? null
        : {
            ...{ runId: last.runId, periodId: last.periodId, payOn: last.payOn },
            ...{ grossMinor: last.grossMinor, netMinor: last.netMinor },
          },
    grossMinor: run.grossMinor,
    netMinor: run.netMinor,
    people: shown.people,
    grossDifferenceMinor: shown.grossMinor,
    netDifferenceMinor: shown.netMinor,
    byCause: shown.byCause.map((one) => causeShape(one, codeOf)),
    ...(shown.byDepartment === null
      ? {}
      : { departments: shown.byDepartment.map((one) => ({ ...one })) }),
    largest: shown.largest.map((one) => ({
      ...personDifferenceShape(one, codeOf),
      before: one.before === null ? null : { ...one.before },
      now: one.now === null ? null : { ...one.now },
    })),
  };
}

export function causeShape(
  { cause, people, grossMinor, netMinor, lines }: ShownDifferences['byCause'][number],
  codeOf: CodeOf,
): object {
  return { cause, people, grossMinor, netMinor, lines: linesShape(lines, codeOf) };
}

export function personDifferenceShape(
  { number, name, parts }: NamedDifference,
  codeOf: CodeOf,
): { readonly employee: string; readonly name: string; readonly parts: readonly object[] } {
  return {
    ...{ employee: number, name },
    parts: parts.map(({ cause, grossMinor, netMinor, lines, changes }) => ({
      ...{ cause, grossMinor, netMinor, lines: linesShape(lines, codeOf) },
      changes: changes.map(({ what, before: from, after, revision, enteredBy, enteredAt }) => ({
        ...{ what, before: from, after, revision, enteredBy, enteredAt },
      })),
    })),
  };
}

function linesShape(
  lines: readonly { readonly payCodeId: number; readonly amountMinor: bigint }[],
  codeOf: CodeOf,
): readonly object[] {
  return lines.map(({ payCodeId, amountMinor }) => ({ code: codeOf(payCodeId), amountMinor }));
}
