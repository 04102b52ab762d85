import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Issue } from '#errors.ts';
import { factsIn } from '#text/facts.fixture.ts';
import type { ConfigFlags } from './config.ts';
import { describeConfig, loadConfig } from './config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'paybeat-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const load = (env: Record<string, string | undefined>, flags: ConfigFlags = {}) =>
  loadConfig({ env: { PAYBEAT_DATA: 'data', ...env }, flags, folder });
const value = (env: Record<string, string | undefined>, flags: ConfigFlags = {}) => {
  const config = load(env, flags);
  if (!config.ok) throw new Error(JSON.stringify(config.refusal));
  return config.value;
};
const problems = (env: Record<string, string | undefined>, flags: ConfigFlags = {}) => {
  const config = load(env, flags);
  return config.ok ? [] : (config.refusal.issues ?? []);
};
const lines = (issues: readonly Issue[]): string[] =>
  issues.map(({ pointer, code }) => `${pointer} ${code}`);
const writeFile = (content: unknown): void =>
  writeFileSync(
    join(folder, 'paybeat.config.json'),
    typeof content === 'string' ? content : JSON.stringify(content),
  );

describe('the configuration', () => {
  it('is complete without any setting: the database is the embedded one, in the checkout', () => {
    const config = loadConfig({ env: {}, flags: {}, folder });
    expect(config).toMatchObject({
      ok: true,
      value: { databaseUrl: null, logLevel: 'warn', sources: { chunkSize: 'default' } },
    });
    if (config.ok) expect(config.value.dataFolder).toMatch(/\.paybeat$/);
  });

  it('prefers the flag to the environment, the file and the default, in that order', () => {
    writeFile({
      databaseUrl: 'postgres://file/a',
      chunkSize: 10,
      leaseSeconds: 11,
      logLevel: 'warn',
    });
    const config = value(
      { DATABASE_URL: 'postgres://environment/a', PAYBEAT_CHUNK_SIZE: '20' },
      { logLevel: 'debug' },
    );
    expect(config).toMatchObject({
      logLevel: 'debug',
      databaseUrl: 'postgres://environment/a',
      chunkSize: 20,
      leaseSeconds: 11,
      scanSeconds: 15,
      sources: {
        logLevel: 'flag',
        databaseUrl: 'environment',
        chunkSize: 'environment',
        leaseSeconds: 'file',
        scanSeconds: 'default',
      },
    });
  });

  it('treats an empty variable as unset', () => {
    expect(value({ DATABASE_URL: '', PAYBEAT_CHUNK_SIZE: ' ' }).databaseUrl).toBe(null);
  });

  it('resolves relative folders from where they were written', () => {
    expect(value({}).dataFolder).toBe(join(folder, 'data'));
    expect(value({}, { dataFolder: 'other' }).dataFolder).toBe(join(folder, 'other'));
  });

  it('reads the file that PAYBEAT_CONFIG names, and refuses a missing one', () => {
    writeFileSync(join(folder, 'mine.json'), '{"chunkSize": 7}');
    expect(value({ PAYBEAT_CONFIG: 'mine.json' }).chunkSize).toBe(7);
    expect(lines(problems({ PAYBEAT_CONFIG: 'nobodys.json' }))).toEqual([
      `PAYBEAT_CONFIG (${join(folder, 'nobodys.json')}) file_unreadable`,
    ]);
  });

  it('takes a URL of audit heads that nobody on the way can read, or that is allowed', () => {
    const of = (url: string, http?: string) =>
      lines(problems({ PAYBEAT_AUDIT_HEAD_URL: url, PAYBEAT_AUDIT_HEAD_HTTP: http }));
    expect(of('https://keeper.example/heads')).toEqual([]);
    expect(of('http://127.0.0.1:8080/heads')).toEqual([]);
    expect(of('http://localhost/heads')).toEqual([]);
    expect(of('http://[::1]/heads')).toEqual([]);
    expect(of('http://keeper.example/heads')).toEqual(['PAYBEAT_AUDIT_HEAD_URL wrong_value']);
    expect(of('http://127.0.0.1.example/heads')).toEqual(['PAYBEAT_AUDIT_HEAD_URL wrong_value']);
    expect(of('http://keeper.example/heads', 'allowed')).toEqual([]);
    expect(of('ftp://keeper.example/heads')).toEqual(['PAYBEAT_AUDIT_HEAD_URL wrong_value']);
  });

  it('shows of a URL of audit heads only its host', () => {
    const shown = describeConfig(
      value({ PAYBEAT_AUDIT_HEAD_URL: 'https://a:b@keeper.example/c?d' }),
    );
    expect(shown.find(({ setting }) => setting === 'auditHeadUrl')?.value).toBe('keeper.example');
  });

  it('knows a folder for certificates, or none', () => {
    expect(value({ PAYBEAT_CERTIFICATE_FOLDER: 'off' }).certificateFolder).toBe('off');
    expect(value({ PAYBEAT_CERTIFICATE_FOLDER: 'signed' }).certificateFolder).toBe(
      join(folder, 'signed'),
    );
    expect(value({}).certificateFolder).toBe(null);
  });

  it('is frozen', () => {
    const config = value({});
    expect(Object.isFrozen(config) && Object.isFrozen(config.sources)).toBe(true);
  });
});

