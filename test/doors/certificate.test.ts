/** On the command line: keys, and certificates that one person makes and another verifies. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { openPaybeat, valueOf } from '../../src/index.ts';
import { command } from '../support/command.ts';
import { testDatabase } from '../support/database.ts';

const database = await testDatabase();
const paybeat = command({ DATABASE_URL: database.url });
/** The auditor has a home of her own, and no database that answers. */
const auditor = command({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
const secret = 'five words that nobody guesses';
let keyId: string;

const mode = (...path: readonly string[]) => statSync(join(paybeat.folder, ...path)).mode & 0o777;

beforeAll(async () => {
  await paybeat.json(['company', 'add', 'acme', '--name', 'Acme', '--zone', 'America/New_York']);
  await paybeat.json(['company', 'settings', '--second-eyes', 'none']);
  const roster = 'employee_id,name,pay_type,annual_salary,filing_status,hire_date\n';
  const people = 'E1,Ada Byrne,salary,52000,single,2020-01-06\n';
  await paybeat.json(['roster', 'import', paybeat.file('roster.csv', roster + people)]);
  const dates = ['--start', '2026-01-05', '--end', '2026-01-18', '--type', 'biweekly'];
  const period = String((await paybeat.json(['periods', 'add', ...dates]))['period_id']);
  await paybeat.json(['periods', 'activate', period]);
  await paybeat.run(['run', '--period-id', period, '--force']);
  const run = await paybeat.json(['runs', 'show', '1']);
  if (run['state'] === 'review') await paybeat.json(['runs', 'approve', '1', '--reason', 'right']);
  paybeat.file('secret.txt', `${secret}\n`);
  auditor.file('secret.txt', `${secret}\n`);
});

describe('signing keys', () => {
  it('are made on request, and only their owner may read them', async () => {
    const { code, err } = await paybeat.run(['certificate', 'export', '1']);
    expect([code, err]).toEqual([expect.any(Number), expect.stringContaining('no_signing_key')]);
    const unsigned = await paybeat.json(['certificate', 'show', '1']);
    expect(unsigned).toMatchObject({
      key_id: null,
      certificate: { certified: { run: { id: 1 } } },
    });
    expect(unsigned['certificate']).not.toHaveProperty('signature');
    const made = await paybeat.json(['keys', 'new']);
    keyId = String(made['key_id']);
    expect(made).toMatchObject({ signs: true, from: 'data folder' });
    expect(mode('data', 'keys')).toBe(0o700);
    expect(mode('data', 'keys', `${keyId}.key.json`)).toBe(0o600);
    expect(await paybeat.json(['keys', 'list'])).toMatchObject({ keys: [{ key_id: keyId }] });
  });

  it('go to another place under a passphrase, and open with nothing else', async () => {
    const options = ['--passphrase-file', 'secret.txt'];
    await paybeat.json(['keys', 'export', 'keys.json', ...options]);
    expect(mode('keys.json')).toBe(0o600);
    const bundle = readFileSync(join(paybeat.folder, 'keys.json'), 'utf8');
    expect(bundle).not.toContain('private');
    const other = command({ DATABASE_URL: database.url });
    other.file('keys.json', bundle);
    other.file('secret.txt', secret);
    other.file('wrong.txt', `${secret}!`);
    other.file('short.txt', 'short');
    other.file('changed.json', bundle.replace(keyId, '0'.repeat(16)));
    const refused = async (...args: readonly string[]) => {
      const { out } = await other.run(['keys', ...args, '--json']);
      return JSON.parse(out).error?.code;
    };
    expect(await refused('import', 'keys.json', '--passphrase-file', 'wrong.txt')).toBe(
      'wrong_passphrase',
    );
    expect(await refused('import', 'changed.json', ...options)).toBe('wrong_passphrase');
    expect(await refused('import', 'secret.txt', ...options)).toBe('key_bundle_unreadable');
    expect(await refused('export', 'x.json', ...options)).toBe('no_signing_key');
    expect(await refused('export', 'x.json', '--passphrase-file', 'short.txt')).toBe(
      'passphrase_short',
    );
    expect(await other.json(['keys', 'import', 'keys.json', ...options])).toMatchObject({
      added: [keyId],
    });
    expect(await other.json(['keys', 'import', 'keys.json', ...options])).toMatchObject({
      added: [],
    });
    const [one, two] = await Promise.all(
      [paybeat, other].map((of) => of.run(['certificate', 'export', '1'])),
    );
    expect(two?.out).toBe(one?.out);
  });

  it('that others can read sign nothing', async () => {
    const open = command({ DATABASE_URL: database.url });
    const made = await open.json(['keys', 'new']);
    const { chmodSync } = await import('node:fs');
    chmodSync(join(open.folder, 'data', 'keys', `${made['key_id']}.key.json`), 0o644);
    const { err } = await open.run(['certificate', 'export', '1']);
    expect(err).toContain('key_file_open');
  });
});

describe('a certificate', () => {
  it('goes to an auditor, who verifies it without the database', async () => {
    const written = await paybeat.json(['certificate', 'export', '1', '--output', 'run-1.json']);
    expect(written).toMatchObject({ run_id: 1, key_id: keyId });
    const text = readFileSync(join(paybeat.folder, 'run-1.json'), 'utf8');
    const file = auditor.file('run-1.json', text);
    const verify = ['certificate', 'verify', file, '--offline'];
    expect(await auditor.json([...verify, '--key', keyId])).toMatchObject({
      ...{ holds: true, company: 'acme', run_id: 1, checked: 'signature' },
    });
    const unknown = await auditor.run([...verify, '--json']);
    expect([unknown.code, JSON.parse(unknown.out).findings[0].code]).toEqual([1, 'key_unknown']);
    const changed = auditor.file('changed.json', text.replace('"paid":1', '"paid":2'));
    const seen = await auditor.run(['certificate', 'verify', changed, '--offline', '--key', keyId]);
    expect([seen.code, seen.out]).toEqual([1, expect.stringContaining('signature_invalid')]);
    await paybeat.json(['audit', 'list', '--output', 'audit.jsonl']);
    const log = auditor.file('audit.jsonl', readFileSync(join(paybeat.folder, 'audit.jsonl')));
    const audit = ['certificate', 'verify', file, '--audit-export', log, '--key', keyId];
    expect(await auditor.json(audit)).toMatchObject({ holds: true, checked: 'audit_export' });
    expect((await auditor.run(['audit', 'verify', '--export', log])).code).toBe(0);
  });

  it('is shown, and verified against the database', async () => {
    const shown = await paybeat.json(['certificate', 'show', '1']);
    expect(shown).toMatchObject({ certificate: { certified: { people: { paid: 1 } } } });
    expect((await paybeat.run(['certificate', 'show', '1'])).out).toContain(keyId);
    expect(await paybeat.json(['certificate', 'verify', 'run-1.json'])).toMatchObject({
      ...{ holds: true, checked: 'database', findings: [] },
      pay: { payslips: 1, held: 0, differing: 0 },
    });
    const quick = ['certificate', 'verify', 'run-1.json', '--without-pay'];
    expect(await paybeat.json(quick)).toMatchObject({ holds: true, pay: null });
    expect((await paybeat.run(['certificate', 'verify', 'run-1.json'])).code).toBe(0);
  });

  it('of a rotated key holds, and the new key signs', async () => {
    const next = await paybeat.json(['keys', 'new']);
    expect(await paybeat.json(['certificate', 'show', '1'])).toMatchObject({
      key_id: next['key_id'],
    });
    expect(await paybeat.json(['certificate', 'verify', 'run-1.json'])).toMatchObject({
      holds: true,
    });
  });

  it('is the same from the library', async () => {
    const settings = { databaseUrl: database.url, dataFolder: join(paybeat.folder, 'data') };
    await using library = valueOf(await openPaybeat({ env: {}, settings }));
    const { text, keyId: by } = valueOf(await library.certificates.export({ runId: 1 }));
    const { out } = await paybeat.run(['certificate', 'export', '1']);
    expect(JSON.parse(text).signature.key_id).toBe(by);
    expect(JSON.parse(text).certified.totals).toEqual(JSON.parse(out).certified.totals);
    const verified = valueOf(await library.certificates.verify({ certificate: text }));
    expect(verified.findings).toEqual([]);
    const list = JSON.parse(JSON.stringify(valueOf(await library.keys.list())));
    expect(list).toEqual(await paybeat.json(['keys', 'list']));
  });
});
