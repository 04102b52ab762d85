import { describe, expect, it } from 'vitest';
import { lineInWords } from './log-lines.ts';

describe('a line of the log on a terminal', () => {
  it('says when, how bad, what, and about what', () => {
    const line = {
      ...{ level: 'warn', time: '2026-11-23T20:58:11.123Z', runId: 7, worker: 'w1' },
      ...{ message: 'no\u001b[2J answer', workers: [], msg: 'waiting_for_lease' },
    };
    expect(lineInWords(`${JSON.stringify(line)}\n`)).toBe(
      '2026-11-23 20:58:11Z warn waiting_for_lease runId=7 worker=w1 ' +
        'message="no\\u001b[2J answer" workers=[]\n',
    );
  });
});
