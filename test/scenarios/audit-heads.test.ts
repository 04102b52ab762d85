/**
 * Heads of an audit log that were kept elsewhere: whatever the owner of the database does to earlier rows is found, and
 * what came after the last head is called unproven. The log is recomputed outside of the database.
 */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inProcessEngine } from '#engine/in-process.ts';
import { verifyExport } from '#operations/audit/audit-export.ts';
import { keptHeads, listHeads } from '#operations/audit/audit-heads.ts';
import { addHeads, headWriter } from '#operations/audit/head-file.ts';
import { exportAudit } from '#operations/audit/list-audit.ts';
import { verifyAudit } from '#operations/audit/verify-audit.ts';
import { setPaySettings } from '#operations/companies/set-pay-settings.ts';
import { keepWorker } from '#processes/worker/worker.ts';
import { type CompanyRow, companyById } from '#store/reads/companies.ts';
import { systemClock } from '#time/clock.ts';
import { testDatabase } from '../support/database.ts';
import { must, type SmallCompany, smallCompany } from '../support/small-company.ts';

const database = await testDatabase();
const folder = mkdtempSync(join(tmpdir(), 'paybeat-heads-'));
const path = join(folder, 'heads.jsonl');
let small: SmallCompany;
let company: CompanyRow;
let owner: pg.Client;
/** Rows of the log when the last head was written, and now. */
let proven: number;
let rows: number;

const act = async (percent: number) =>
  must(await setPaySettings(small.world, { company, heldPercentMax: percent }));
const heads = () => readFileSync(path, 'utf8');
const verified = async (text?: string) =>
  must(await verifyAudit(small.world, { company, heads: text }));
const seqNow = async () => (await listHeads(small.world))[0]?.seq ?? 0;

beforeAll(async () => {
  small = await smallCompany({ url: database.url, now: '2026-03-02T12:00:00Z' });
  const found = await small.world.store.read(small, (at) => companyById(at, small.companyId));
  if (found === null) throw new Error('the company is there');
  company = found;
  const write = headWriter(small.world, path);
  await write();
  // It has not moved.
  await write();
  await act(11);
  await act(12);
  await write();
  proven = await seqNow();
  await act(13);
  await act(14);
  rows = await seqNow();
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  await owner.query(`set search_path = paybeat, public; set session_replication_role = replica`);
});

afterAll(async () => {
  await owner.end();
  await small.close();
  rmSync(folder, { recursive: true });
});

/** What `audit verify --head` finds while a superuser has changed the log. Afterwards it is as before. */
async function foundAfter(tampering: string) {
  await owner.query(
    `create table kept_events as table audit_event; create table kept_heads as table audit_head`,
  );
  try {
    await owner.query(tampering);
    const { violations, proof } = await verified(heads());
    const alone = await verified();
    return {
      found: violations.map(({ code, seq }) => [code, seq]),
      withoutHeads: alone.violations.map(({ code, seq }) => [code, seq]),
      proven: proof?.provenThrough,
    };
  } finally {
    await owner.query(`delete from audit_event; insert into audit_event table kept_events;
      delete from audit_head; insert into audit_head table kept_heads;
      drop table kept_events, kept_heads`);
  }
}

/** Hashes every row from this one on, and the head, as the database does. */
const writtenAnew = (from: number) => `do $$ declare one record; link bytea; begin
  select hash into link from audit_event where seq = ${from - 1};
  for one in select * from audit_event where seq >= ${from} order by seq loop
    link := paybeat_audit_hash(coalesce(link, ''), one.company_id, one.seq, one.at, one.actor, one.action,
      one.subject, one.facts);
    update audit_event set hash = link where seq = one.seq;
  end loop;
  update audit_head set (seq, hash) = (select seq, hash from audit_event order by seq desc limit 1); end $$`;

