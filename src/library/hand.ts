/** What every part of the library works with, and how it finds the company that a caller names. */
import type { ListedCompany } from '#answers/companies.ts';
import type { Answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { WholeWorld } from '#operations/world.ts';
import type { Config } from '#settings/config.ts';

export interface Hand {
  readonly world: WholeWorld;
  readonly config: Config;
}

export interface OfCompany {
  /** Code of the company. Required if the database has several companies. */
  readonly company?: string;
}

export async function inCompany<T>(
  { world }: Hand,
  ask: OfCompany,
  act: (company: ListedCompany) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const company = await findCompany(world, ask.company ?? null);
  return company.ok ? act(company.value) : company;
}
