/** People compare a period in shadow at once, and end the shadow at once: one result, and one end. */
import { expect, it } from 'vitest';
import { listAudit } from '#operations/audit/list-audit.ts';
import { createStore } from '#store/store.ts';
import { companyRow } from '../support/paid-periods.ts';
import {
  agreed,
  agreeingFile,
  biweeklyCompany,
  compareFile,
  endOfCrew,
} from '../support/shadowed.ts';
import { must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';

it('four people who compare and two who end a shadow at once leave one result and one end', async () => {
  const shadowed = await biweeklyCompany({ isInShadow: true });
  const { url, small, periodIds } = shadowed;
  const [periodId = 0] = periodIds;
  const text = await agreeingFile(small, periodId);
  const worlds = Array.from({ length: 4 }, () => ({ ...small.world, store: createStore({ url }) }));
  const compared = await Promise.all(worlds.map((world) => compareFile(world, { periodId, text })));
  expect(compared.map((one) => must(one).written).toSorted()).toEqual([false, false, false, true]);
  await agreed(shadowed, 4);
  const liveOn = Temporal.PlainDate.from('2026-03-02');
  const ended = await Promise.all(worlds.slice(0, 2).map((world) => endOfCrew(world, { liveOn })));
  const [first, second] = ended.toSorted((one) => (one.ok ? -1 : 1));
  expect(first).toMatchObject({ ok: true, value: { balances: 3 } });
  expect(second).toMatchObject({ refusal: { code: 'not_in_shadow' } });
  const of = { subject: null, actor: null, fromOn: null, toOn: null, after: null, limit: 1_000 };
  const { events } = must(
    await listAudit(small.world, { company: await companyRow(small), ...of }),
  );
  const count = (action: string) => events.filter((one) => one.action === action).length;
  expect([count('shadow.start'), count('shadow.compare'), count('shadow.end')]).toEqual([1, 4, 1]);
  await expectSound(small.world);
  for (const { store } of worlds) await store.close();
  await small.close();
});
