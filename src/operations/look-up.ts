/**
 * From what somebody names to its row, if it is of one of their companies.
 *
 * Another company's row is answered like one that is not there: the same code and the same words. From
 * here on everything is read and written inside `{ companyId }`.
 *
 * Elsewhere: companies and schedules by their code (companies/find-company.ts, schedules/name-schedules.ts).
 */
import { type Caller, conditionOf, mayLookInto, scopeOf } from '#caller.ts';
import { type Answer, answer, assert } from '#errors.ts';
import type { OfCompanies } from '#store/reads/of-companies.ts';
import { type PeriodRow, periodById } from '#store/reads/periods.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import { isTaskOf, type TaskRow, taskById } from '#store/reads/tasks.ts';
import type { Reading, Scope, Store } from '#store/store.ts';
import { periodNotFound, runNotFound, taskNotFound } from './not-found.ts';
import type { World } from './world.ts';

type Looking = Pick<World, 'store' | 'caller'>;

/**
 * A look at the companies of the caller at one moment. Of one company the database shows no other row;
 * of several, `of` is the condition of each list.
 */
export function lookAcross<T>(
  { store, caller }: Looking,
  read: (at: Reading, of: OfCompanies) => Promise<T>,
): Promise<T> {
  return store.read(scopeOf(caller), (at) => read(at, conditionOf(caller)));
}

/** Refusal: run_not_found. */
export async function findRun(world: Looking, runId: number): Promise<Answer<RunRow>> {
  const run = await lookAcross(world, (at) => runById(at, runId));
  return run && mayLookInto(world.caller, run.companyId) ? answer(run) : runNotFound(runId);
}

/** Refusal: period_not_found. */
export async function findPeriod(world: Looking, periodId: number): Promise<Answer<PeriodRow>> {
  const period = await lookAcross(world, (at) => periodById(at, periodId));
  return period && mayLookInto(world.caller, period.companyId)
    ? answer(period)
    : periodNotFound(periodId);
}

/** A task is of the company of its period. Refusal: task_not_found. */
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

/** A store in which nothing is opened for a company that is not the caller's. */
export function storeFor(store: Store, caller: Caller): Store {
  const guarded = (scope: Scope): Scope => {
    assert(
      scope === 'every company' || mayLookInto(caller, scope.companyId),
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
