import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemTimers } from './timers.ts';

const day = 86_400_000;

describe('the timers of the system', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('run once, after the delay', () => {
    const run = vi.fn();
    systemTimers.after(1_000, run);
    vi.advanceTimersByTime(999);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    vi.advanceTimersByTime(10_000);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('never run inside the call that sets them', () => {
    const run = vi.fn();
    systemTimers.after(0, run);
    expect(run).not.toHaveBeenCalled();
    vi.runAllTimers();
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('hold a delay beyond the 25 days of setTimeout', () => {
    const run = vi.fn();
    systemTimers.after(60 * day, run);
    vi.advanceTimersByTime(60 * day - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('can be called off, also far into a long delay', () => {
    const run = vi.fn();
    const callOffs = [0, 1_000, 60 * day].map((ms) => systemTimers.after(ms, run));
    for (const callOff of callOffs.slice(0, 2)) callOff();
    vi.advanceTimersByTime(30 * day);
    callOffs[2]?.();
    vi.advanceTimersByTime(60 * day);
    expect(run).not.toHaveBeenCalled();
  });
});
