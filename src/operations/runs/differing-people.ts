/**
 * Whose pay for a paid period differs by what was entered since, and by what. An opening of a correction asks for it.
 *
 * Of many people, each is calculated before that opening, in reads of a page each, so that no lock is held meanwhile.
 * The opening then calculates only those who changed since. Pairs are kept of the first people only.
 */
import type { World } from '#operations/world.ts';
import type { CorrectionSettled } from '#run/correction.ts';
import { paysOwnAmounts } from '#run/own-amounts.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { correctedSince } from '#store/reads/corrections.ts';
import type { RunRow } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import type { HeldRow } from '#store/writes/payslips.ts';
import { correctionPairsOf, notPaid, type Pair } from './corrected-payslips.ts';
import { looksInto } from './past-looks.ts';

export interface PeopleWhoDiffer {
  /** Everybody who is paid or owes a difference, by id. */
  readonly people: readonly { readonly employeeId: number; readonly settled: CorrectionSettled }[];
  /** Of the first of them. */
  readonly pairs: readonly Pair[];
  /** Who cannot be corrected. */
  readonly trouble: readonly HeldRow[];
  /** Who would be paid, and is held by a limit. */
  readonly limited: readonly HeldRow[];
}

/** What was found before the opening. */
export interface Looked {
  readonly revision: number;
  readonly looked: ReadonlySet<number>;
  readonly differing: PeopleWhoDiffer;
}

/** So many people are calculated in the transaction that opens the run. */
export const atOnceMax = 2_000;
/** Pairs that are kept, of each kind. An answer shows as many. */
export const pairsMax = 200;
const pagePeople = 1_000;

interface Ask {
  readonly run: RunRow;
  readonly revision: number;
  readonly employeeIds: readonly number[];
}

/** Of these people: those whose pay for the period changed after it was read for their payslip, with the revision. */
export async function changedPayOf(at: Reading, ask: Ask): Promise<ReadonlyMap<number, number>> {
  const { run, revision, employeeIds } = ask;
  const { companyId, runId, periodId, snapshotRevision, endOn } = run;
  if (employeeIds.length === 0) return new Map();
  const ownPeriodId = paysOwnAmounts(run) ? periodId : null;
  const past = [{ runId, snapshotRevision, endOn, ownPeriodId }];
  const of = { place: 0, companyId, employeeIds, until: revision, past, nextOn: () => endOn };
  const [look] = await looksInto(at, [of]);
  if (look === undefined) return new Map();
  const corrected = await correctedSince(at, { runId, revision, employeeIds: look.people });
  const read = new Map(corrected.map((one) => [one.employeeId, one.snapshotRevision]));
  return new Map(
    look.people.flatMap((id): readonly [number, number][] => {
      const newest = Math.max(0, ...(look.changes.get(id) ?? []));
      return newest > (read.get(id) ?? snapshotRevision) ? [[id, newest]] : [];
    }),
  );
}

/** Null: they are so few that the opening calculates them. */
export async function lookAhead(
  world: World,
  {
    run,
    asks,
  }: { readonly run: RunRow; readonly asks: (at: Reading) => Promise<readonly number[]> },
): Promise<Looked | null> {
  const { companyId, runId } = run;
  const { revision, ids } = await world.store.read({ companyId }, async (at) => {
    const known = await currentRevision(at, companyId);
    const changed = await changedPayOf(at, {
      run,
      revision: known,
      employeeIds: await asks(at),
    });
    return { revision: known, ids: [...changed.keys()] };
  });
  if (ids.length <= atOnceMax) return null;
  let differing = nobody;
  for (let from = 0; from < ids.length; from += pagePeople) {
    const employeeIds = ids.slice(from, from + pagePeople);
    const found = await world.store.read({ companyId }, (at) =>
      differingAmong(at, { run, revision, employeeIds }),
    );
    differing = joined(differing, found);
    const done = from + employeeIds.length;
    world.telemetry.emit({ kind: 'payslips_compared', runId, done, of: ids.length });
  }
  return { revision, looked: new Set(ids), differing };
}

/** Calculates these people, in order of their ids. */
export async function differingAmong(at: Reading, ask: Ask): Promise<PeopleWhoDiffer> {
  const { run, revision, employeeIds } = ask;
  if (employeeIds.length === 0) return nobody;
  const { companyId, runId: corrects, taxYear } = run;
  const of = { companyId, runId: 0, periodId: 0, corrects, taxYear, revision, employeeIds };
  const { pairs: all, held, limited } = await correctionPairsOf(at, of);
  const pairs = all.filter(({ settled }) => settled === 'this_run' || settled === 'owed_list');
  const unclear = all.filter(({ settled }) => settled === 'unclear');
  return {
    people: pairs.map(({ employeeId, settled }) => ({ employeeId, settled })),
    pairs: firstOf(pairs),
    trouble: [...held, ...unclear.map((one) => notPaid(one, corrects))],
    limited,
  };
}

/** What was found before, without people who changed since, and these as they are now. */
export function withChanged(
  { differing }: Looked,
  { changed, found }: { readonly changed: ReadonlySet<number>; readonly found: PeopleWhoDiffer },
): PeopleWhoDiffer {
  const isLeft = ({ employeeId }: { readonly employeeId: number }) => !changed.has(employeeId);
  const left = {
    people: differing.people.filter(isLeft),
    pairs: differing.pairs.filter(isLeft),
    trouble: differing.trouble.filter(isLeft),
    limited: differing.limited.filter(isLeft),
  };
  return joined(left, found);
}

const nobody: PeopleWhoDiffer = { people: [], pairs: [], trouble: [], limited: [] };

function joined(one: PeopleWhoDiffer, other: PeopleWhoDiffer): PeopleWhoDiffer {
  return {
    people: [...one.people, ...other.people],
    pairs: firstOf([...one.pairs, ...other.pairs]),
    trouble: [...one.trouble, ...other.trouble],
    limited: [...one.limited, ...other.limited],
  };
}

function firstOf(pairs: readonly Pair[]): readonly Pair[] {
  const isPaid = ({ settled }: Pair) => settled === 'this_run';
  return [
    ...pairs.filter(isPaid).slice(0, pairsMax),
    ...pairs.filter((pair) => !isPaid(pair)).slice(0, pairsMax),
  ];
}
