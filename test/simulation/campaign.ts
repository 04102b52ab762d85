/**
 * Simulates many seeds independently, on a few databases in parallel.
 *
 * Odd seeds pay the mill, and even ones the ferry. If several periods are due at once, all seeds
 * pay the dock. If companies are paid in sets, all seeds pay the quay. If runs are undone, all seeds pay the loft. If
 * nobody changed the inputs, the pay is compared with that of a run without faults.
 */
import { databaseOnServer } from '../support/database-on-server.ts';
import { type SimulatedCompany, simulatedCompanies } from './companies.ts';
import { crashWeatherOf } from './crashes.ts';
import { type LaidDatabase, layCompany, openLaid } from './laid-database.ts';
import { type Gale, galeOf } from './planted/gales.ts';
import type { PlantedFault } from './planted/planted-faults.ts';
import { type Simulated, simulate } from './simulation.ts';
import { calm, drawnOut, type Weather, weatherOf, withManyDeeds } from './weather.ts';

/** What a command adds to a seed. Two commands with the same options give the same simulation. */
export interface Kind {
  /** The database is killed while leases are held. There are no other faults. */
  readonly hasCrashes?: boolean;
  /** Several periods of the same people are due at once. */
  readonly hasSeveral?: boolean;
  /** Several companies are due together, and are paid in sets. */
  readonly hasSets?: boolean;
  /** Committed runs are reversed, corrected and paid again. */
  readonly hasUndo?: boolean;
}

interface CampaignAsk extends Kind {
  readonly serverUrl: string;
  readonly seeds: readonly number[];
  readonly lanes: number;
  readonly planted?: PlantedFault;
  /** One kind of fault, instead of the seed's own mixture. */
  readonly gale?: Gale;
  readonly echo?: (line: string) => void;
  readonly onFailure?: (simulated: Simulated) => void;
  /** Called after each seed. True ends the campaign. */
  readonly until?: (simulated: Simulated) => boolean;
}

export interface CampaignResult {
  readonly seeds: number;
  readonly failed: readonly number[];
  readonly events: number;
  /** Sets of several companies that were paid during the storms. */
  readonly setsInStorms: number;
  /** Seed → the digest of its events. */
  readonly digests: ReadonlyMap<number, string>;
}

export async function campaign(ask: CampaignAsk): Promise<CampaignResult> {
  const waiting = ask.seeds[Symbol.iterator]();
  const failed: number[] = [];
  const digests = new Map<number, string>();
  let events = 0;
  let setsInStorms = 0;
  let isOver = false;
  const lane = async () => {
    await using stand = await openStand(ask);
    for (const seed of waiting) {
      if (isOver) return;
      const simulated = await stand.simulate(seed);
      digests.set(seed, simulated.trace.digest());
      events += simulated.trace.length;
      setsInStorms += simulated.setsInStorm;
      if (simulated.problems.length > 0) {
        failed.push(seed);
        ask.onFailure?.(simulated);
      }
      isOver ||= ask.until?.(simulated) ?? false;
    }
  };
  await Promise.all(Array.from({ length: ask.lanes }, lane));
  failed.sort((one, other) => one - other);
  return { seeds: digests.size, failed, events, setsInStorms, digests };
}

interface Stand extends AsyncDisposable {
  simulate(seed: number): Promise<Simulated>;
}

interface LaidCompany {
  /** Of a database to copy. */
  readonly url: string;
  /** Null: the periods were not paid in order, so there is nothing to compare. */
  readonly netByPeriod: ReadonlyMap<string, bigint> | null;
}

/** Server and company → laid once for every lane and every planted fault of this process. */
const laidCompanies = new Map<string, Promise<LaidCompany>>();

function laidOnce(serverUrl: string, company: SimulatedCompany): Promise<LaidCompany> {
  const key = `${serverUrl} ${company.name}`;
  const there = laidCompanies.get(key) ?? lay(serverUrl, company);
  laidCompanies.set(key, there);
  return there;
}

/** Lays a company, and pays it without a fault. The server's owner removes the database. */
async function lay(serverUrl: string, company: SimulatedCompany): Promise<LaidCompany> {
  const { url } = await databaseOnServer(serverUrl);
  await layCompany({ url, company });
  const database = await openLaid({ url, company });
  const calmly = await simulate({ seed: 0, database, weather: calm });
  const { problems, netByPeriod, isComparable } = calmly;
  if (problems.length > 0) throw new Error(`without a fault: ${JSON.stringify(problems)}`);
  await database.reset();
  await database.close();
  return { url, netByPeriod: isComparable ? netByPeriod : null };
}

