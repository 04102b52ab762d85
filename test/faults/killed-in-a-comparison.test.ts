/**
 * A real process is killed with SIGKILL while it compares a period in shadow, and while it ends the shadow. Nothing
 * half done is left, and the next one does all of it, once.
 */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '#store/sql.ts';
import { rowsOf } from '#store/store.ts';
import { started } from '../support/killed-after.ts';
import {
  agreeingFile,
  biweeklyCompany,
  compareFile,
  endOfCrew,
  type Shadowed,
} from '../support/shadowed.ts';
import { must } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const folder = await mkdtemp(join(tmpdir(), 'paybeat-compared-'));
const file = join(folder, 'net-pays.csv');
const liveOn = Temporal.PlainDate.from('2026-01-19');
let shadowed: Shadowed;
let text: string;

beforeAll(async () => {
  shadowed = await biweeklyCompany({ isInShadow: true });
  text = (await agreeingFile(shadowed.small, shadowed.periodIds[0] ?? 0)).replace(/^max.*\n/m, '');
  writeFileSync(file, text);
});
afterAll(async () => {
  await shadowed.small.close();
  await rm(folder, { recursive: true });
});

/** Everything that a comparison or the end of a shadow writes. */
async function written(): Promise<string> {
  const { world, companyId } = shadowed.small;
  const [row] = await world.store.read({ companyId }, (at) =>
    rowsOf(
      at,
      sql`select (select jsonb_agg(c order by period_id) from shadow_comparison c) as comparisons,
            (select jsonb_agg(p order by period_id, ordinal) from shadow_person p) as people,
            (select jsonb_agg(s) from shadow s) as shadows, (select jsonb_agg(b) from opening_balance b) as balances,
            (select jsonb_agg(array[p.period_id::text, status, shadow_id::text, paid_before] order by p.period_id)
              from pay_period p) as periods,
            (select count(*)::int from audit_event) as audit, (select jsonb_agg(h) from audit_head h) as head`,
    ),
  );
  return JSON.stringify(row);
}

/** Kills the process at the first statement that begins like this. */
async function killedAt(statement: string, args: readonly string[]): Promise<void> {
  const before = await written();
  const child = started('./run-shadow.ts', [shadowed.url, ...args]);
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    if (line.startsWith(statement)) child.kill('SIGKILL');
  });
  const [[, signal]] = await Promise.all([ended, once(lines, 'close')]);
  expect(signal, statement).toBe('SIGKILL');
  // The server notices within two seconds that its client is gone.
  await until(async () => (await written()) === before, 20_000);
}

describe('a process that is killed', () => {
  it('while it compares leaves nothing, and the next one keeps everything, once', async () => {
    const { small, periodIds } = shadowed;
    const [periodId = 0] = periodIds;
    for (const statement of ['insert into shadow_person', 'select paybeat_audit']) {
      await killedAt(statement, ['compare', String(periodId), file]);
    }
    const kept = must(await compareFile(small.world, { periodId, text }));
    expect(kept).toMatchObject({ written: true, period: { people: 3, same: 2, onlyHere: 1 } });
    const again = must(await compareFile(small.world, { periodId, text }));
    expect(again).toMatchObject({ written: false, isSame: true });
    await expectSound(small.world);
  });

  it('while it ends the shadow leaves it open, and the next one ends it', async () => {
    const { world } = shadowed.small;
    await killedAt('update pay_period set shadow_id = null', ['end']);
    const ended = must(await endOfCrew(world, { liveOn }));
    expect(ended).toMatchObject({ paidBefore: shadowed.periodIds.slice(0, 1), written: true });
    await expectSound(world);
  });
});
