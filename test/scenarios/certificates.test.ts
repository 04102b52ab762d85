/**
 * A certificate of a committed run, of every kind of run: the same bytes each time, whatever happens later; and whatever
 * somebody changes in the file or in the database is found and named.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportAudit } from '#operations/audit/list-audit.ts';
import { findRun } from '#operations/look-up.ts';
import { certifiedNow, exportedCertificate, signedWith } from '#operations/proof/certificate.ts';
import { newKey, signingKeys } from '#operations/proof/signing-keys.ts';
import { verifyCertificate, verifySignature } from '#operations/proof/verify-certificate.ts';
import { runOffCycle } from '#operations/runs/run-off-cycle.ts';
import { certifiedRun } from '#store/reads/certificate.ts';
import { certifiedRows } from '#store/reads/certified-columns.ts';
import { version as installed } from '#version.ts';
import { corrected, correction } from '../support/corrected.ts';
import { hashByJsonb } from '../support/hash-by-jsonb.ts';
import { companyRow, period, settings } from '../support/paid-periods.ts';
import { type Paid, paidAgain, paidWrongly, reversal, reversed } from '../support/reversed.ts';
import { drivenBy, must } from '../support/small-company.ts';

const home = mkdtempSync(join(tmpdir(), 'paybeat-proof-'));
const keys = { dataFolder: join(home, 'one'), given: null };
const otherKeys = { dataFolder: join(home, 'other'), given: null };
const version = '1.2.3';
const at = Temporal.Instant.from('2026-01-19T15:00:00Z');
let paid: Paid;
let owner: pg.Client;
const runIds: Record<string, number> = {};
/** Made right after the commit of each run. */
const first = new Map<number, string>();
let keyId: string;

const made = async (runId: number) =>
  must(await exportedCertificate(paid.small.world, { runId, keys, version })).text;
const verified = async (text: string, key?: string) =>
  must(await verifyCertificate(paid.small.world, { text, keys, key }));
const codes = ({ findings }: { findings: readonly { code: string; where: string }[] }) =>
  findings.map(({ code, where }) => `${code} ${where}`);

async function committed(kind: string, runId: number): Promise<void> {
  runIds[kind] = runId;
  first.set(runId, await made(runId));
}

beforeAll(async () => {
  ({ keyId } = must(await newKey(keys, at)));
  must(await newKey(otherKeys, at));
  paid = await paidWrongly();
  const { small } = paid;
  await committed('regular', paid.runId);
  const undo = await reversed(paid, reversal(paid.runId, ['ben']));
  await committed('reversal', undo.runId);
  const again = await paidAgain(paid, 'employee_id,regular_hours\nben,72\n');
  await committed('pay held', again.runId);
  const payOn = Temporal.PlainDate.from('2026-01-23');
  const bytes = Buffer.from('employee_id,code,amount\nada,BONUS,250.00\n');
  const terms = { startOn: null, endOn: null, frequency: 'biweekly', dryRun: false } as const;
  const company = await companyRow(small);
  const ask = { company, payOn, bytes, key: 'bonus', ...terms };
  const bonus = must(await runOffCycle(small.world, ask, drivenBy(small.clock)));
  if (bonus.kind !== 'ran') throw new Error('it ran');
  await committed('off-cycle', bonus.run.runId);
  const { run: right } = await corrected(paid, correction(again.runId, ['ben'], '88'));
  await committed('correction', right.runId);
  // What happens later changes no certificate.
  await settings(small, { heldPercentMax: 33 });
  await period(small, { from: '2026-01-19', payOn: '2026-01-30' });
  owner = new pg.Client({ connectionString: paid.url });
  await owner.connect();
  await owner.query('set search_path = paybeat, public; set session_replication_role = replica');
});

afterAll(async () => {
  await owner.end();
  await paid.small.close();
  rmSync(home, { recursive: true });
});

/** What verify finds while the owner of the database has changed rows. They are put back. */
async function foundAfter(tampering: string, back: string) {
  const runId = runIds['regular'] ?? 0;
  await owner.query(tampering);
  try {
    const refused = await exportedCertificate(paid.small.world, { runId, keys, version });
    return { found: codes(await verified(first.get(runId) ?? '')), isSigned: refused.ok };
  } finally {
    await owner.query(back);
  }
}

