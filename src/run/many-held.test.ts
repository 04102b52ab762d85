import { describe, expect, it } from 'vitest';
import { factsIn } from '#text/facts.fixture.ts';
import { manyHeld } from './many-held.ts';

const hours = (count: number) => [{ code: 'missing_hours', count }];
const some = [
  { code: 'negative_net', count: 2 },
  { code: 'missing_hours', count: 5 },
];

describe('people who are held', () => {
  it.each<
    [number, readonly { code: string; count: number }[], boolean, number, string | undefined]
  >([
    // One of two people is half of them, but still only one person.
    [2, hours(1), true, 10, undefined],
    [1, hours(1), false, 10, undefined],
    [20, hours(2), true, 10, undefined],
    [19, hours(2), true, 10, 'many_held'],
    [2_000, hours(3), true, 10, undefined],
    // None of the hourly people has hours, although they are few.
    [2_000, hours(2), false, 10, 'no_hours'],
    [4, hours(2), false, 10, 'no_hours'],
    // The company has its own limit.
    [10, some, true, 70, undefined],
    [10, some, true, 69, 'many_held'],
    [1_000, hours(2), true, 0, 'many_held'],
    [2, hours(2), false, 100, undefined],
  ])('of %i, %j, with hours %s and a limit of %i %%: %s', (people, byCode, taken, max, code) => {
    const facts = { runId: 3, periodId: 4, people, byCode, hoursWereTaken: taken, percentMax: max };
    expect(manyHeld(facts)?.code).toBe(code);
  });

  it('are reported with their number, the reason and the way to fix it', () => {
    const facts = { runId: 3, periodId: 4, people: 10, hoursWereTaken: true, percentMax: 10 };
    const blocker = manyHeld({ ...facts, byCode: some });
    expect(factsIn(blocker?.description)).toEqual(['10', '2', '5', '7']);
    expect(blocker?.description).toMatch(/\b5 .*missing.* 2 /);
    expect(blocker).toMatchObject({
      actions: [
        { action: 'import_hours', period: 4 },
        { action: 'recalculate_run', run: 3 },
      ],
    });
  });
});
