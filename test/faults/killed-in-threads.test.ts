/**
 * A large run whose chunks are calculated in threads, and a thread, the process or PostgreSQL is killed with
 * chunks in hand: the run ends with the payslips of an undisturbed one, and nobody is paid twice.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { createStore } from '#store/store.ts';
import { databaseOnServer } from '../support/database-on-server.ts';
import { dueCompany } from '../support/due-company.ts';
import { runInThreads } from '../support/run-in-threads.ts';
import { dataFolderWithServers, onDatabase, removeDataFolders } from '../support/server-holder.ts';
import { worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

/** Both are laid once, on a server with the settings of production. */
const sizes = { large: 8_000, small: 1_200 } as const;
type Size = keyof typeof sizes;

type Server = Awaited<ReturnType<typeof embeddedServer>>;
let server: Server;
const laid = new Map<Size, string>();

beforeAll(async () => {
  server = await embeddedServer({ dataFolder: await dataFolderWithServers() });
  for (const [size, people] of Object.entries(sizes) as [Size, number][]) {
    const { url } = await databaseOnServer(server.url);
    const store = createStore({ url });
    await dueCompany(worldOn(store), people);
    await store.close();
    laid.set(size, new URL(url).pathname);
  }
}, 120_000);

afterAll(async () => {
  await server.release();
  await removeDataFolders();
});

/** The address of a database: the server may be another process, on another port, after it was killed. */
function addressOf(name: string): string {
  const url = new URL(server.url);
  url.pathname = name;
  return url.href;
}

/** Runs a copy, disturbed or not, and returns what was paid. The server's folder goes with its databases. */
async function paidAfter(size: Size, disturb: (url: string) => Promise<unknown>) {
  const copyOf = addressOf(laid.get(size) ?? '');
  const { pathname } = new URL((await databaseOnServer(server.url, { copyOf })).url);
  await disturb(addressOf(pathname));
  await until(async () => {
    try {
      const url = addressOf(pathname);
      await runInThreads({ ...quietly, url, worker: 'last', chunkSize: chunkSizes[size] });
      return true;
    } catch (error) {
      if (error instanceof Outage) return false;
      throw error;
    }
  }, 60_000);
  const store = createStore({ url: addressOf(pathname) });
  await expectSound({ store });
  await store.close();
  return await onDatabase(addressOf(pathname), async (client) => {
    const facts =
      await client.query(`select r.state, r.paid_count, r.held_count, r.gross_minor, r.net_minor,
        (select count(*) from paybeat.payslip) as payslips,
        (select count(distinct employee_id) from paybeat.payslip) as people,
        (select md5(string_agg(concat_ws(' ', employee_id, ordinal, line_codes, line_amounts, ytd_codes,
          ytd_amounts, warnings), ' ' order by employee_id)) from paybeat.payslip) as digest
      from paybeat.pay_run r`);
    const again = await client.query(
      'select count(*)::int as chunks from paybeat.run_chunk where epoch > 1',
    );
    return { paid: facts.rows, chunksBegunAgain: again.rows[0].chunks as number };
  });
}

const chunkSizes = { large: 400, small: 50 } as const;
const quietly = { onEvent: () => undefined };

/** The chunk threads that this process starts, as Node reports them. */
function threadsOfThisProcess(): readonly Worker[] {
  const threads: Worker[] = [];
  process.on('worker', (thread) => threads.push(thread));
  return threads;
}

const threads = threadsOfThisProcess();
const alive = () => threads.filter(({ threadId }) => threadId !== -1);

/** All threads are killed when one of them waits for a lock that its next statement needs. */
async function killedAt(url: string, lock: string): Promise<void> {
  await onDatabase(url, async (client) => {
    const claims = Promise.withResolvers<void>();
    const run = runInThreads({
      ...quietly,
      ...{ url, worker: 'one', chunkSize: chunkSizes.small },
      onClaim: () => claims.resolve(),
    });
    await claims.promise;
    await client.query(`begin; lock table paybeat.${lock} mode`);
    await until(async () => {
      const { rowCount } = await client.query(`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`);
      return (rowCount ?? 0) > 0;
    }, 30_000);
    await Promise.all(alive().map((thread) => thread.terminate()));
    await client.query('rollback');
    await run;
  });
}

describe('a thread that is killed', () => {
  let undisturbed: Awaited<ReturnType<typeof paidAfter>> | null = null;
  const disturbances = {
    'at its claim': (url: string) => {
      let claims = 0;
      return runInThreads({
        ...quietly,
        ...{ url, worker: 'one', chunkSize: chunkSizes.small },
        onClaim: () => {
          claims += 1;
          if (claims === 2 || claims === 5) void alive()[0]?.terminate();
        },
      });
    },
    'while it reads': (url: string) => killedAt(url, 'employee_version in access exclusive'),
    'while it writes': (url: string) => killedAt(url, 'payslip in share'),
  };

  it.each(Object.entries(disturbances))(
    '%s loses nothing, and its chunk is calculated again',
    async (_, disturb) => {
      undisturbed ??= await paidAfter('small', async () => undefined);
      expect(undisturbed).toMatchObject({ paid: [{ state: 'committed' }], chunksBegunAgain: 0 });
      const { paid, chunksBegunAgain } = await paidAfter('small', disturb);
      expect(chunksBegunAgain).toBeGreaterThan(0);
      expect(paid).toEqual(undisturbed.paid);
    },
    60_000,
  );
});

describe('in the middle of a large run', () => {
  const program = fileURLToPath(new URL('../support/run-in-threads.ts', import.meta.url));
  async function killedProcess(url: string, doneBefore: number): Promise<void> {
    const child = spawn(process.execPath, ['--conditions=paybeat-source', program, url, 'killed'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const lines = createInterface({ input: child.stdout });
    let done = 0;
    let last = '';
    lines.on('line', (line) => {
      last = JSON.parse(line).kind;
      if (last !== 'chunk_done') return;
      done += 1;
      if (done === doneBefore) child.kill('SIGKILL');
    });
    await Promise.all([ended, once(lines, 'close')]);
    expect(last).not.toBe('ended');
  }

  async function killedServer(url: string, doneBefore: number): Promise<void> {
    let done = 0;
    const onEvent = ({ kind }: { readonly kind: string }) => {
      if (kind !== 'chunk_done') return;
      done += 1;
      if (done === doneBefore) process.kill(server.pid, 'SIGKILL');
    };
    const run = runInThreads({ url, worker: 'one', chunkSize: chunkSizes.large, onEvent });
    await expect(run).rejects.toThrow(Outage);
  }

  it('a killed process, and a killed server, change nothing of what is paid', async () => {
    const undisturbed = await paidAfter('large', async () => undefined);
    expect(undisturbed.paid).toMatchObject([{ state: 'committed' }]);
    for (const kill of [killedProcess, killedServer]) {
      let chunksBegunAgain = 0;
      // A kill between two chunks leaves none to begin again, so there are several moments.
      for (const doneBefore of [7, 5, 9, 6, 8]) {
        const disturbed = await paidAfter('large', (url) => kill(url, doneBefore));
        expect({ of: kill.name, paid: disturbed.paid }).toEqual({
          of: kill.name,
          paid: undisturbed.paid,
        });
        chunksBegunAgain = disturbed.chunksBegunAgain;
        if (chunksBegunAgain > 0) break;
      }
      expect({ of: kill.name, hasBegunAgain: chunksBegunAgain > 0 }).toEqual({
        of: kill.name,
        hasBegunAgain: true,
      });
    }
  }, 360_000);
});
