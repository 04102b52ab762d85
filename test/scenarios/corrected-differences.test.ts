/** The next run is compared with what people were paid in all for the last period: with its corrections. */
import { expect, it } from 'vitest';
import { showDifferences } from '#operations/judgement/show-differences.ts';
import { previewRun } from '#operations/runs/preview-run.ts';
import { corrected, correction } from '../support/corrected.ts';
import { hours, limits, period, run } from '../support/paid-periods.ts';
import { type Paid, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { must } from '../support/small-company.ts';

/** Of the two who are paid by the hour. Others reach the wage base of an employer's tax. */
async function differences({ small }: Paid, runId: number) {
  const ask = { runId, employee: null, cause: null, limit: 100 };
  const { largest } = must(await showDifferences(small.world, ask));
  return largest
    .filter(({ number }) => ['ben', 'dan'].includes(number))
    .map(({ number, before, now, parts }) => ({
      ...{ number, before: before?.grossMinor, now: now?.grossMinor },
      causes: Object.fromEntries(parts.map(({ cause, grossMinor }) => [cause, grossMinor])),
    }));
}

async function fortnight({ small }: Paid, text: string): Promise<number> {
  const next = await period(small, { from: '2026-01-19' });
  await hours(small, next, text);
  return next;
}

it('a corrected payslip is compared as a whole, and its hours are the cause', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  await corrected(paid, correction(runId, ['ben'], '88'));
  await corrected(paid, correction(runId, ['dan'], '80'));
  const next = await fortnight(paid, 'employee_id,regular_hours\nben,84\ndan,80\n');
  const preview = must(await previewRun(small.world, { periodId: next }));
  const { largest } = preview.differences ?? { largest: [] };
  const previewed = largest.find(({ number }) => number === 'ben');
  expect(previewed?.parts.map(({ cause }) => cause)).toEqual(['hours']);
  const { runId: nextId } = await run(small, next);
  const seen = await differences(paid, nextId);
  expect(seen).toEqual([
    { number: 'ben', before: 215_600n, now: 205_800n, causes: { hours: -9_800n } },
  ]);
  // What is corrected afterwards changes nothing of it.
  await corrected(paid, correction(runId, ['dan'], '81'));
  expect(await differences(paid, nextId)).toEqual(seen);
  await small.close();
});

it('a reversed correction does not count', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  const { run: more } = await corrected(paid, correction(runId, ['ben'], '88'));
  await reversed(paid, reversal(more.runId, ['ben']));
  const late = { late: true, replace: true };
  await hours(small, paid.periodId, 'employee_id,regular_hours\nben,80\n', late);
  const next = await fortnight(paid, 'employee_id,regular_hours\nben,84\ndan,72\n');
  const { runId: nextId } = await run(small, next);
  expect(await differences(paid, nextId)).toEqual([
    { number: 'ben', before: 196_000n, now: 205_800n, causes: { hours: 9_800n } },
  ]);
  await small.close();
});

it.each([
  { name: 'a corrected payslip is the usual pay', isCorrected: true, held: [] },
  { name: 'a wrong payslip is the usual pay until then', isCorrected: false, held: ['ben'] },
])('for the limits, $name', async ({ isCorrected, held }) => {
  const paid = await paidWrongly({ hoursOfBen: 8 });
  const { small, runId } = paid;
  await limits(small, true);
  if (isCorrected) await corrected(paid, correction(runId, ['ben'], '80'));
  await limits(small, { pay_above: '2', hours_above: '1.5' });
  const next = await fortnight(paid, 'employee_id,regular_hours\nben,84\ndan,72\n');
  const preview = must(await previewRun(small.world, { periodId: next }));
  expect(preview.held.map(({ number }) => number)).toEqual(held);
  await small.close();
});
