/**
 * Shows or changes a company's limits: what is so unusual that a person is held, or that a run waits. A change
 * applies from the next run on. An open run keeps the limits that it read.
 *
 * Refusals: limits_invalid (with every unknown name, impossible value and contradiction).
 */
import { actorOf } from '#caller.ts';
import { type Answer, answer } from '#errors.ts';
import {
  changedLimits,
  type LimitName,
  limitDefinitions,
  limitNames,
  limitsOf,
  limitText,
  usualLimit,
} from '#judgement/limits.ts';
import type { Currency } from '#money/minor.ts';
import { currencyOf } from '#operations/companies/pay-codes.ts';
import type { World } from '#operations/world.ts';
import { type CompanyRow, currentRevision } from '#store/reads/companies.ts';
import { paySettingsAt } from '#store/reads/pay-codes.ts';
import { audit } from '#store/writes/audit.ts';
import { raiseInputRevision } from '#store/writes/companies.ts';
import { replacePaySettings } from '#store/writes/pay-codes.ts';

interface SetLimits {
  readonly company: CompanyRow;
  /** Name of a limit → a value as text, `off`, or `usual` for the value of this version. Empty: only show. */
  readonly given: Readonly<Record<string, string>>;
  readonly dryRun: boolean;
}

interface ShownLimit {
  readonly name: LimitName;
  readonly value: string;
  readonly usual: string;
  readonly of: 'person' | 'run';
  readonly unit: string;
  readonly meaning: string;
}

export interface LimitsSet {
  readonly limits: readonly ShownLimit[];
  readonly changed: boolean;
}

export async function setLimits(world: World, ask: SetLimits): Promise<Answer<LimitsSet>> {
  const { company, given, dryRun } = ask;
  const { companyId } = company;
  const currency = currencyOf(company.currency);
  const before = await world.store.read({ companyId }, async (at) =>
    paySettingsAt(at, { companyId, revision: await currentRevision(at, companyId) }),
  );
  const planned = changedLimits(before.limits, { given, currency });
  if (!planned.ok) return planned;
  const shown = (own: Readonly<Record<string, unknown>>) => shownLimits(own, currency);
  if (dryRun || Object.keys(given).length === 0) {
    return answer({ limits: shown(planned.value), changed: false });
  }
  return world.store.write({ companyId }, async (tx) => {
    const revision = await raiseInputRevision(tx, companyId);
    const settings = await paySettingsAt(tx, { companyId, revision });
    // Somebody may have changed them since.
    const changed = changedLimits(settings.limits, { given, currency });
    if (!changed.ok) return changed;
    const limits = changed.value;
    const isChanged = await replacePaySettings(tx, {
      ...{ companyId, revision, settings: { ...settings, limits } },
    });
    const subject = `company:${companyId}`;
    const facts = { revision, limits };
    const actor = actorOf(world.caller);
    await audit(tx, { companyId, actor, action: 'company.limits', subject, facts });
    return answer({ limits: shown(limits), changed: isChanged });
  });
}

function shownLimits(
  own: Readonly<Record<string, unknown>>,
  currency: Currency,
): readonly ShownLimit[] {
  const limits = limitsOf(own, currency);
  return limitNames.map((name) => {
    const { of, kind, meaning } = limitDefinitions[name];
    const unit = kind === 'amount' ? currency.code : kind.replaceAll('_', ' ');
    const value = limitText(name, limits[name]);
    return { name, value, usual: usualLimit(name, currency), of, unit, meaning };
  });
}
