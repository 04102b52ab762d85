import { describe, expect, it } from 'vitest';
import { newRecord } from '#engine/task-record.ts';
import { taskSettings } from '#engine/task-rules.ts';
import { testClock } from '#time/clock.fixture.ts';
import { RememberingBook } from '../support/remembering-engine.ts';

describe('the book of tasks', () => {
  it('does not answer for a lost task with an earlier result of the same id', async () => {
    const book = new RememberingBook({
      clock: testClock('2026-01-05T08:00:00Z'),
      timers: { after: () => () => {} },
      keep: { count: 10, forMs: 1_000 },
    });
    const record = () => newRecord('pay', {}, taskSettings({ id: 'run-7' }));
    const [first, second] = [record(), record()];
    book.add(first);
    book.finish(first, { kind: 'success', result: 'the first' });
    expect(await book.outcomeOf('run-7', 0)).toEqual({ kind: 'success', result: 'the first' });
    book.add(second);
    book.lose(second);
    expect(await book.outcomeOf('run-7', 0)).toEqual({ kind: 'unknown' });
  });
});
