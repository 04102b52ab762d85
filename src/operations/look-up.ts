/**
 * Looks up a run, a period or a task by its id, within the caller's companies.
 *
 * A row of another company is refused like a missing row, with the same code and message. After the
 * look-up, everything is read and written inside `{ companyId }`.
 *
 * Elsewhere: companies and schedules by their code (companies/find-company.ts, schedules/name-schedules.ts).
 */
import { type Caller, conditionOf, mayLookInto, scopeOf } from '#caller.ts';
import { type Answer, answer, assert } from '#errors.ts';
import type { OfCompanies } from '#store/reads/of-companies.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { type RunRow, runById, runsById } from '#store/reads/runs.ts';
import { isTaskOf, type TaskRow, taskById } from '#store/reads/tasks.ts';
import type { Reading, Scope, Store } from '#store/store.ts';
import { periodNotFound, runNotFound, taskNotFound } from './not-found.ts';
import type { World } from './world.ts';

type Looking = Pick<World, 'store' | 'caller'>;

/**
 * Reads the caller's companies in one snapshot. With one company, the database hides all other rows. With
 * several, `of` is the condition for each query.
 */
export function lookAcross<T>(
  { store, caller }: Looking,
  read: (at: Reading, of: OfCompanies) => Promise<T>,
): Promise<T> {
  return store.read(scopeOf(caller), (at) => read(at, conditionOf(caller)));
}

/** Those that exist, in ascending order. */
export async function findRuns(
  world: Looking,
  runIds: readonly number[],
): Promise<readonly RunRow[]> {
  const runs = await lookAcross(world, (at) => runsById(at, runIds));
  return runs.filter(({ companyId }) => mayLookInto(world.caller, companyId));
}

/** Refusal: run_not_found. */
export async function findRun(world: Looking, runId: number): Promise<Answer<RunRow>> {
  const run = await lookAcross(world, (at) => runById(at, runId));
  return run && mayLookInto(world.caller, run.companyId) ? answer(run) : runNotFound(runId);
}

/** Refusal: period_not_found. */
export async function findPeriod(world: Looking, periodId: number): Promise<Answer<PeriodRow>> {
  const scope = scopeOf(world.caller);
  const byKey = scope === 'every company' ? 'every company by key' : { ...scope, isByKey: true };
  const period = await world.store.read(byKey, (at) => periodById(at, periodId));
  return period && mayLookInto(world.caller, period.companyId)
    ? answer(period)
    : periodNotFound(periodId);
}

/** A task belongs to the company of its period. Refusal: task_not_found. */
export async function findSentTask(
  { store, caller }: Looking,
  taskId: string,
): Promise<Answer<TaskRow>> {
  const of = conditionOf(caller);
  const task = await store.read('every company', async (at) =>
    (await isTaskOf(at, { ...of, taskId })) ? taskById(at, taskId) : null,
  );
  return task ? answer(task) : taskNotFound(taskId);
}

/** A store that opens transactions only for the caller's companies. */
export function storeFor(store: Store, caller: Caller): Store {
  const guarded = (scope: Scope): Scope => {
    assert(
      typeof scope === 'string' || companiesIn(scope).every((one) => mayLookInto(caller, one)),
      'a caller acts in companies of their own',
    );
    return scope;
  };
  return {
    read: (scope, work) => store.read(guarded(scope), work),
    write: (scope, work) => store.write(guarded(scope), work),
    rehearse: (scope, work) => store.rehearse(guarded(scope), work),
    close: (how) => store.close(how),
  };
}

function companiesIn(scope: Exclude<Scope, string>): readonly number[] {
  return 'companyIds' in scope ? scope.companyIds : [scope.companyId];
}
