/**
 * A process that pays what is due in a database in sets, for tests that kill it: `run-set.ts URL WORKER`.
 *
 * It writes a line for each statement that it is about to send, so that whoever reads them knows how far
 * the transaction of the set has come.
 */
import { writeSync } from 'node:fs';
import { runTogether } from '#operations/runs/sets/run-together.ts';
import { type Connection, connectionsOf } from '#store/connections.ts';
import { oneByOne } from '#store/one-by-one.fixture.ts';
import { storeOver } from '#store/store.ts';
import { worldOn } from './small-company.ts';

const [, , url = '', worker = 'one'] = process.argv;
const real = connectionsOf({ url });
const store = storeOver({
  ...real,
  connect: async () => {
    const connection = await real.connect();
    const query: Connection['query'] = (text, parameters, how) => {
      tell(text);
      return connection.query(text, parameters, how);
    };
    return {
      ...connection,
      query,
      together: oneByOne(query),
      copyOut: (text) => {
        tell(text);
        return connection.copyOut(text);
      },
      copyIn: (text, blocks) => {
        tell(text);
        return connection.copyIn(text, blocks);
      },
    };
  },
});
const world = worldOn(store, { chunkSize: 100, setCompanies: 100 }, worker);
const paid = await runTogether(world, { opens: 'any' });
tell(`paid ${paid.length}`);
await store.close();

function tell(statement: string): void {
  writeSync(1, `${statement.replaceAll(/\s+/g, ' ').trim().slice(0, 60)}\n`);
}
