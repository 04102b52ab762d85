import { describe, expect, it } from 'vitest';
import type { Finding } from '#operations/doctor.ts';
import { verdict, whatToDo } from './doctor.ts';

const workers: Finding = { check: 'workers', level: 'ok', seen: 'w1', todo: null };
const idle: Finding = { ...workers, level: 'warning', seen: 'none', todo: 'start one' };
const disk: Finding = { check: 'disk', level: 'warning', seen: '1 GiB', todo: 'free space' };
const clock: Finding = { check: 'clock', level: 'wrong', seen: 'replaced', todo: 'leave it' };

describe('the last line of doctor', () => {
  it('promises a pay run only with a worker', () => {
    expect(verdict([workers])).toBe('Ready to run payroll.');
    expect(verdict([idle])).toContain('Nothing runs automatically until a worker runs.');
  });

  it('counts the warnings and the problems', () => {
    expect(verdict([workers, disk, disk])).toContain('2 warnings');
    expect(verdict([workers, clock, disk])).toBe(
      'Not ready to run payroll: fix 1 check marked WRONG.',
    );
  });
});

it('one piece of advice for several checks is one line', () => {
  const others = { ...disk, check: 'memory' };
  expect(whatToDo([workers, disk, others, disk, clock])).toEqual([
    'disk, memory: free space.',
    'clock: leave it.',
  ]);
});
