/** Whether an import compared the rows of its file, or recognized the file. */
import type { World } from '#operations/world.ts';
import { sql } from '#store/sql.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import type { SmallCompany } from './small-company.ts';

/** The answer, and whether the rows were compared. */
export async function watched<T>(company: SmallCompany, imports: (world: World) => Promise<T>) {
  let isCompared = false;
  const emit = (event: PaybeatEvent) => {
    isCompared ||= event.kind === 'import_progressed';
  };
  const answered = await imports({ ...company.world, telemetry: { emit } });
  return { isCompared, answered };
}

/** No file is recognized any more. */
export async function forgetFiles({ world, companyId }: SmallCompany): Promise<void> {
  await world.store.write({ companyId }, (tx) =>
    tx.run(sql`update imported_file set digest = sha256('') where company_id = ${companyId}`),
  );
}
