import { describe, expect, it } from 'vitest';
import type { NextRun } from '#answers/next-run.ts';
import { nextRunInWords } from './next-run-view.ts';

const day = (text: string) => Temporal.PlainDate.from(text);
const moment = { at: Temporal.Instant.from('2026-11-24T14:00:00Z'), zone: 'America/New_York' };
const next: NextRun = {
  ...{ periodId: 7, startOn: day('2026-11-09'), endOn: day('2026-11-22') },
  ...{ payOn: day('2026-11-27'), inputsClose: moment, lateInputs: null, calculates: moment },
  ...{ stopped: null, review: 'when_clean', people: null, windowHours: null },
  ...{ reviewEnds: null, silence: 'hold', approveBy: null, lacking: null },
};
const before = Temporal.Instant.from('2026-11-23T14:00:00Z');
const after = Temporal.Instant.from('2026-11-27T14:00:00Z');

describe('the next run in words', () => {
  it('closes its inputs and calculates at a time to come', () => {
    const said = nextRunInWords(next, before).join('\n');
    expect(said).toContain('Inputs close in 24 hours');
    expect(said).toContain('It calculates by itself in 24 hours');
  });

  it('has closed its inputs and is overdue when the time has passed', () => {
    const said = nextRunInWords(next, after).join('\n');
    expect(said).toContain('Inputs closed 3 days ago');
    expect(said).toContain('It was due to calculate 3 days ago');
    expect(said).toContain('as soon as a worker runs');
  });

  it('says why it has not calculated when it is stopped', () => {
    const said = nextRunInWords({ ...next, stopped: 'the schedule is paused' }, after).join('\n');
    expect(said).toMatch(/It was due to calculate 3 days ago .*, but the schedule is paused\./);
  });
});
