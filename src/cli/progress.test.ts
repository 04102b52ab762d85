import { describe, expect, it } from 'vitest';
import { followImport } from './import-progress.ts';
import type { TextStream } from './output.ts';
import { startProgress } from './progress.ts';
import { followRuns } from './run-progress.ts';

function screen(isTTY: boolean): TextStream & { text: string } {
  return {
    text: '',
    isTTY,
    columns: 80,
    write(text: string) {
      this.text += text;
      return true;
    },
    on: () => undefined,
    // The methods that cli-progress needs from a terminal.
    ...{ cork: () => undefined, uncork: () => undefined },
  };
}
const ask = { what: 'calculating', total: 2_000, isSilent: false, isPlain: false };

describe('progress without a terminal', () => {
  it('is a plain line for every tenth, without control characters', () => {
    const stream = screen(false);
    const progress = startProgress(stream, ask);
    for (let done = 1; done <= 2_000; done++) progress.reached(done);
    progress.end();
    const lines = stream.text.trimEnd().split('\n');
    expect(lines.length).toBe(10);
    expect(lines[0]).toBe('calculating: 200 of 2000 (10 %)');
    expect(lines.at(-1)).toBe('calculating: 2000 of 2000 (100 %)');
    expect(stream.text).not.toContain('\u001b');
  });

  it('does not go back when a late event arrives', () => {
    const stream = screen(false);
    const progress = startProgress(stream, ask);
    for (const done of [1_000, 400, 900, 1_000]) progress.reached(done);
    expect(stream.text).toBe('calculating: 1000 of 2000 (50 %)\n');
  });
});

describe('a forecast', () => {
  it('is the time that the rest takes, as fast as it went so far', () => {
    const stream = screen(false);
    let passed = 5_000;
    const passedMs = () => passed;
    const forecast = { ...ask, total: 10, hasForecast: true, passedMs };
    const progress = startProgress(stream, forecast);
    for (const [done, seconds] of [
      ...[[1, 5] as const, [2, 1_200] as const, [5, 1_200] as const, [10, 1_300] as const],
    ]) {
      passed = 5_000 + seconds * 1_000;
      progress.reached(done);
    }
    const left = stream.text
      .split('\n')
      .map((line) => / ([^ ].*) left$/.exec(line.split('about')[1] ?? '')?.[1]);
    expect(left).toEqual(['45 s', '80 min', '20 min', undefined, undefined]);
  });
});

describe('the percentage of a small total', () => {
  it('is the part that is done, rounded down', () => {
    const stream = screen(false);
    const progress = startProgress(stream, { ...ask, total: 8 });
    for (let done = 1; done <= 8; done++) progress.reached(done);
    const percents = stream.text.matchAll(/(\d+) of 8 \((\d+) %\)/g);
    expect([...percents].map(([, done, percent]) => [Number(done), Number(percent)])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((done) => [done, Math.floor((done * 100) / 8)]),
    ]);
  });
});

describe('progress on a terminal', () => {
  it('is a bar that is cleared at the end, with the cursor back', () => {
    const stream = screen(true);
    const progress = startProgress(stream, ask);
    progress.reached(1_000);
    progress.end();
    progress.end();
    expect(stream.text).toContain('calculating [');
    expect(stream.text).toContain('\u001b[?25h');
  });
});

describe('progress with --json', () => {
  it('says nothing', () => {
    const stream = screen(true);
    startProgress(stream, { ...ask, isSilent: true }).reached(2_000);
    expect(stream.text).toBe('');
  });
});

describe('two runs that are opened together', () => {
  const work = (isTTY: boolean): string => {
    const stream = screen(isTTY);
    const follow = followRuns({ stderr: stream, out: { isJson: false } as never, env: {} });
    const run = (runId: number) => ({ runId, periodId: runId, roster: 10, chunks: 1 });
    follow.listen({ kind: 'run_opened', ...run(1) });
    follow.listen({ kind: 'run_opened', ...run(2) });
    follow.listen({ kind: 'employees_calculated', runId: 1, ordinal: 1, done: 5, of: 10 });
    follow.listen({ kind: 'employees_calculated', runId: 2, ordinal: 1, done: 5, of: 10 });
    stream.text += '|';
    follow.listen({
      kind: 'run_state_changed',
      runId: 1,
      state: 'review',
      move: 'review',
      actor: 'w',
      needsPerson: false,
    });
    stream.text += '|';
    follow.listen({ kind: 'chunk_done', runId: 2, ordinal: 1, paid: 9, held: 1 });
    follow.end();
    return stream.text;
  };

  it('share one bar, one after the other', () => {
    const [first = '', end = '', second = ''] = work(true).split('|');
    expect(first).toContain('run 1');
    expect(first + end).not.toContain('run 2');
    expect(second).toContain('run 2');
  });

  it('have their own lines', () => {
    const [first = '', end = ''] = work(false).split('|');
    expect(first).toContain('run 1 (period 1): 5 of 10 (50 %)');
    expect(first).toContain('run 2 (period 2): 5 of 10 (50 %)');
    expect(end).toBe('Employees of run 1 (period 1): 10 of 10 (100 %)\n');
  });
});

describe('the import of a long file', () => {
  it('is shown step by step, in megabytes and rows', () => {
    const stream = screen(false);
    const { listen, end } = followImport({
      stderr: stream,
      out: { isJson: false } as never,
      env: {},
    });
    const told = { kind: 'import_progressed', file: 'roster' } as const;
    listen({ ...told, step: 'read', done: 5_000_000, of: 9_100_000 });
    listen({ ...told, step: 'sent', done: 20_000, of: 80_000 });
    listen({ ...told, step: 'written', done: 60_000, of: 80_000 });
    end();
    expect(stream.text.trimEnd().split('\n')).toEqual([
      'roster: checking the file, MB: 5 of 10 (50 %)',
      'roster: checking the file, MB: 10 of 10 (100 %)',
      'roster: sending rows: 20000 of 80000 (25 %)',
      'roster: sending rows: 80000 of 80000 (100 %)',
      'roster: writing: 60000 of 80000 (75 %)',
    ]);
  });
});
