/** The JSON form of the result of running a period. */
import type { PeriodResult } from '#operations/runs/auto-run-payroll.ts';
import type { Rehearsed } from '#operations/runs/rehearse-off-cycle.ts';
import type { OffCycleRan, OffCycleResult } from '#operations/runs/run-off-cycle.ts';
import type { PersonPaid } from '#store/reads/off-cycle.ts';
import { runShape } from './runs.ts';

export type PersonPaidSeen = PersonPaid;

export function resultShape(result: PeriodResult): object {
  const { kind, periodId } = result;
  if (kind === 'ran') {
    const isContinued = result.isContinued === true;
    const earlierRuns = (result.earlierRuns ?? []).map(runShape);
    return {
      ...{ kind, periodId, seconds: result.seconds, isContinued },
      ...{ earlierRuns, run: runShape(result.run) },
    };
  }
  return kind === 'refused'
    ? { kind, periodId, refusal: result.refusal }
    : { kind, periodId, message: result.message };
}

/** An off-cycle run or its preview: its result, and each person's amount. */
export function offCycleShape(result: OffCycleResult): object {
  return result.kind === 'rehearsed' ? rehearsedShape(result) : ranShape(result);
}

function rehearsedShape(rehearsed: Rehearsed): object {
  const { currency, payOn, roster, paid, held, key, similar, reversal, notes, unusual } = rehearsed;
  return {
    ...{ payOn, currency, roster, paid, held, key },
    grossMinor: rehearsed.grossMinor,
    taxesMinor: rehearsed.taxesMinor,
    netMinor: rehearsed.netMinor,
    people: rehearsed.people.map(personShape),
    ...(reversal === null ? {} : { reversal }),
    ...{ similar, notes, unusual, written: false },
  };
}

function ranShape(result: OffCycleRan): object {
  const { wasThere, people, notes, unusual } = result;
  const told = { ...resultShape(result), wasThere, notes, unusual };
  if (result.kind !== 'ran') return told;
  const { currency } = result.run;
  return { ...told, currency, people: people.map(personShape) };
}

function personShape({ number, name, grossMinor, netMinor }: PersonPaidSeen): object {
  return { number, name, grossMinor, netMinor };
}
