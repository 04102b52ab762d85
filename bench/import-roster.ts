/**
 * Measures the import of a roster: `npm run bench:import [-- PEOPLE [RUNS]]` (default: 100,000
 * people, 3 runs).
 *
 * Each run adds a company and imports its new roster. It then imports the same file again, and the
 * file with one change. It also sends the bytes of the file by a bare COPY into a table of text on
 * the same server. Each import is a process of its own, so its peak memory is measured separately.
 *
 * `--json` prints the figures of each run as JSON.
 *
 * It prints medians, rows per second, and the ratio to the bare COPY.
 */
import { execFile } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { operator } from '#caller.ts';
import { addCompany } from '#operations/companies/add-company.ts';
import { importRoster } from '#operations/people/import-roster.ts';
import { defaultSettings } from '#settings/work-settings.fixture.ts';
import { companyById } from '#store/reads/companies.ts';
import { createStore } from '#store/store.ts';
import { silent } from '../test/support/silent.ts';
import { benchDatabase, median } from './bench-database.ts';
import { benchFolder, cleanUp } from './clean-up.ts';
import { writeMadeUp } from './made-up-roster.ts';

const caller = operator({ who: 'person:bench', door: 'library' });

interface Taken {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly added: number;
  readonly unchanged: number;
  /** When each step was first reported, in seconds. */
  readonly steps: Readonly<Record<string, number>>;
}

interface Result {
  readonly new: Taken;
  /** The same file: recognized by its digest. */
  readonly again: Taken;
  /** One cell differs, so all rows are compared. */
  readonly changed: Taken;
  /** Seconds of the bare COPY. */
  readonly copy: number;
}

const labels = { new: 'all new', again: 'nothing new', changed: 'one changed' } as const;

const isJson = process.argv.includes('--json');
const [first, ...rest] = process.argv.slice(2).filter((word) => word !== '--json');
if (first === 'take') await take(rest);
else await compare(Number(first ?? 100_000), Number(rest[0] ?? 3));

/** Runs one import in this process. */
async function take([url = '', file = '', companyId = '']: readonly string[]): Promise<void> {
  const store = createStore({ url });
  const company = await store.read({ companyId: Number(companyId) }, (at) =>
    companyById(at, Number(companyId)),
  );
  if (!company) throw new Error('the company is there');
  const started = performance.now();
  const since = () => (performance.now() - started) / 1_000;
  const steps: Record<string, number> = {};
  const emit = (event: { readonly kind: string; readonly step?: string }) => {
    if (event.step !== undefined) steps[event.step] ??= since();
  };
  const imported = await importRoster(
    { store, telemetry: { emit }, caller, worker: 'worker:bench', settings: defaultSettings },
    { company, bytes: await readFile(file), scheduleCode: null, dryRun: false },
  );
  if (!imported.ok) throw new Error(JSON.stringify(imported.refusal));
  const { added, unchanged } = imported.value;
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ seconds: since(), peakMiB, added, unchanged, steps }));
  await store.close();
}

async function compare(people: number, runs: number): Promise<void> {
  const database = await benchDatabase();
  const file = join(await benchFolder(), 'roster.csv');
  await writeMadeUp(file, { like: 'examples/roster-2000.csv', people });
  const changedFile = await withOneChange(file);
  const results: Result[] = [];
  for (let run = 1; run <= runs; run += 1) {
    const companyId = await newCompany(database.url, run);
    const copy = await bareCopy(database.url, file);
    const added = await inProcess(database.url, file, companyId);
    const again = await inProcess(database.url, file, companyId);
    const changed = await inProcess(database.url, changedFile, companyId);
    results.push({ new: added, again, changed, copy });
  }
  const { size } = await stat(file);
  await cleanUp();
  if (isJson) process.stdout.write(`${JSON.stringify({ people, rounds: results })}\n`);
  else report({ people, size, results });
}

/** The state of the last person is another one. */
async function withOneChange(file: string): Promise<string> {
  const bytes = await readFile(file);
  const changed = `${file}.changed`;
  const other = bytes.subarray(-3, -1).toString() === 'CA' ? 'NV' : 'CA';
  await writeFile(changed, Buffer.concat([bytes.subarray(0, -3), Buffer.from(`${other}\n`)]));
  return changed;
}

function report(of: {
  readonly people: number;
  readonly size: number;
  readonly results: readonly Result[];
}): void {
  const { people, size, results } = of;
  const copy = median(results.map((one) => one.copy));
  process.stdout.write(
    `${people.toLocaleString('en')} people, ${(size / 1e6).toFixed(0)} MB, ${results.length} runs\n`,
  );
  process.stdout.write(`bare COPY      ${copy.toFixed(2).padStart(8)} s\n`);
  for (const which of ['new', 'again', 'changed'] as const) {
    const taken = results.map((one) => one[which]);
    const seconds = median(taken.map((one) => one.seconds));
    const steps = Object.entries(taken[0]?.steps ?? {});
    process.stdout.write(
      labels[which].padEnd(14) +
        ` ${seconds.toFixed(2).padStart(8)} s, ${Math.round(people / seconds).toLocaleString('en')} rows a second, ` +
        `${(seconds / copy).toFixed(1)} times a bare COPY, ` +
        `peak memory ${median(taken.map((one) => one.peakMiB)).toFixed(0)} MiB` +
        `${steps.length === 0 ? '' : ` (${steps.map(([step, at]) => `${step} from ${at.toFixed(1)} s`).join(', ')})`}\n`,
    );
  }
}

async function newCompany(url: string, run: number): Promise<number> {
  const store = createStore({ url });
  const world = {
    store,
    telemetry: silent,
    caller,
    worker: 'worker:bench',
    settings: defaultSettings,
  };
  const added = await addCompany(world, {
    ...{ code: `city-${run}`, name: 'City', currency: 'USD', timeZone: 'America/New_York' },
    ...{ calendar: 'fed', stateTax: 'none_calculated' },
  });
  await store.close();
  if (!added.ok) throw new Error(JSON.stringify(added.refusal));
  return added.value.companyId;
}

/** The server parses the CSV into a table of text without an index. */
async function bareCopy(url: string, file: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const [header = ''] = (await readFile('examples/roster-2000.csv', 'utf8')).split('\r\n');
  const columns = header.split(',').map((name) => `${name} text`);
  await client.query(`drop table if exists bare; create table bare (${columns.join(', ')})`);
  const started = performance.now();
  await pipeline(
    createReadStream(file, { highWaterMark: 256 * 1024 }),
    client.query(copyFrom('copy bare from stdin with (format csv, header)')),
  );
  const seconds = (performance.now() - started) / 1_000;
  await client.end();
  return seconds;
}

async function inProcess(url: string, file: string, companyId: number): Promise<Taken> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=paybeat-source',
    fileURLToPath(import.meta.url),
    ...['take', url, file, String(companyId)],
  ]);
  return JSON.parse(stdout);
}
