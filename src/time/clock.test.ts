import { describe, expect, it } from 'vitest';
import { testClock } from './clock.fixture.ts';
import { systemClock } from './clock.ts';

describe('the test clock', () => {
  it('stands still until it is moved', () => {
    const clock = testClock('2026-01-01T00:00Z');
    expect(clock.now().toString()).toBe('2026-01-01T00:00:00Z');
    expect(clock.now().equals(clock.now())).toBe(true);
  });

  it('moves by a duration or to an instant, in either direction; a day is 24 hours', () => {
    const clock = testClock('2026-03-08T00:00Z');
    clock.advance({ hours: 3 });
    clock.advance('P1DT2H');
    expect(clock.now().toString()).toBe('2026-03-09T05:00:00Z');
    clock.set('2025-01-01T00:00Z');
    expect(clock.now().toString()).toBe('2025-01-01T00:00:00Z');
  });
});

describe('the system clock', () => {
  it('cannot be set', () => {
    expect(Object.isFrozen(systemClock)).toBe(true);
  });
});
