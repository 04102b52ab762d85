/**
 * A store that tells each statement before it sends it, so that whoever reads them knows how far a transaction has
 * come. For processes that a test kills.
 */
import { writeSync } from 'node:fs';
import { type Connection, connectionsOf } from '#store/connections.ts';
import { oneByOne } from '#store/one-by-one.fixture.ts';
import { type Store, storeOver } from '#store/store.ts';

export function tellingStore(url: string): Store {
  const real = connectionsOf({ url });
  return storeOver({
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
}

/** One line of standard output. */
export function tell(statement: string): void {
  writeSync(1, `${statement.replaceAll(/\s+/g, ' ').trim().slice(0, 60)}\n`);
}