describe('the certificate', () => {
  it.each(['regular', 'reversal', 'pay held', 'off-cycle', 'correction'])(
    'of a run (%s) has the same bytes later, and holds',
    async (kind) => {
      const runId = runIds[kind] ?? 0;
      const text = first.get(runId) ?? '';
      expect(await made(runId)).toBe(text);
      const seen = await verified(text);
      expect(seen).toMatchObject({ runId, keyId, isKeyKnown: true, checked: 'database' });
      expect(seen.findings).toEqual([]);
      expect(seen.pay?.differing).toBe(0);
      expect(seen.pay?.payslips).toBeGreaterThan(0);
    },
  );

  it.each(['regular', 'reversal', 'pay held', 'off-cycle', 'correction'])(
    'of a run (%s) has the hashes of the texts that jsonb_build_array gives',
    async (kind) => {
      const { certified } = JSON.parse(first.get(runIds[kind] ?? 0) ?? '');
      const run = await paid.small.world.store.read('every company', (reading) =>
        certifiedRun(reading, certified.run.id),
      );
      if (run === null) throw new Error('the run is there');
      for (const [what, kinds] of Object.entries(certifiedRows[3])) {
        const hash = await hashByJsonb(owner, { kinds, run });
        expect(hash, what).toBe(certified.sha256[what]);
      }
    },
  );

  it('says what was paid and what was reversed', () => {
    const parsed = (kind: string) => JSON.parse(first.get(runIds[kind] ?? 0) ?? '');
    const undo = parsed('reversal').certified;
    expect(undo.run).toMatchObject({ kind: 'reversal', reverses: runIds['regular'] });
    expect(undo.totals.net_minor).toMatch(/^-\d+$/);
    expect(parsed('correction').certified.run).toMatchObject({
      ...{ kind: 'correction', corrects: runIds['pay held'] },
    });
    expect(parsed('pay held').certified.run.pays_held_of).toBe(runIds['regular']);
    expect(parsed('regular').certified.audit.row).toBeGreaterThan(1);
  });

  it('is refused for a run that is not committed, and without a key', async () => {
    const { world } = paid.small;
    const none = { ...keys, dataFolder: join(home, 'none') };
    const ask = { runId: paid.runId, keys: none, version };
    expect(await exportedCertificate(world, ask)).toMatchObject({
      refusal: { code: 'no_signing_key' },
    });
    expect(await exportedCertificate(world, { ...ask, keys, runId: 999 })).toMatchObject({
      refusal: { code: 'run_not_found' },
    });
    await owner.query(`update pay_run set state = 'approved', committed_at = null,
      committed_revision = null where run_id = ${paid.runId}`);
    const early = await exportedCertificate(world, { ...ask, keys });
    const seen = codes(await verified(first.get(paid.runId) ?? ''));
    await owner.query(`update pay_run r set state = 'committed', committed_at = c.at, committed_revision =
      (c.facts ->> 'revision')::int from audit_event c where r.run_id = ${paid.runId}
      and c.subject = 'run:' || r.run_id and c.action = 'run.commit'`);
    expect(early).toMatchObject({ refusal: { code: 'run_not_committed' } });
    expect(seen).toEqual(['run_missing /run/id']);
  });
});