interface OpenCompany {
  readonly laid: LaidDatabase;
  readonly netByPeriod: LaidCompany['netByPeriod'];
}

/** Prepares the databases of one lane, each when it is first needed. */
async function openStand(ask: CampaignAsk): Promise<Stand> {
  const companies = new Map<string, OpenCompany>();
  const dropped: (() => Promise<void>)[] = [];
  const companyOf = async (company: SimulatedCompany): Promise<OpenCompany> => {
    const there = companies.get(company.name);
    if (there) return there;
    const { url, netByPeriod } = await laidOnce(ask.serverUrl, company);
    const database = await databaseOnServer(ask.serverUrl, { copyOf: url });
    const laid = await openLaid({ url: database.url, company, schema: ask.planted?.schema });
    dropped.push(async () => {
      await laid.close();
      await database.drop();
    });
    const made = { laid, netByPeriod };
    companies.set(company.name, made);
    return made;
  };
  return {
    async simulate(seed) {
      const company = companyFor(ask, seed);
      const { laid, netByPeriod } = await companyOf(company);
      const conduct = ask.planted?.conduct;
      const simulated = await simulate({
        seed,
        database: laid,
        ...(conduct ? { conduct } : {}),
        weather: weatherFor(ask, { seed, company }),
        ...(ask.echo ? { echo: ask.echo } : {}),
      });
      return {
        ...simulated,
        problems: [
          ...simulated.problems,
          ...(netByPeriod === null ? [] : compare(simulated, netByPeriod)),
        ],
      };
    },
    async [Symbol.asyncDispose]() {
      for (const drop of dropped) await drop();
    },
  };
}

/** A storm over the quay is so much longer, because a set has so many statements. */
const setsDrawnOut = 4;

function weatherFor(
  ask: CampaignAsk,
  { seed, company }: { readonly seed: number; readonly company: SimulatedCompany },
): Weather {
  if (ask.hasCrashes === true || ask.planted?.hasCrashes === true) return crashWeatherOf(seed);
  const weather = ask.gale === undefined ? weatherOf(seed) : galeOf(seed, ask.gale);
  if (company.hasUndo === true) return withManyDeeds(weather);
  return company.name === 'quay' ? drawnOut(weather, setsDrawnOut) : weather;
}

function companyFor(ask: CampaignAsk, seed: number): SimulatedCompany {
  const { mill, ferry, dock, quay, loft } = simulatedCompanies;
  if (ask.hasUndo === true || ask.planted?.hasUndo === true) return loft;
  if (ask.hasSets === true || ask.planted?.hasSets === true) return quay;
  if (ask.hasSeveral === true || ask.planted?.hasSeveral === true) return dock;
  return seed % 2 === 1 ? mill : ferry;
}

function compare(simulated: Simulated, calmly: ReadonlyMap<string, bigint>) {
  const { netByPeriod, isComparable } = simulated;
  // A period that was left out changes the year-to-date of the later ones.
  const starts = [...calmly.keys()];
  const isInOrder = [...netByPeriod.keys()].every((startOn, at) => startOn === starts[at]);
  if (!isComparable || !isInOrder) return [];
  return [...netByPeriod].flatMap(([startOn, net]) =>
    net === calmly.get(startOn)
      ? []
      : [{ code: 'other_totals', detail: `${startOn}: ${net} instead of ${calmly.get(startOn)}` }],
  );
}

/** The report of a failed seed: the problem, its events, and the command that repeats it. */
export function told(simulated: Simulated, kind: Kind & { readonly plant?: string } = {}): string {
  const { hasCrashes = false, hasSeveral = false, hasSets = false, hasUndo = false, plant } = kind;
  const { seed, problems, trace } = simulated;
  const planted = `${hasCrashes ? ' --crashes' : ''}${hasSeveral ? ' --several' : ''}${hasSets ? ' --sets' : ''}${hasUndo ? ' --undo' : ''}${plant === undefined ? '' : ` --plant ${plant}`}`;
  return [
    `seed ${seed} failed:`,
    ...problems.slice(0, 10).map(({ code, detail }) => `  ${code}: ${detail}`),
    `the last events:`,
    ...trace.tail(60),
    `to see all of it: npm run simulate -- --seed ${seed} --trace${planted}`,
  ].join('\n');
}
