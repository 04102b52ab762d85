/** What every method uses, and how it finds the company that a caller names. */
import { setTimeout as wait } from 'node:timers/promises';
import type { ListedCompany } from '#answers/companies.ts';
import type { Answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import type { WholeWorld } from '#operations/world.ts';
import type { Config } from '#settings/config.ts';

export interface MethodContext {
  readonly world: WholeWorld;
  readonly config: Config;
  /** Address of the database. It contains the password. */
  readonly databaseUrl: string;
}

/** How a call works on a run until it stops moving. */
export function driveOf({ config }: MethodContext): DriveOptions {
  return { concurrency: config.workerConcurrency, pause: () => wait(200) };
}

export interface OfCompany {
  /** Code of the company. Required if the database has several companies. */
  readonly company?: string;
}

export async function inCompany<T>(
  { world }: MethodContext,
  ask: OfCompany,
  act: (company: ListedCompany) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const company = await findCompany(world, ask.company ?? null);
  return company.ok ? act(company.value) : company;
}