describe('a certificate in the hands of an auditor', () => {
  const text = () => first.get(paid.runId) ?? '';
  const offline = (of: string, key?: string) => verifySignature({ text: of, keys: otherKeys, key });

  it('is verified without a database by the key that the auditor was given', async () => {
    expect(must(await offline(text(), keyId)).findings).toEqual([]);
    const { signature } = JSON.parse(text());
    expect(must(await offline(text(), signature.public_key)).findings).toEqual([]);
    expect(codes(must(await offline(text(), '0'.repeat(16))))).toEqual([
      'another_key /signature/key_id',
    ]);
    expect(codes(must(await offline(text())))).toEqual(['key_unknown /signature/key_id']);
  });

  it('with any one byte changed is found', async () => {
    const unseen: number[] = [];
    for (let place = 0; place < text().length; place += 1) {
      const changed = Buffer.from(text());
      changed[place] = (changed[place] ?? 0) ^ 1;
      const seen = await offline(changed.toString('latin1'), keyId);
      if (seen.ok && seen.value.findings.length === 0) unseen.push(place);
    }
    expect(unseen).toEqual([]);
  });

  it('with a changed amount, signed with another key, is found', async () => {
    const { certified } = JSON.parse(text());
    const other = must(
      await exportedCertificate(paid.small.world, { runId: paid.runId, keys: otherKeys, version }),
    );
    expect(codes(await verified(other.text))).toEqual(['key_unknown /signature/key_id']);
    const changed = text().replace(certified.totals.net_minor, '1');
    expect(codes(await verified(changed))).toEqual(
      expect.arrayContaining(['signature_invalid /signature', 'differs /totals/net_minor']),
    );
  });

  it('made by another version of the program holds, and says which', async () => {
    const older = { runId: paid.runId, keys, version: '0.9.0' };
    const seen = await verified(must(await exportedCertificate(paid.small.world, older)).text);
    expect(seen).toMatchObject({ codeVersion: '0.9.0', findings: [] });
  });

  it.each([
    [1, 8],
    [2, 10],
  ] as const)(
    'of form %i still holds, and its changed bytes are still found',
    async (form, hashes) => {
      const { world } = paid.small;
      const run = must(await findRun(world, paid.runId));
      const { facts } = must(await certifiedNow(world, run, form));
      expect(Object.keys(facts['sha256'] ?? {})).toHaveLength(hashes);
      const [key] = must(await signingKeys(keys));
      if (key === undefined) throw new Error('there is a key');
      const first = signedWith(key, { ...facts, code_version: '0.1.0' }).text;
      expect(first).toContain(`paybeat-certificate/${form}`);
      expect(await verified(first)).toMatchObject({ keyMadeAt: null, isAfterTheFact: null });
      expect((await verified(first)).findings).toEqual([]);
      const changed = first.replace('"gross_minor":"', '"gross_minor":"9');
      expect(codes(await verified(changed))).toContain('differs /totals/gross_minor');
    },
  );

  it('says that it was made after the fact if its key is younger than the commit', async () => {
    const late = { dataFolder: join(home, 'late'), given: null };
    const { committed_at: committedAt } = JSON.parse(text()).certified.run;
    const keyMadeAt = Temporal.Instant.from(committedAt).add({ microseconds: 1 });
    must(await newKey(late, keyMadeAt));
    const ask = { runId: paid.runId, version };
    const { world } = paid.small;
    const made = must(await exportedCertificate(world, { ...ask, keys: late }));
    expect(made.isAfterTheFact).toBe(true);
    const seen = must(await verifySignature({ text: made.text, keys: late }));
    expect(seen).toMatchObject({ isAfterTheFact: true, findings: [] });
    expect(Temporal.Instant.from(seen.keyMadeAt ?? '').equals(keyMadeAt)).toBe(true);
    expect(must(await offline(text(), keyId))).toMatchObject({ isAfterTheFact: false });
    const backdated = made.text.replace(seen.keyMadeAt ?? '', '2020-01-01T00:00:00Z');
    const found = must(await verifySignature({ text: backdated, keys: late }));
    expect(codes(found)).toEqual(['signature_invalid /signature']);
    const [key] = must(await signingKeys(keys));
    const given = String(
      key?.privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    );
    const ofEnvironment = { dataFolder: join(home, 'none'), given };
    const unsaid = must(await exportedCertificate(world, { ...ask, keys: ofEnvironment }));
    expect(unsaid.isAfterTheFact).toBe(null);
    expect(await verified(unsaid.text)).toMatchObject({ isAfterTheFact: null, findings: [] });
  });

  it('names the version that committed the run', () => {
    const { certified } = JSON.parse(text());
    expect(certified.run.committed_version).toBe(installed());
    expect(certified.code_version).toBe(version);
  });

  it('of a form that is not known yet is refused', async () => {
    const newer = text().replace('paybeat-certificate/3', 'paybeat-certificate/4');
    expect(await offline(newer)).toMatchObject({ refusal: { code: 'certificate_of_other_form' } });
    expect(await offline('{}')).toMatchObject({ refusal: { code: 'certificate_unreadable' } });
  });

  it('proves its place in an exported audit log', async () => {
    let lines = '';
    const of = { subject: null, actor: null, fromOn: null, toOn: null };
    const company = await companyRow(paid.small);
    must(
      await exportAudit(paid.small.world, { company, ...of }, async (more) => {
        lines += more;
      }),
    );
    const checked = async (log: string) =>
      must(await verifySignature({ text: text(), keys, auditExport: Buffer.from(log) }));
    expect(await checked(lines)).toMatchObject({ checked: 'audit_export', findings: [] });
    const forged = lines.replace('"action":"roster', '"action":"poster');
    expect(codes(await checked(forged))).toEqual(['audit_log_changed /audit']);
    const cut = lines.split('\n').slice(0, 5).join('\n');
    expect(codes(await checked(cut))).toEqual(['audit_log_changed /audit']);
  });
});

