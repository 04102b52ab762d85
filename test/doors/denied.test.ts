/**
 * A database that the user of DATABASE_URL may not prepare: the exit code says denied, and not "try
 * again".
 */
import pg from 'pg';
import { expect, it } from 'vitest';
import { command } from '../support/command.ts';
import { freshDatabase } from '../support/database.ts';

const database = await freshDatabase();
const role = `paybeat_stranger_${process.pid}`;
const url = new URL(database.url);
url.username = role;
url.password = 'choose-a-long-one';
const paybeat = command({ DATABASE_URL: url.href });

it('a database that may not be prepared gives exit code 6, and doctor says why', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`drop schema paybeat cascade; drop role if exists ${role};
    create role ${role} login password 'choose-a-long-one'`);
  try {
    const { code, err } = await paybeat.run(['migrate']);
    expect([code, err.split(':')[0]]).toEqual([6, 'error roles_not_allowed']);
    const json = JSON.parse((await paybeat.run(['migrate', '--json'])).out);
    expect(json).toMatchObject({ error: { family: 'denied', exit_code: 6 } });
  } finally {
    await client.query(`drop role ${role}`);
    await client.end();
    await database.drop();
  }
});
