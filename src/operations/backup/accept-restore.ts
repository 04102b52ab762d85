/**
 * Somebody has looked at what happened since a backup that was restored. Runs then go on.
 *
 * Each company's audit chain says who accepted it and why.
 *
 * Refusals: not_an_operator, reason_missing, nothing_restored.
 */
import { actorOf, operatorOnly } from '#caller.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import type { World } from '#operations/world.ts';
import { type RestoreRow, restores } from '#store/reads/restores.ts';
import { auditAll } from '#store/writes/audit.ts';
import { acceptRestores, companiesWithChains } from '#store/writes/restores.ts';

interface AcceptRestore {
  readonly why: string;
}

export interface AcceptedRestore {
  readonly restores: readonly RestoreRow[];
  readonly companies: number;
}

export async function acceptRestore(
  world: World,
  ask: AcceptRestore,
): Promise<Answer<AcceptedRestore>> {
  const allowed = operatorOnly(world.caller);
  if (!allowed.ok) return allowed;
  const why = ask.why.trim();
  if (why === '') return reasonMissing();
  const by = actorOf(world.caller);
  return world.store.write('every company', async (tx): Promise<Answer<AcceptedRestore>> => {
    const before = await restores(tx);
    const count = await acceptRestores(tx, { by, why });
    if (count === 0) return nothingToAccept(before.length > 0);
    const after = await restores(tx);
    const accepted = after.filter((_, place) => before[place]?.acceptedAt === null);
    const companyIds = await companiesWithChains(tx);
    const sha256 = accepted[0]?.sha256 ?? '';
    const subject = `backup:${sha256.slice(0, 12)}`;
    const facts = { why, sha256, taken_at: accepted[0]?.takenAt.toString() ?? null };
    await auditAll(
      tx,
      companyIds.map((companyId) => ({
        ...{ companyId, actor: by, action: 'database.accept', subject, facts },
      })),
    );
    return answer({ restores: accepted, companies: companyIds.length });
  });
}

function reasonMissing(): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'reason_missing',
    message: 'accepting a restore needs a reason',
    hint: 'say what you have looked at',
  });
}

function nothingToAccept(wasRestored: boolean): Answer<never> {
  return refuse({
    family: 'conflict',
    code: 'nothing_restored',
    message: wasRestored
      ? 'the restore of this database was accepted already'
      : 'this database was not restored from a backup',
    hint: 'you do not need to do anything',
  });
}
