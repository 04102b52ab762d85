/** What every deed of a person needs: their choices, the operations behind it, and how an answer is told. */
import type { Answer } from '#errors.ts';
import type { DriveOptions } from '#operations/runs/drive-run.ts';
import type { WorkingWorld, World } from '#operations/world.ts';
import { type CompanyRow, companies } from '#store/reads/companies.ts';
import { isArranged } from './callers.ts';
import type { SimulatedCompany } from './companies.ts';
import type { Hands } from './hands.ts';

export interface Deed {
  readonly name: string;
  readonly changesInputs: boolean;
  /** Returns a word that describes the result. */
  readonly act: (world: WorkingWorld, drive: DriveOptions, hands: Hands) => Promise<string>;
}

/** A person's choices before they act. */
export interface Choice {
  readonly company: SimulatedCompany;
  readonly why: string;
  readonly periodId: number;
  /** 0: there is no run. */
  readonly runId: number;
  /** 0 to 39. It decides all other choices. */
  readonly variant: number;
}

export type Act = (choice: Choice) => Deed['act'];

/** The only one, or one of several. */
export async function companyFor(world: World, { variant }: Choice): Promise<CompanyRow> {
  const all = await world.store.read('every company', (at) => companies(at));
  const company = all[variant % all.length];
  if (!company) throw new Error('the company is there');
  return company;
}

/** Asks twice at once, and again after any answer, because a lost reply says nothing. */
export async function impatiently(ask: () => Promise<Answer<unknown>>): Promise<string> {
  const both = await Promise.allSettled([ask(), ask()]);
  for (const one of both) {
    if (one.status === 'rejected' && !isArranged(one.reason)) throw one.reason;
  }
  return told(await ask());
}

export function told(answered: Answer<unknown>): string {
  return answered.ok ? 'done' : `refused: ${answered.refusal.code}`;
}
