import { describe, expect, it } from 'vitest';
import { Bug, Outage } from '#errors.ts';
import {
  defaultRetryPauses,
  failureOf,
  frozenPayload,
  retryPauseMs,
  taskSettings,
} from './task-rules.ts';

describe('the settings of a task', () => {
  it('have a default for everything but the id', () => {
    expect(taskSettings({ id: 'run-7' })).toEqual({
      id: 'run-7',
      queue: 'default',
      delayMs: 0,
      priority: 5,
      retries: 3,
    });
  });

  it('keep what was asked for', () => {
    const asked = {
      id: 'tick_a.1',
      queue: 'payroll',
      delayMs: 5,
      priority: 0,
      retries: 0,
    };
    expect(taskSettings(asked)).toEqual(asked);
  });
});

describe('the payload of a task', () => {
  it('is a copy that nobody can change', () => {
    const payload = { runId: 7 };
    const frozen = frozenPayload(payload);
    payload.runId = 8;
    expect(frozen).toEqual({ runId: 7 });
    expect(Object.isFrozen(frozen)).toBe(true);
  });
});

describe('the pause before the next attempt', () => {
  it('doubles from one second to a minute', () => {
    const pauses = [1, 2, 3, 6, 7, 50].map((attempts) =>
      retryPauseMs(attempts, defaultRetryPauses, 0),
    );
    expect(pauses).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  });

  it('is up to a quarter longer by chance', () => {
    expect(retryPauseMs(1, defaultRetryPauses, 0.5)).toBe(1_125);
    expect(retryPauseMs(7, defaultRetryPauses, 0.999_999)).toBe(75_000);
  });
});

describe('a failure', () => {
  it('is named after the Outage, or after what kind of error it was', () => {
    const outage = new Outage('database_unreachable', 'no connection');
    expect(failureOf(outage, 4)).toEqual({
      code: 'database_unreachable',
      message: 'no connection',
      attempts: 4,
    });
    expect(failureOf(new Bug('impossible'), 1).code).toBe('bug');
    expect(failureOf(new RangeError('too far'), 1).code).toBe('unexpected_error');
    expect(failureOf('a text', 1)).toMatchObject({ code: 'unexpected_error', message: 'a text' });
  });
});