describe('a wrong configuration', () => {
  it('is refused in one message that lists every problem of every source', () => {
    writeFile({ chunksize: 1, leaseSeconds: 'ten', logLevel: 'loud' });
    const found = problems({
      PAYBEAT_CHUNKSIZE: '5',
      PAYBEAT_SCAN_SECONDS: '0',
      PAYBEAT_WORKER_CONCURRENCY: '1e3',
      DATABASE_URL: 'mysql://root@localhost/pay',
      BROKER_URL: 'amqp://guest:hunter2@localhost',
      CACHE_URL: 'memory://',
    });
    expect(found.map(({ message }) => message.includes('hunter2'))).not.toContain(true);
    expect(lines(found)).toEqual([
      'PAYBEAT_CHUNKSIZE unknown_name',
      'DATABASE_URL wrong_value',
      'PAYBEAT_SCAN_SECONDS wrong_value',
      'PAYBEAT_WORKER_CONCURRENCY wrong_value',
      'BROKER_URL wrong_value',
      'CACHE_URL wrong_value',
      'paybeat.config.json: /chunksize unknown_name',
      'paybeat.config.json: /logLevel wrong_value',
      'paybeat.config.json: /leaseSeconds wrong_value',
    ]);
    expect(found[0]?.message).toContain('PAYBEAT_CHUNK_SIZE');
    expect(found.slice(2, 4).map(({ message }) => factsIn(message))).toEqual([
      ['1', '3600'],
      ['1', '64'],
    ]);
  });

  it('is found even if a stronger source overrides it', () => {
    writeFile({ chunkSize: 0 });
    expect(problems({ PAYBEAT_CHUNK_SIZE: '5' })[0]?.pointer).toBe(
      'paybeat.config.json: /chunkSize',
    );
  });

  it.each(['DATABASE_ULR', 'DATABASEURL', 'database_url', 'BROKER_UR'])(
    'with the name %s is not silently the default',
    (name) => {
      expect(problems({ [name]: 'postgres://h/a' })[0]).toMatchObject({
        pointer: name,
        code: 'unknown_name',
      });
    },
  );

  it('is refused if the hard limit is not later than the soft one', () => {
    const limits = { PAYBEAT_TASK_SOFT_LIMIT_SECONDS: '60', PAYBEAT_TASK_HARD_LIMIT_SECONDS: '60' };
    expect(lines(problems(limits))).toEqual(['PAYBEAT_TASK_SOFT_LIMIT_SECONDS wrong_value']);
    expect(value({ ...limits, PAYBEAT_TASK_SOFT_LIMIT_SECONDS: '59' })).toBeDefined();
  });

  it('leaves the variables of others alone', () => {
    expect(problems({ DATABASE_HOST: 'h', PATH: '/bin', REDIS_URL: 'redis://h' })).toEqual([]);
    expect(problems({ DATABASE_URL: 'postgres://h/a', DATABASE_URI: 'postgres://h/b' })).toEqual(
      [],
    );
  });

  it.each([
    ['{"databaseUrl": "postgres://u:hunter2@h/a"', 'This is not JSON'],
    ['[]', 'must be a JSON object'],
    ['null', 'must be a JSON object'],
    ['{"chunkSize": 1, "chunkSize": 2}', 'is written twice'],
    ['{"__proto__": {"chunkSize": 1}}', 'The key \\"__proto__\\" is not allowed'],
  ])('in the file %s is refused without quoting it', (content, message) => {
    writeFile(content);
    const found = JSON.stringify(problems({}));
    expect(found).toContain(message);
    expect(found).not.toContain('hunter2');
  });
});

