/** A payslip of a correction is explained by both payslips of its pair, their difference, and who entered what. */
import { expect, it } from 'vitest';
import { explainedPayslipShape } from '#answers/explanations.ts';
import { explainPayslip } from '#operations/runs/explain-payslip.ts';
import { corrected, correction } from '../support/corrected.ts';
import { terms } from '../support/paid-periods.ts';
import { type Paid, paidWrongly } from '../support/reversed.ts';
import { as, must } from '../support/small-company.ts';

function told({ small }: Paid, ask: { runId: number; number: string; line?: string }) {
  return explainPayslip(small.world, { line: null, ...ask });
}

it('the old payslip, the new one and the causes of their difference are told', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  const world = as(small.world, 'person:pat');
  const { run: first } = await corrected({ small, world }, correction(runId, ['ben'], '88'));
  const explained = must(await told(paid, { runId: first.runId, number: 'ben' }));
  expect(explained.correction?.pair).toMatchObject({
    ...{ was: { grossMinor: 196_000n }, is: { grossMinor: 215_600n } },
  });
  const parts = explained.correction?.difference.parts ?? [];
  expect(parts.map(({ cause, grossMinor }) => [cause, grossMinor])).toEqual([['hours', 19_600n]]);
  expect(parts[0]?.changes).toMatchObject([
    { what: 'REGULAR', before: '80 hours', after: '88 hours', enteredBy: 'person:pat' },
  ]);
  const shape = JSON.parse(
    JSON.stringify(explainedPayslipShape(explained), (_, value) =>
      typeof value === 'bigint' ? Number(value) : value,
    ),
  );
  expect(shape.lines[0]).toMatchObject({ code: 'REGULAR', amount: '2156.00' });
  expect(shape.correction).toMatchObject({ corrects: runId });
  expect(shape.correction.was.lines[0]).toMatchObject({ code: 'REGULAR', amount: '1960.00' });
  await small.close();
});

it('a second correction is explained from the first one', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  await corrected(paid, correction(runId, ['ben'], '88'));
  const { run: second } = await corrected(paid, correction(runId, ['ben'], '90'));
  const ask = { runId: second.runId, number: 'ben' };
  const { correction: pair, text } = must(await told(paid, { ...ask, line: 'REGULAR' }));
  expect(pair?.pair).toMatchObject({ was: { grossMinor: 215_600n }, is: { grossMinor: 220_500n } });
  expect([pair?.was.text.length, text.length].every((count) => (count ?? 0) > 0)).toBe(true);
  expect(await told(paid, { ...ask, line: 'SALARY' })).toMatchObject({
    refusal: { code: 'line_not_found' },
  });
  await small.close();
});

it('a late raise is a cause, and whoever the correction does not pay has no payslip to explain', async () => {
  const paid = await paidWrongly();
  const { small, runId } = paid;
  await terms(small, 'employee_id,from,pay_type,annual_salary\nada,2026-01-05,salary,104000.00\n');
  const { run: more } = await corrected(paid, correction(runId, null));
  const { correction: pair } = must(await told(paid, { runId: more.runId, number: 'ada' }));
  expect(pair?.difference.parts.map(({ cause }) => cause)).toContain('raise');
  expect(await told(paid, { runId: more.runId, number: 'ben' })).toMatchObject({
    refusal: { code: 'payslip_not_found' },
  });
  await small.close();
});
