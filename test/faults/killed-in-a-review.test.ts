/**
 * A worker that is killed while it decides about a review whose time has come: the next one decides what the policy
 * says, once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  deadlineAt,
  openedAt,
  type Reviewed,
  reviewedCompany,
  sql,
  windowEnds,
  windowOfADay,
} from '../support/reviewed-company.ts';
import { expectSound } from '../support/sound.ts';

const program = fileURLToPath(new URL('../support/run-review.ts', import.meta.url));

/** Kills the process once it has told statements that begin like these, in this order. */
async function look(url: string, killAfter: readonly string[] = []): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=paybeat-source', program, url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  const left = [...killAfter];
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    told.push(line);
    if (left[0] === undefined || !line.startsWith(left[0])) return;
    left.shift();
    if (left.length === 0) child.kill('SIGKILL');
  });
  await Promise.all([ended, once(lines, 'close')]);
  return told;
}

/** A worker was there all the time up to then. */
async function reach(small: Reviewed, at: string): Promise<void> {
  await small.clock.set(at);
  await sql(small.url, 'update worker_presence set seen_at = paybeat_now()');
}

async function killed(small: Reviewed, after: readonly string[]): Promise<void> {
  expect(await look(small.url, after)).not.toContain('ended');
}

const actions = async (url: string) =>
  (
    await sql(
      url,
      `select action from audit_event where subject = 'run:1' and action <> 'run.review' order by seq`,
    )
  ).map(({ action }) => action);

async function expectOnce(small: Reviewed): Promise<void> {
  expect(await small.run()).toMatchObject({
    state: 'committed',
    approvedBy: 'policy:window',
    epoch: 1,
  });
  expect(await actions(small.url)).toEqual(['run.open', 'run.approve', 'run.commit']);
  expect(await sql(small.url, 'select approver from approval')).toHaveLength(1);
  expect(await sql(small.url, "select from pay_period where status = 'completed'")).toHaveLength(1);
  await expectSound(small.world);
}

const deciding = [
  ['insert into approval'],
  ['insert into approval', 'update pay_run r'],
  ['insert into approval', 'commit'],
];
const committing = [['update pay_period'], ['update pay_period', 'commit']];

describe('a worker that is killed when a window ends', () => {
  it.each([...deciding, ...committing].map((after) => [after]))(
    'after %j: the next one approves and commits the run once',
    async (after) => {
      const small = await reviewedCompany(windowOfADay);
      await small.goTo(openedAt);
      await reach(small, windowEnds);
      await killed(small, after);
      await look(small.url);
      await expectOnce(small);
      await look(small.url);
      await expectOnce(small);
      await small.close();
    },
  );

  it('before it has decided: nothing is approved right after the outage, and once later', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    await reach(small, windowEnds);
    await killed(small, ['insert into approval']);
    await small.clock.set('2026-01-21T09:00:00Z');
    await look(small.url);
    expect(await small.run()).toMatchObject({
      ...{ state: 'review', approvedBy: null },
      reviewUntil: Temporal.Instant.from('2026-01-21T10:00:00Z'),
    });
    await reach(small, '2026-01-21T10:00:00Z');
    await killed(small, ['insert into approval', 'update pay_run r']);
    await look(small.url);
    expect(await actions(small.url)).toEqual([
      'run.open',
      'review.move',
      'run.approve',
      'run.commit',
    ]);
    expect(await small.run()).toMatchObject({ state: 'committed', approvedBy: 'policy:window' });
    await expectSound(small.world);
    await small.close();
  });

  it('after it has decided: the run is committed, however long everything was down', async () => {
    const small = await reviewedCompany(windowOfADay);
    await small.goTo(openedAt);
    await reach(small, windowEnds);
    await killed(small, ['update pay_period']);
    expect(await small.run()).toMatchObject({ state: 'approved', approvedBy: 'policy:window' });
    await small.clock.set('2026-01-21T23:00:00Z');
    await look(small.url);
    await expectOnce(small);
    await small.close();
  });
});

it('a worker that is killed when silence decides: the next one decides the same, once', async () => {
  const small = await reviewedCompany(
    { policy: 'people', people: 1, silence: 'escalate' },
    { approvers: ['bob'] },
  );
  await small.goTo(openedAt);
  await reach(small, deadlineAt);
  await killed(small, ['update pay_run set review_until']);
  expect(await small.run()).toMatchObject({ state: 'review', reviewSilent: null });
  await look(small.url);
  await look(small.url);
  expect(await small.run()).toMatchObject({ state: 'review', reviewSilent: 'escalate' });
  expect(await actions(small.url)).toEqual(['run.open', 'review.escalate']);
  await expectSound(small.world);
  await small.close();
});
