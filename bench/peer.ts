/**
 * Measures the Django and Celery design beside us: `bench/peer.ts FOLDER [COMPANIES [PEOPLE [ROUNDS]]]`.
 *
 * FOLDER has its driver, `sidebyside.py`, which starts PostgreSQL, Redis and a Celery worker of two processes on
 * this machine. It needs Debian's python3-django, python3-celery, python3-django-celery-beat,
 * python3-django-redis, python3-psycopg2, redis-server and postgresql. Nothing is written into FOLDER.
 *
 * It prints the seconds of each round, from publishing one task a period to the last commit, as JSON.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { atTheEnd, benchFolder, cleanUp } from './clean-up.ts';

interface SideBySide {
  readonly rows: { readonly peer: readonly { readonly seconds: number }[] };
}

const variant = 'competent';
const mode = 'fanout';
const [peer = '', companies = '1000', people = '20', rounds = '3'] = process.argv.slice(2);
const run = promisify(execFile);
const folder = await benchFolder();
const python = process.env['PEER_PYTHON'] ?? '/usr/bin/python3';
const options = {
  cwd: peer,
  env: {
    ...process.env,
    ...{ PEER_STATE: join(folder, 'peer'), PEER_BENCH_LOCK: '', PYTHONDONTWRITEBYTECODE: '1' },
  },
};
atTheEnd(() => run(python, ['stack.py', 'wipe'], options));
const json = join(folder, 'peer.json');
await run(
  python,
  [
    ...['sidebyside.py', '--what', `celery:${companies}x${people}`, '--variant', variant],
    ...['--mode', mode, '--rounds', rounds, '--json', json, '--other', 'true'],
  ],
  options,
);
const told: SideBySide = JSON.parse(await readFile(json, 'utf8'));
const seconds = told.rows.peer.map((row) => row.seconds);
process.stdout.write(
  `${JSON.stringify({ variant, mode, companies: Number(companies), people: Number(people), seconds })}\n`,
);
await cleanUp();
