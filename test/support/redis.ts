/**
 * Redis servers for the tests: on loopback, on free ports, in temporary folders.
 *
 * The test that starts a server stops it. A server also ends when the process that started it dies.
 * It writes to disk only on request.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RedisServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
  /** The CA of its certificate. Null: no TLS. */
  readonly caFile: string | null;
  /** The reply of `redis-cli`. */
  cli(...args: string[]): string;
  /** Kills with SIGKILL. Whatever was not on disk is lost. */
  kill(): Promise<void>;
  /** Starts again on the same port and folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export interface RedisAsk {
  readonly login?: {
    readonly user: string;
    readonly password: string;
    /** The rights of the user, as in an ACL file. Default: everything. */
    readonly rules?: string;
  };
  readonly hasTls?: boolean;
  /** Lines of redis.conf: `['maxmemory-policy allkeys-lru']`. */
  readonly config?: readonly string[];
  readonly mode?: 'server' | 'sentinel';
  readonly highestPort?: number;
}

const startTriesMax = 5;

/**
 * Another program may take the port between its choice and the start. Then another port is tried.
 */
export async function startRedis(ask: RedisAsk = {}): Promise<RedisServer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await startOn(await freePort(ask.highestPort), ask);
    } catch (error) {
      if (tries === startTriesMax) throw error;
    }
  }
}

async function startOn(port: number, ask: RedisAsk): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'paybeat-redis-'));
  const { mode = 'server', login, hasTls = false } = ask;
  const certificates = hasTls ? makeCertificates(folder) : null;
  const file = join(folder, 'redis.conf');
  writeFileSync(file, configLines({ port, folder, ask, certificates }).join('\n'));
  let server: ChildProcess | null = null;
  const start = async () => {
    server = await launch(file, mode);
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = server;
    server = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await once(ending, 'exit');
  };
  const stop = async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  const user = login === undefined ? '' : `${login.user}:${login.password}@`;
  const cliLogin = login === undefined ? [] : ['--user', login.user, '--pass', login.password];
  const cliTls = certificates === null ? [] : ['--tls', '--cacert', certificates.ca];
  const where = ['-h', '127.0.0.1', '-p', String(port)];
  return {
    port,
    url: `${hasTls ? 'rediss' : 'redis'}://${user}127.0.0.1:${port}`,
    caFile: certificates?.ca ?? null,
    cli: (...args) => {
      const all = [...where, ...cliLogin, ...cliTls, '--no-auth-warning', ...args];
      return execFileSync('redis-cli', all, { encoding: 'utf8' }).trim();
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGKILL');
      await start();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

interface Certificates {
  readonly ca: string;
  readonly key: string;
  readonly certificate: string;
}

function configLines(ask: {
  readonly port: number;
  readonly folder: string;
  readonly ask: RedisAsk;
  readonly certificates: Certificates | null;
}): readonly string[] {
  const { port, folder, certificates } = ask;
  const { login, config = [], mode = 'server' } = ask.ask;
  const ports =
    certificates === null
      ? [`port ${port}`]
      : [
          'port 0',
          `tls-port ${port}`,
          `tls-cert-file ${certificates.certificate}`,
          `tls-key-file ${certificates.key}`,
          `tls-ca-cert-file ${certificates.ca}`,
          'tls-auth-clients no',
        ];
  const users =
    login === undefined
      ? []
      : [
          'user default off',
          `user ${login.user} on >${login.password} ${login.rules ?? '~* &* +@all'}`,
        ];
  const disk = mode === 'server' ? ['save ""', 'appendonly no'] : [];
  return ['bind 127.0.0.1', ...ports, `dir ${folder}`, ...disk, ...users, ...config, ''];
}

/**
 * The server ends when this process dies. If `setpriv` exists, the kernel guarantees that even
 * after SIGKILL.
 */
async function launch(file: string, mode: 'server' | 'sentinel'): Promise<ChildProcess> {
  const command = ['redis-server', file, ...(mode === 'sentinel' ? ['--sentinel'] : [])];
  const guard = existsSync('/usr/bin/setpriv') ? ['setpriv', '--pdeathsig', 'KILL', '--'] : [];
  const [program = '', ...args] = [...guard, ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      said.push(line);
      if (/Ready to accept connections|Sentinel ID is/.test(line)) resolve();
    });
    child.on('error', reject);
    child.on('exit', () => reject(new Error(`redis-server ended:\n${said.join('\n')}`)));
  });
  await ready;
  return child;
}

async function freePort(highest = 65_535): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a server has a port');
  return address.port <= highest ? address.port : freePort(highest);
}

/** Creates a certificate authority, and a certificate for this machine signed by it. */
function makeCertificates(folder: string): Certificates {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'ignore'] });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-days',
    '2',
    '-subj',
    '/CN=Paybeat test authority',
    '-keyout',
    at('ca.key'),
    '-out',
    at('ca.pem'),
  );
  openssl(
    'req',
    ...key,
    '-subj',
    '/CN=127.0.0.1',
    '-keyout',
    at('server.key'),
    '-out',
    at('server.csr'),
  );
  writeFileSync(at('names'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  openssl(
    'x509',
    '-req',
    '-in',
    at('server.csr'),
    '-CA',
    at('ca.pem'),
    '-CAkey',
    at('ca.key'),
    '-CAcreateserial',
    '-days',
    '2',
    '-extfile',
    at('names'),
    '-out',
    at('server.pem'),
  );
  return { ca: at('ca.pem'), key: at('server.key'), certificate: at('server.pem') };
}
