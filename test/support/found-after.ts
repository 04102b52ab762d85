/** What `verify` finds after somebody has changed rows with the guards switched off. */
import type pg from 'pg';
import { lineKinds } from '#operations/verify.ts';
import { checkInvariants, invariantsToCheck } from '#store/reads/invariants.ts';
import { type Sql, statementOf } from '#store/sql.ts';

type Waiting = Parameters<typeof checkInvariants>[1]['waiting'];

/**
 * The ids of the invariants that the statement breaks. It is rolled back, so that the next attempt finds the rows
 * unchanged. The client has the search path of Paybeat.
 */
export async function foundAfter(
  client: pg.Client,
  tampering: string,
  waiting: Waiting = invariantsToCheck(),
): Promise<readonly string[]> {
  await client.query('begin');
  try {
    // As a user who may switch the guards off.
    await client.query('set local session_replication_role = replica');
    await client.query(tampering);
    const at = {
      run: (query: Sql) => {
        const { text, parameters } = statementOf(query);
        return client.query(text, [...parameters]);
      },
      copyOut: () => Promise.reject(new Error('the invariants read rows')),
    };
    const results = await checkInvariants(at, { kinds: lineKinds, waiting });
    return results.filter((one) => one.violations.length > 0).map((one) => one.id);
  } finally {
    await client.query('rollback');
  }
}
