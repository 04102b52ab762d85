/** On the command line and in the library: a backup is made, checked and restored, and the restore is accepted. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPaybeat, restorePaybeat, valueOf } from '#index.ts';
import { command } from '../support/command.ts';
import { freshDatabase, testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
const inFolder = (name: string) => join(paybeat.folder, name);
const refused = async (place: typeof paybeat, ...args: readonly string[]) => {
  const { out } = await place.run([...args, '--json']);
  return JSON.parse(out).error?.code;
};

describe('a backup', () => {
  it('is a new file that only its owner may read, and holds what both doors say', async () => {
    await paybeat.json(['company', 'add', 'acme', '--name', 'Acme', '--zone', 'America/New_York']);
    const made = await paybeat.json(['backup', 'a.backup']);
    expect(statSync(inFolder('a.backup')).mode & 0o777).toBe(0o600);
    expect(made).toMatchObject({ written: 'a.backup', companies: 1, company_codes: ['acme'] });
    expect(await refused(paybeat, 'backup', 'a.backup')).toBe('output_exists');
    await paybeat.json(['backup', 'make', 'a.backup', '--overwrite']);
    const checked = await paybeat.json(['backup', 'check', 'a.backup']);
    const settings = { databaseUrl: database.url };
    await using library = valueOf(await openPaybeat({ env: {}, settings }));
    const answered = await library.backups.check({ file: inFolder('a.backup') });
    expect(JSON.parse(JSON.stringify(valueOf(answered)))).toEqual(checked);
    const parts: Uint8Array[] = [];
    const ofLibrary = valueOf(
      await library.backups.make({ write: (bytes) => void parts.push(bytes) }),
    );
    expect(ofLibrary.rows).toBe(made['rows']);
    expect(Buffer.concat(parts).length).toBe(readFileSync(inFolder('a.backup')).length);
  });

  it('is restored by either door into an empty database, and accepted with a reason', async () => {
    await using one = await freshDatabase();
    await using other = await freshDatabase();
    const place = command({ DATABASE_URL: one.url });
    const file = inFolder('a.backup');
    expect(await refused(paybeat, 'restore', file)).toBe('database_not_empty');
    const tried = await place.json(['restore', file, '--dry-run']);
    expect(tried).toMatchObject({ is_restored: false, companies: 1 });
    const done = await place.json(['restore', file]);
    const settings = { databaseUrl: other.url };
    const again = valueOf(await restorePaybeat({ file, env: {}, settings }));
    expect(JSON.parse(JSON.stringify(again))).toEqual(done);
    const accept = ['restore', 'accept', '--why', 'Nothing was paid since.'];
    await using library = valueOf(await openPaybeat({ env: {}, settings }));
    const accepted = await library.backups.acceptRestore({ why: 'Nothing was paid since.' });
    const shown = await place.json(accept);
    expect(Object.keys(JSON.parse(JSON.stringify(valueOf(accepted))))).toEqual(Object.keys(shown));
    expect(await refused(place, ...accept)).toBe('nothing_restored');
  });
});