describe('a database address', () => {
  it.each([
    'localhost:5432/pay',
    'hunter2',
    'mysql://u:hunter2@h/a',
    'postgres://u:hunter2@h:port/a',
    'postgres://u:hun/ter2@h/a',
    'postgres://u:hunter2%@h/a',
    'postgres://u:hunter2@h',
    'postgres://u:hunter2@h/',
    'postgres://u:hunter2@h/a/b',
    'postgres://u:hunter2@h/a#b',
  ])('such as %s is refused without showing its password', (url) => {
    const found = JSON.stringify(problems({ DATABASE_URL: url }));
    expect(found).toContain('wrong_value');
    expect(found).not.toMatch(/hunter2|hun\/ter2/);
  });

  it.each([
    ['postgres://u:hunter2@h1,h2/a', 'h1,h2'],
    ['postgres://u:hunter2@h1:5432,h2:5433/a?target_session_attrs=read-write', 'h1:5432,h2:5433'],
  ])('such as %s is refused with its hosts, because it has several', (url, hosts) => {
    const found = JSON.stringify(problems({ DATABASE_URL: url }));
    expect(found).toContain(hosts);
    expect(found).not.toContain('hunter2');
  });

  it.each([
    'postgres://h/a',
    'postgresql://u:p%40ss@h:6543/a?sslmode=require',
    'postgres:///a?host=/run/postgresql',
  ])('such as %s is taken', (url) => {
    expect(value({ DATABASE_URL: url }).databaseUrl).toBe(url);
  });
});

describe('the addresses of broker and cache', () => {
  it('are both the database by default', () => {
    expect(value({})).toMatchObject({ brokerUrl: null, cacheUrl: null, brokerCaFile: null });
    const described = new Map(describeConfig(value({})).map((one) => [one.setting, one.value]));
    expect(described.get('brokerUrl')).toBe('the database');
    expect(described.get('cacheUrl')).toBe('the database');
  });

  it('are taken from the environment and from the file, and shown without their passwords', () => {
    writeFile({ cacheUrl: 'sentinel://:hunter2@h1,h2/mymaster?sentinelPassword=hunter3' });
    const config = value({ BROKER_URL: 'rediss://paybeat:hunter2@h:6380/1' });
    expect(config.brokerUrl).toBe('rediss://paybeat:hunter2@h:6380/1');
    const described = new Map(describeConfig(config).map((one) => [one.setting, one.value]));
    expect(described.get('brokerUrl')).toBe('rediss://paybeat:***@h:6380/1');
    expect(described.get('cacheUrl')).toBe('sentinel://:***@h1,h2/mymaster?sentinelPassword=***');
  });

  it('in PostgreSQL, a cache is the database itself and no other', () => {
    const database = { DATABASE_URL: 'postgres://h/a' };
    expect(value({ ...database, CACHE_URL: 'postgres://h/a' }).cacheUrl).toBe('postgres://h/a');
    expect(lines(problems({ ...database, CACHE_URL: 'postgres://h/b' }))).toEqual([
      'CACHE_URL wrong_value',
    ]);
  });

  it('have certificates whose file starts where it was written, and must be one', () => {
    writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----\n…');
    writeFileSync(join(folder, 'note.txt'), 'ask Ada');
    expect(value({ BROKER_CA_FILE: 'ca.pem' }).brokerCaFile).toBe(join(folder, 'ca.pem'));
    expect(lines(problems({ BROKER_CA_FILE: 'nobodys.pem', CACHE_CA_FILE: 'note.txt' }))).toEqual([
      'BROKER_CA_FILE file_unreadable',
      'CACHE_CA_FILE file_unreadable',
    ]);
  });
});

describe('the description of a configuration', () => {
  it('shows every setting and its source, and no password', () => {
    const config = value({
      DATABASE_URL: 'postgres://u:hunter2@h/a?password=hunter2&application_name=x',
    });
    const described = describeConfig(config);
    expect(described.map(({ setting }) => setting)).toContain('brokerUrl');
    expect(described[0]).toEqual({
      setting: 'databaseUrl',
      value: 'postgres://u:***@h/a?password=***&application_name=x',
      source: 'environment',
    });
    expect(JSON.stringify(described)).not.toContain('hunter2');
  });

  it('says that the database is the embedded one when no address is given', () => {
    expect(describeConfig(value({}))[0]?.value).toContain('embedded');
  });
});
