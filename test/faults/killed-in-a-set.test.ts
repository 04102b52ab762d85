/**
 * A process, or the server, that is killed in the middle of a set: nothing of the set is there, and the
 * next one pays everybody what an undisturbed process pays, once.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { Outage } from '#errors.ts';
import { runTogether } from '#operations/runs/sets/run-together.ts';
import { connectionsOf } from '#store/connections.ts';
import { embeddedServer } from '#store/embedded/embedded-server.ts';
import { migrate } from '#store/migrate.ts';
import { createStore, storeOver } from '#store/store.ts';
import { freshDatabase } from '../support/database.ts';
import { paidFacts } from '../support/paid-facts.ts';
import { dataFolderWithServers, removeDataFolders } from '../support/server-holder.ts';
import { layCompanies } from '../support/set-of-companies.ts';
import { must, worldOn } from '../support/small-company.ts';
import { expectSound } from '../support/sound.ts';
import { until } from '../support/until.ts';

const program = fileURLToPath(new URL('../support/run-set.ts', import.meta.url));
const of = ['plain', 'hours', 'codes', 'retro'];

afterEach(removeDataFolders);

/** What it told until it ended, or until it was killed at the first statement that begins like this. */
async function runSet(url: string, killAt: string | null): Promise<readonly string[]> {
  const child = spawn(process.execPath, ['--conditions=paybeat-source', program, url, 'killed'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told: string[] = [];
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    told.push(line);
    if (killAt !== null && line.startsWith(killAt)) child.kill('SIGKILL');
  });
  await Promise.all([ended, once(lines, 'close')]);
  return told;
}

async function factsAfter(killAt: readonly string[]) {
  await using database = await freshDatabase();
  const laid = await layCompanies(database.url, { of });
  try {
    const before = await paidFacts(database.url);
    for (const statement of killAt) {
      const told = await runSet(database.url, statement);
      expect(told.at(-1)?.startsWith('paid')).toBe(false);
      if (statement === 'commit') continue;
      // The server notices within two seconds that its client is gone.
      await until(
        async () => JSON.stringify(await paidFacts(database.url)) === JSON.stringify(before),
        20_000,
      );
    }
    await until(async () => {
      await runSet(database.url, null);
      const { runs } = await paidFacts(database.url);
      return runs?.length === of.length + 1;
    }, 60_000);
    await expectSound(laid.world);
    const { payslips, runs, audit } = await paidFacts(database.url);
    return { payslips, runs, audit };
  } finally {
    await laid.close();
  }
}

const undisturbed = await factsAfter([]);

describe('a process that is killed in the middle of a set', () => {
  it.each([
    [['insert into pay_run']],
    [['set local role paybeat_bulk; copy payslip', 'update pay_run r']],
    [['update pay_period', 'select paybeat_audit']],
    [['commit']],
  ])('after %j leaves the payslips of one that was not', async (statements) => {
    expect(await factsAfter(statements)).toEqual(undisturbed);
  });
});

describe('a server that is killed in the middle of a set', () => {
  it('keeps nothing of the set, and all are paid once it answers again', async () => {
    const server = await embeddedServer({ dataFolder: await dataFolderWithServers() });
    try {
      must(await migrate({ url: server.url }));
      const laid = await layCompanies(server.url, { of });
      await laid.close();
      let strikes = 1;
      const attempt = async () => {
        const real = connectionsOf({ url: server.url });
        const connect = async () => {
          const connection = await real.connect();
          return {
            ...connection,
            copyIn: async (text: string, blocks: Iterable<Buffer>) => {
              await connection.copyIn(text, blocks);
              strikes -= 1;
              if (strikes === 0) process.kill(server.pid, 'SIGKILL');
            },
          };
        };
        const store = storeOver({ ...real, connect });
        const world = worldOn(store, { chunkSize: 100, setCompanies: 100 }, 'killed');
        try {
          return (await runTogether(world, { opens: 'any' })).length;
        } catch (error) {
          if (error instanceof Outage) return 'outage';
          throw error;
        } finally {
          await store.close();
        }
      };
      expect(await attempt()).toBe('outage');
      await until(async () => (await attempt()) === of.length, 60_000);
      const store = createStore({ url: server.url });
      await expectSound({ store });
      await store.close();
      const { payslips, runs, audit } = await paidFacts(server.url);
      expect({ payslips, runs, audit }).toEqual(undisturbed);
    } finally {
      await server.release();
    }
  });
});
