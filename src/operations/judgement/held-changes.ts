/**
 * What changed in the pay of people whom a limit holds, since the last run that paid them: from what to what, who
 * entered it, and when. As the run read it.
 */
import { assert } from '#errors.ts';
import { changesOf } from '#store/reads/changes.ts';
import { companyById } from '#store/reads/companies.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { changesBasis } from './changes-read.ts';
import { type ListedChange, withOrigin } from './list-changes.ts';

interface HeldPeople {
  readonly run: Pick<RunRow, 'runId' | 'companyId' | 'periodId' | 'snapshotRevision'>;
  readonly employeeIds: readonly number[];
}

/** By employee id, the largest change first. */
export async function heldChanges(
  at: Reading,
  { run, employeeIds }: HeldPeople,
): Promise<ReadonlyMap<number, readonly ListedChange[]>> {
  const { companyId, periodId, snapshotRevision: revision } = run;
  const company = await companyById(at, companyId);
  assert(company, `run ${run.runId} has a company`);
  const { asked } = await changesBasis(at, { company, periodId });
  if (asked.periods.length === 0) return new Map();
  const rows = await changesOf(at, {
    ...{ ...asked, employeeIds, what: null, isUnconfirmed: false, beyond: null },
    periods: asked.periods.map((one) => ({ ...one, knownRevision: revision })),
    ...{ limit: null, offset: 0 },
  });
  const listed = await withOrigin(at, { company, revision, rows });
  return Map.groupBy(listed.ok ? listed.value : [], ({ employeeId }) => employeeId);
}