describe('an audit log that nobody changed', () => {
  it('is proven up to the last head, and unproven after it', async () => {
    expect(rows).toBeGreaterThan(proven);
    expect(heads().trimEnd().split('\n')).toHaveLength(2);
    const { violations, proof } = await verified(heads());
    expect(violations).toEqual([]);
    expect(proof).toMatchObject({ heads: 2, provenThrough: proven, unproven: rows - proven });
  });

  it('has no proof without a head file', async () => {
    expect(await verified()).toMatchObject({ violations: [], proof: null });
  });

  it('is proven by the other lines if a crash cut one off', async () => {
    const cut = join(folder, 'cut.jsonl');
    appendFileSync(cut, heads().slice(0, -40));
    must(await addHeads(cut, await listHeads(small.world)));
    const { proof } = await verified(readFileSync(cut, 'utf8'));
    expect(proof).toMatchObject({
      heads: 2,
      unreadableLines: [2],
      provenThrough: rows,
      unproven: 0,
    });
  });

  it('is not compared with the heads of another company', async () => {
    const refused = await verifyAudit(small.world, {
      company,
      heads: heads().replaceAll('"small"', '"other"'),
    });
    expect(refused).toMatchObject({ ok: false, refusal: { code: 'no_audit_heads' } });
  });

  it('of texts with every kind of character has the hash that the database computes', async () => {
    const text = `a"b\\c\u0001\u001f\n\t\u007f é 😀 \u2028`;
    await owner.query('begin');
    await owner.query(`select paybeat_audit(1, $1, $1, $1, $2)`, [
      text,
      JSON.stringify({ [text]: [1.5, 1e20, -0.1, null, true, { b: text, a: '' }], 10: 1, 9: 2 }),
    ]);
    await owner.query('commit');
    expect((await verified()).violations).toEqual([]);
    await owner.query(`delete from audit_event where seq = ${rows + 1}`);
    await owner.query(
      `update audit_head set seq = ${rows}, hash = (select hash from audit_event where seq = ${rows})`,
    );
  });
});

describe('an audit log that a superuser changed', () => {
  it.each([
    [
      'edits a row',
      () => `update audit_event set actor = 'nobody' where seq = 2`,
      () => ['row_altered', 2],
    ],
    ['deletes a row', () => 'delete from audit_event where seq = 2', () => ['row_missing', 2]],
    ['deletes rows', () => 'delete from audit_event where seq in (2, 3)', () => ['row_missing', 2]],
    [
      'deletes the first row',
      () => 'delete from audit_event where seq = 1',
      () => ['row_missing', 1],
    ],
    [
      'cuts the tail',
      () => `delete from audit_event where seq >= ${proven}`,
      () => ['tail_cut', proven],
    ],
    [
      'sets the head to another hash',
      () => `update audit_head set hash = sha256('x')`,
      () => ['head_differs', rows],
    ],
    ['deletes the head', () => 'delete from audit_head', () => ['head_differs', rows]],
    [
      'deletes every row and the head',
      () => 'delete from audit_event; delete from audit_head',
      () => ['tail_cut', 1],
    ],
    [
      'deletes every row and sets the head back',
      () => `delete from audit_event; update audit_head set seq = 0, hash = ''`,
      () => ['tail_cut', 1],
    ],
    [
      'adds a row after the head',
      () => `insert into audit_event select company_id, seq + 1, at, actor, action, subject, facts,
        paybeat_audit_hash(hash, company_id, seq + 1, at, actor, action, subject, facts)
        from audit_event where seq = ${rows}`,
      () => ['head_differs', rows + 1],
    ],
  ])('is found without a head file if somebody %s', async (_what, sql, fault) => {
    const { found, withoutHeads } = await foundAfter(sql());
    expect(withoutHeads).toContainEqual(fault());
    expect(found).toContainEqual(fault());
  });

  it('is found even if the function of the database lies', async () => {
    await owner.query(`alter function paybeat_audit_hash rename to honest_hash;
      create function paybeat_audit_hash(bytea, company integer, num bigint, timestamptz, text, text, text, jsonb)
      returns bytea language sql as 'select hash from paybeat.audit_event where company_id = company and seq = num'`);
    const { withoutHeads } = await foundAfter(
      `update audit_event set actor = 'nobody' where seq = 2`,
    );
    await owner.query(
      `drop function paybeat_audit_hash; alter function honest_hash rename to paybeat_audit_hash`,
    );
    expect(withoutHeads).toEqual([['row_altered', 2]]);
  });

  it('and wrote anew is found only by the heads, which say from where on', async () => {
    const sql = `update audit_event set actor = 'nobody' where seq = 2; ${writtenAnew(2)}`;
    const { found, withoutHeads, proven: stays } = await foundAfter(sql);
    expect(withoutHeads).toEqual([]);
    const [first] = must(keptHeads(heads(), company)).heads;
    expect(first?.seq).toBeGreaterThan(1);
    expect(found).toEqual([
      ['rewritten', 1],
      ['rewritten', 1],
    ]);
    expect(stays).toBe(0);
  });

  it('after the first head is proven up to that head', async () => {
    const [first] = must(keptHeads(heads(), company)).heads;
    const sql = `update audit_event set actor = 'nobody' where seq = ${proven}; ${writtenAnew(proven)}`;
    expect(await foundAfter(sql)).toEqual({
      ...{ found: [['rewritten', (first?.seq ?? 0) + 1]], withoutHeads: [], proven: first?.seq },
    });
  });

  it('after the last head is not found, and those rows are said to be unproven', async () => {
    const sql = `update audit_event set actor = 'nobody' where seq = ${rows}; ${writtenAnew(rows)}`;
    expect(await foundAfter(sql)).toEqual({ found: [], withoutHeads: [], proven });
  });

  it('by cutting it and setting the head back is found by the heads alone', async () => {
    const sql = `delete from audit_event where seq >= ${proven};
      update audit_head set (seq, hash) = (select seq, hash from audit_event order by seq desc limit 1)`;
    const { found, withoutHeads } = await foundAfter(sql);
    expect([found, withoutHeads]).toEqual([[['tail_cut', proven]], []]);
  });
});

