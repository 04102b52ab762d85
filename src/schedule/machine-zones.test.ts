import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../test/support/print-plans.ts');
const machineZones = [
  'UTC',
  'Pacific/Auckland',
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
];

async function printed(zone: string): Promise<{ digest: string; lines: number }> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=paybeat-source', script],
    { env: { TZ: zone }, maxBuffer: 64 * 1024 * 1024 },
  );
  const digest = createHash('sha256').update(stdout).digest('hex');
  return { digest, lines: stdout.split('\n').length };
}

describe('the zone of the machine', () => {
  it('changes nothing: plans, calendars and cron are the same text under each', {
    timeout: 60_000,
  }, async () => {
    const first = await printed('UTC');
    expect(first.lines).toBeGreaterThan(5000);
    for (const zone of machineZones.slice(1)) {
      expect([zone, await printed(zone)]).toEqual([zone, first]);
    }
  });
});