describe('a database that was changed', () => {
  const swapped = (row: string, column: string, [one, other]: readonly [string, string]) => [
    `update ${row.replace('SET', `set ${column} = ${one}`)}`,
    `update ${row.replace('SET', `set ${column} = ${other}`)}`,
  ];
  const paysOf = (...numbers: readonly string[]) =>
    numbers.map((number) => `pay_differs /payslips/${number}`);
  const changes: readonly (readonly [string, readonly string[], readonly string[], boolean])[] = [
    [
      'a line of a payslip',
      swapped('payslip SET where run_id = 1', 'line_amounts[1]', [
        'line_amounts[1] + 1',
        'line_amounts[1] - 1',
      ]),
      [
        'differs /sha256/payslips',
        'payslips_changed /payslips',
        ...paysOf('ada', 'ben', 'cleo', 'dan'),
      ],
      false,
    ],
    [
      'totals',
      [
        'update pay_run set net_minor = net_minor + 1, gross_minor = gross_minor + 1 where run_id = 1',
        'update pay_run set net_minor = net_minor - 1, gross_minor = gross_minor - 1 where run_id = 1',
      ],
      ['differs /totals/gross_minor', 'differs /totals/net_minor', 'payslips_changed /totals'],
      false,
    ],
    [
      'a salary that the run has read',
      swapped(`employee_version SET where hired_on = '2019-03-01'`, 'annual_salary_minor', [
        'annual_salary_minor + 1',
        'annual_salary_minor - 1',
      ]),
      ['differs /sha256/inputs'],
      true,
    ],
    [
      'the number of a person',
      swapped('employee SET where employee_id = 1', 'number', [
        `number || 'x'`,
        'left(number, -1)',
      ]),
      ['differs /sha256/payslips'],
      true,
    ],
    [
      'the reason of a held person',
      swapped('run_exception SET where run_id = 1', 'detail', [
        `detail || 'x'`,
        'left(detail, -1)',
      ]),
      ['differs /sha256/not_paid'],
      true,
    ],
    [
      'who approved',
      swapped('approval SET where run_id = 1', 'approver', [
        `approver || 'x'`,
        'left(approver, -1)',
      ]),
      ['differs /sha256/approvals'],
      true,
    ],
    [
      'the rule of the period',
      swapped('pay_period SET where period_id = 1', 'frequency', [`'weekly'`, `'biweekly'`]),
      ['differs /sha256/rules', ...paysOf('ada', 'ben', 'cleo', 'dan')],
      true,
    ],
    [
      'the hint for a held person',
      swapped('run_exception SET where run_id = 1', 'hint', [`hint || 'x'`, 'left(hint, -1)']),
      ['differs /sha256/not_paid'],
      true,
    ],
    [
      'accounts that the journal of the run has',
      [
        `insert into account_settings (company_id, accounts, from_revision, until_revision) values (1, '{}', 1, 999)`,
        'delete from account_settings where until_revision = 999',
      ],
      ['differs /sha256/books'],
      true,
    ],
    [
      'settings that the run has not read',
      [
        'insert into pay_settings (company_id, hours_per_year, from_revision, until_revision) values (1, 2000, 1, 99)',
        'delete from pay_settings where until_revision = 99',
      ],
      ['differs /sha256/pay_codes'],
      true,
    ],
    [
      'the audit log before the commit',
      swapped('audit_event SET where seq = 2', 'actor', [`actor || 'x'`, 'left(actor, -1)']),
      ['audit_log_changed /audit'],
      true,
    ],
  ];

  it.each(changes)(
    'in %s is found and named',
    async (_what, [tamper = '', back = ''], found, isSigned) => {
      expect(await foundAfter(tamper, back)).toEqual({ found, isSigned });
      expect(codes(await verified(first.get(paid.runId) ?? ''))).toEqual([]);
    },
  );
});
