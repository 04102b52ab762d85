/**
 * The JSON form of a simulation. Runs and periods have no numbers: those of a scratch database mean nothing elsewhere.
 *
 * Each sum says on what it rests besides what is known today: `carried_table` and `assumed_hours`.
 */
import type { CashRow } from '#operations/rehearsal/cash.ts';
import type { NotRun, RehearsedRun } from '#operations/rehearsal/rehearsed-runs.ts';
import type { Rehearsal, Simulated } from '#operations/rehearsal/simulate.ts';
import { quarterName } from '#time/quarter.ts';
import { verbatim } from './json-form.ts';

export function simulationShape(done: Simulated): object {
  const { company, from, until, months, approvals, outageSeed, asItIs, changed } = done;
  return {
    ...{ company: company.code, currency: company.currency, timeZone: company.timeZone },
    ...{ from, until, months, approvals, outageSeed },
    ...rehearsalShape(asItIs),
    changed: changed === null ? null : { changes: changed.changes, ...rehearsalShape(changed) },
  };
}

function rehearsalShape(one: Rehearsal): object {
  const { cash, taxes, extraPayDates, outages, stuck } = one;
  return {
    runs: one.runs.map(runShape),
    notRun: one.notRun.map(notRunShape),
    cash: {
      byPayDate: cash.byPayDate.map(({ when: payOn, ...sums }) => sumsShape({ payOn }, sums)),
      byMonth: cash.byMonth.map(({ when: month, ...sums }) => sumsShape({ month }, sums)),
      byYear: cash.byYear.map(({ when: year, ...sums }) => sumsShape({ year }, sums)),
      total: cash.total.paid === 0 ? null : sumsShape({}, cash.total),
    },
    deposits: taxes.deposits.map(({ quarter, ...deposit }) => ({
      ...{ ...deposit, quarter: quarterName(quarter) },
    })),
    depositsUnknown: taxes.unknown,
    extraPayDates: extraPayDates.map(({ cash: needed, ...one }) => ({
      ...{ ...one, cash: needed === null ? null : sumsShape({}, needed) },
    })),
    ...{ outages, stuck },
    assumptions: one.assumptions.map(({ code, message, facts }) => ({
      ...{ code, message, facts: verbatim(facts) },
    })),
  };
}

function sumsShape(when: object, sums: Omit<CashRow, 'when'>): object {
  const { netMinor, taxesMinor, deductionsMinor, employerMinor, totalMinor } = sums;
  const { grossMinor, reimbursementsMinor, paid, held, carriedTable, assumedHours } = sums;
  return {
    ...{ ...when, netMinor, taxesMinor, deductionsMinor, employerMinor, totalMinor },
    ...{ grossMinor, reimbursementsMinor, paid, held, carriedTable, assumedHours },
  };
}

function runShape(one: RehearsedRun): object {
  const { run, table, held, isAfterPayDate, isAfterDeadline, waited, heldLate, outage } = one;
  const { scheduleCode, kind, startOn, endOn, payOn, dueAt, openedAt, committedAt } = run;
  return {
    ...{ schedule: scheduleCode, kind, startOn, endOn, payOn, dueAt, openedAt, committedAt },
    ...{ state: run.state, lateSeconds: run.lateSeconds, isLate: one.isLate },
    ...{ isAfterPayDate, isAfterDeadline },
    ...{ roster: run.rosterCount, paid: run.paidCount, excluded: run.excludedCount },
    ...{ heldCount: run.heldCount, held, lastError: run.lastError },
    ...{ grossMinor: run.grossMinor, reimbursementsMinor: run.reimbursementsMinor },
    ...{ deductionsMinor: run.deductionsMinor, taxesMinor: run.taxesMinor },
    ...{ employerMinor: run.employerMinor, netMinor: run.netMinor },
    table,
    waited: waited === null ? null : waitedShape(waited),
    heldLate:
      heldLate === null
        ? null
        : { at: heldLate.at, why: heldLate.why, isReleased: heldLate.isReleased },
    outage,
    hours: one.hours === null ? null : hoursShape(one.hours),
  };
}

function waitedShape(one: NonNullable<RehearsedRun['waited']>): object {
  const { since, people, roles, deadlineAt, silence, blockers, stays } = one;
  return {
    ...{ since, people, roles, deadlineAt, silence, blockers },
    ...{ approvedAtOnce: stays === null, stays },
  };
}

function hoursShape(one: NonNullable<RehearsedRun['hours']>): object {
  const { repeated, fullTime, without, refusal } = one;
  return { repeated, fullTime, without, refused: refusal === null ? null : refusal.code };
}

function notRunShape({ period, why }: NotRun): object {
  const { scheduleCode: schedule, startOn, endOn, payOn, dueAt } = period;
  return { schedule, startOn, endOn, payOn, dueAt, ...why };
}
