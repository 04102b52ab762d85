/**
 * Finds saved schedules by code, by company, or all of them.
 *
 * Refusals: company_not_found, schedule_not_found, schedule_unclear (several companies have a schedule with
 * that code).
 */

import { type Answer, answer, refuse } from '#errors.ts';
import { companyNotFound } from '#operations/companies/company-not-found.ts';
import { lookAcross } from '#operations/look-up.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, companies, schedules } from '#store/reads/companies.ts';
import type { OfCompanies } from '#store/reads/of-companies.ts';
import type { Reading } from '#store/store.ts';
import { didYouMean } from '#text/closest-word.ts';
import { type SavedSchedule, savedSchedules } from './saved-schedule.ts';

export interface WhichSchedules {
  /** Null: every company. */
  readonly company: string | null;
  /** Null: every schedule. */
  readonly code: string | null;
  /** The companies that the caller may see. */
  readonly of?: OfCompanies;
}

export interface NamedSchedule {
  readonly company: CompanyRow;
  readonly saved: SavedSchedule;
}

/** Searches the companies that the transaction sees, limited to those asked for. */
export async function schedulesNamed(
  at: Reading,
  ask: WhichSchedules,
): Promise<Answer<readonly NamedSchedule[]>> {
  const known = await companies(at, ask.of);
  const wanted = known.filter(({ code }) => ask.company === null || code === ask.company);
  if (ask.company !== null && wanted.length === 0) {
    const codes = known.map(({ code }) => code);
    return companyNotFound(ask.company, codes);
  }
  const ids = new Map(wanted.map((company) => [company.companyId, company]));
  const all = (await schedules(at, ask.of)).filter(({ companyId }) => ids.has(companyId));
  const rows = all.filter(({ code }) => ask.code === null || code === ask.code);
  if (ask.code !== null && rows.length === 0) {
    return scheduleNotFound(
      ask.code,
      all.map(({ code }) => code),
    );
  }
  if (ask.code !== null && rows.length > 1) {
    return refuse({
      family: 'usage',
      code: 'schedule_unclear',
      message: `${rows.length} companies have a pay schedule ${ask.code}`,
      hint: 'name the company',
      actions: [{ action: 'ask_again', with: 'company' }],
    });
  }
  const saved = await savedSchedules(at, rows);
  return answer(
    saved.flatMap((one) => {
      const company = ids.get(one.row.companyId);
      return company === undefined ? [] : [{ company, saved: one }];
    }),
  );
}

function scheduleNotFound(code: string, known: readonly string[]): Answer<never> {
  return refuse({
    family: 'not_found',
    code: 'schedule_not_found',
    message: `there is no pay schedule ${code}.${didYouMean(code, known)}`,
    hint: 'choose an existing schedule',
    actions: [{ action: 'list_schedules' }],
  });
}

/** Finds one schedule in the caller's companies. */
export function findScheduleNamed(
  world: Pick<World, 'store' | 'caller'>,
  ask: { readonly company: string | null; readonly code: string },
): Promise<Answer<NamedSchedule>> {
  return lookAcross(world, (at, of) => scheduleNamed(at, { ...ask, of }));
}

/** Finds the only schedule with that code. */
export async function scheduleNamed(
  at: Reading,
  ask: WhichSchedules & { readonly code: string },
): Promise<Answer<NamedSchedule>> {
  const found = await schedulesNamed(at, ask);
  if (!found.ok) return found;
  const [only] = found.value;
  return only === undefined ? scheduleNotFound(ask.code, []) : answer(only);
}
