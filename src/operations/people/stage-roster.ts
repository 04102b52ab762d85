/** The people and the items of a roster in temporary tables. Unknown people get their ids on the way. */
import type { Writing } from '#store/store.ts';
import { employees, ensureEmployees, rosterItems } from '#store/writes/inputs.ts';
import { beginStaging } from '#store/writes/staged-rows.ts';
import { toldSize } from '#store/writes/told-sizes.ts';
import { columnsOf, type StagedVersions, stagedAs, stagingName } from '#store/writes/versions.ts';
import type { ImportProgress } from './import-in-slices.ts';
import { eachSlice, type SlicesAsk } from './roster-slices.ts';

export interface StagedRoster {
  readonly people: StagedVersions;
  readonly items: StagedVersions;
  readonly added: number;
  /** The lowest id of the added people. */
  readonly firstAdded: number | null;
}

/** Stages people and items slice by slice, and gives ids to unknown people on the way. */
export async function stageRoster(
  tx: Writing,
  ask: SlicesAsk & { readonly progress: ImportProgress },
): Promise<StagedRoster> {
  const { file, companyId } = ask;
  const { sliceRows, tell } = ask.progress.sent(file.rowCount);
  const open = { sliceRows, columns: columnsOf(employees), name: stagingName(employees) };
  const people = await beginStaging(tx, open);
  const items = await beginStaging(tx, {
    ...{ sliceRows, columns: columnsOf(rosterItems), name: stagingName(rosterItems) },
  });
  let added = 0;
  let firstAdded: number | null = null;
  const size = toldSize(tx, 'employee');
  await eachSlice({ ...ask, to: 'staging', sliceRows }, async (slice) => {
    const { numbers } = slice;
    const ensured = await ensureEmployees(tx, { companyId, numbers });
    added += ensured.added;
    await size.wrote(ensured.added);
    firstAdded ??= ensured.firstAdded;
    const encoded = slice.encoded((at) => ensured.ids.get(numbers[at] ?? '') ?? 0);
    await people.addEncoded(encoded.versions, slice.rows);
    await items.addEncoded(encoded.items, slice.itemCount);
    tell(people.rows);
  });
  await size.end();
  return {
    people: stagedAs(employees, await people.end()),
    items: stagedAs(rosterItems, await items.end()),
    ...{ added, firstAdded },
  };
}
