/**
 * Finds the company that a caller means: by its code, or the only one that exists.
 *
 * Refusals: company_not_found, company_unclear (several exist, and none was named).
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import {
  type CompanyRow,
  companies,
  type ScheduleRow,
  scheduleByCode,
} from '#store/reads/companies.ts';
import { companyNotFound } from './company-not-found.ts';

export async function findCompany(world: World, code: string | null): Promise<Answer<CompanyRow>> {
  const all = await lookAcross(world, companies);
  if (code !== null) {
    const found = all.find((company) => company.code === code);
    return found
      ? answer(found)
      : companyNotFound(
          code,
          all.map((company) => company.code),
        );
  }
  const [only, second] = all;
  if (!only) {
    return refuse({
      family: 'not_found',
      code: 'company_not_found',
      message: 'no company exists yet',
      hint: 'add one',
      actions: [{ action: 'add_company' }],
    });
  }
  if (!second) return answer(only);
  return refuse({
    family: 'usage',
    code: 'company_unclear',
    message: `there are ${all.length} companies: ${all.map((company) => company.code).join(', ')}`,
    hint: 'name the company',
    actions: [{ action: 'ask_again', with: 'company' }],
  });
}

/** Refusal: schedule_not_found. */
export async function findSchedule(
  world: World,
  ask: { readonly companyId: number; readonly code: string },
): Promise<Answer<ScheduleRow>> {
  const found = await world.store.read(ask, (at) => scheduleByCode(at, ask));
  if (found) return answer(found);
  return refuse({
    family: 'not_found',
    code: 'schedule_not_found',
    message: `there is no pay schedule ${ask.code}`,
    hint: 'choose an existing schedule',
    actions: [{ action: 'list_schedules' }],
  });
}
