/** Calculate on Tuesday, show me, commit on Thursday by itself. */
import { expect, it } from 'vitest';
import { reviewedCompany } from '../support/reviewed-company.ts';

it('a run waits from its calculation until the stage approve, and then commits by itself', async () => {
  const before = (weekday: string, at: string) => ({ weekday, before: 'pay_date', at });
  const small = await reviewedCompany(null, {
    stages: {
      calculate: before('tuesday', '06:00'),
      approve: before('thursday', '10:00'),
    },
  });
  await small.goTo('2026-01-20T11:00:00Z');
  expect(await small.run()).toMatchObject({
    state: 'review',
    reviewDeadline: Temporal.Instant.from('2026-01-22T15:00:00Z'),
  });
  await small.goTo('2026-01-22T14:59:59Z');
  expect((await small.run()).state).toBe('review');
  await small.goTo('2026-01-22T15:00:00Z');
  expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
  await small.close();
});
