/** Confines a verb to the company that `--company` names. Without it, the verb sees every company of the caller. */
import { confinedTo } from '#caller.ts';
import { type Answer, answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { WholeWorld } from '#operations/world.ts';
import { commandCaller } from './person.ts';

/** Refusal: company_not_found. */
export async function worldOf(
  world: WholeWorld,
  code: string | undefined,
): Promise<Answer<WholeWorld>> {
  if (code === undefined) return answer(world);
  const company = await findCompany(world, code);
  if (!company.ok) return company;
  return answer({ ...world, caller: confinedTo(commandCaller(), [company.value.companyId]) });
}
