import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

/** The program behind this test. It can compare many more cases than the 5,000 here. */
const script = join(import.meta.dirname, '../../../bench/cron-differential.ts');

describe('against croner and cron-parser', () => {
  it('every difference over 5,000 random expressions and moments has been decided', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--conditions=paybeat-source',
      script,
      '5000',
      '20260102',
    ]);
    const { counts, unexplained } = JSON.parse(stdout);
    expect(unexplained).toEqual([]);
    expect(counts['croner agree']).toBeGreaterThan(4600);
    expect(counts['cron-parser agree']).toBeGreaterThan(4600);
  }, 60_000);
});