describe('an exported audit log', () => {
  const exported = async () => {
    let text = '';
    const of = { company, subject: null, actor: null, fromOn: null, toOn: null };
    const write = async (lines: string) => {
      text += lines;
    };
    const { events } = must(await exportAudit(small.world, of, write));
    expect(events).toBe(rows);
    return text;
  };
  const checked = (text: string) => verifyExport({ bytes: Buffer.from(text), heads: heads() });

  it('is verified without the database, and proven by the heads', async () => {
    expect(must(checked(await exported()))).toMatchObject({
      ...{ violations: [], head: { seq: rows }, proof: { provenThrough: proven } },
    });
  });

  it.each([
    [
      'a changed fact',
      (text: string) => text.replace('heldPercentMax": 11', 'heldPercentMax": 91'),
    ],
    ['a changed actor', (text: string) => text.replace('person:test', 'person:fake')],
  ])('with %s is found', async (_what, changed) => {
    const text = await exported();
    expect(changed(text)).not.toBe(text);
    const { violations } = must(checked(changed(text)));
    expect(violations).toMatchObject([{ code: 'row_altered' }]);
  });

  it('without its last lines is found by the heads', async () => {
    const lines = (await exported()).split('\n').slice(0, proven - 1);
    expect(must(checked(lines.join('\n'))).violations).toMatchObject([
      { code: 'tail_cut', seq: proven },
    ]);
  });

  it('with a line that is none is refused by its number', async () => {
    const lines = (await exported()).split('\n');
    lines[1] = '{}';
    expect(checked(lines.join('\n'))).toMatchObject({
      refusal: { code: 'audit_line_unreadable', facts: { line: 2 } },
    });
  });
});

describe('a worker with a file of heads', () => {
  it('writes them at its first scan, and then at intervals', async () => {
    const stop = new AbortController();
    let scans = 0;
    const written: number[] = [];
    await keepWorker(small.world, {
      engine: inProcessEngine({ clock: systemClock }),
      ...{ concurrency: 1, scanSeconds: 15, signal: stop.signal },
      pause: async () => undefined,
      auditHeads: { write: async () => void written.push(scans), everySeconds: 30 },
      onScan: () => {
        scans += 1;
        if (scans === 5) stop.abort();
      },
    });
    expect(written).toEqual([0, 2, 4]);
  });
});

describe('a worker whose file of heads cannot be written', () => {
  it('reports it, and works on', async () => {
    const told: string[] = [];
    const telemetry = { emit: ({ kind }: { readonly kind: string }) => told.push(kind) };
    await headWriter({ ...small.world, telemetry }, join(folder, 'missing', 'heads.jsonl'))();
    expect(told).toEqual(['audit_heads_unwritten']);
  });
});
