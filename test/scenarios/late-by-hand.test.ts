/** A person runs a period without a rule with --late: the refusal says what to use instead. */
import { expect, it } from 'vitest';
import type { Action } from '#actions.ts';
import { spellAction } from '#cli/spell-action.ts';
import { runPayrollForPeriod } from '#operations/runs/auto-run-payroll.ts';
import { freshDatabase } from '../support/database.ts';
import { period } from '../support/paid-periods.ts';
import { drivenBy, smallCompany } from '../support/small-company.ts';

it('a period that runs by hand is never late, and the refusal suggests forcing it with the given reason', async () => {
  await using database = await freshDatabase();
  const company = await smallCompany({ url: database.url, now: '2026-03-18T12:00:00Z' });
  const periodId = await period(company, { from: '2026-03-02' });
  const ask = (late: object) =>
    runPayrollForPeriod(company.world, { periodId, ...late }, drivenBy(company.clock));
  const force = { action: 'force_period', period: periodId };
  expect(await ask({})).toMatchObject({
    refusal: { code: 'automation_off', actions: [{ action: 'explain_period' }, force] },
  });
  const reason = "the owner's boat";
  expect(await ask({ late: { reason } })).toMatchObject({
    refusal: { code: 'automation_off', actions: [{ ...force, reason }] },
  });
  expect(spellAction({ ...force, reason } as Action)).toBe(
    `paybeat run --period-id ${periodId} --force --reason 'the owner'\\''s boat'`,
  );
  await company.close();
});
