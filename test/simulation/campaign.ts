/**
 * Simulates many seeds independently, on a few databases in parallel.
 *
 * Odd seeds pay the mill, and even ones the ferry. If several periods are due at once, all seeds
 * pay the dock. If nobody changed the inputs, the pay is compared with that of a run without
 * faults.
 */
import { databaseOnServer } from '../support/database-on-server.ts';
import { type SimulatedCompany, simulatedCompanies } from './companies.ts';
import { crashWeatherOf } from './crashes.ts';
import { type LaidDatabase, layDatabase } from './laid-database.ts';
import { type Gale, galeOf } from './planted/gales.ts';
import type { PlantedFault } from './planted/planted-faults.ts';
import { type Simulated, simulate } from './simulation.ts';
import { calm } from './weather.ts';

/** What a command adds to a seed. Two commands with the same options give the same simulation. */
export interface Kind {
  /** The database is killed while leases are held. There are no other faults. */
  readonly hasCrashes?: boolean;
  /** Several periods of the same people are due at once. */
  readonly hasSeveral?: boolean;
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
  /** Seed → the digest of its events. */
  readonly digests: ReadonlyMap<number, string>;
}

export async function campaign(ask: CampaignAsk): Promise<CampaignResult> {
  const waiting = ask.seeds[Symbol.iterator]();
  const failed: number[] = [];
  const digests = new Map<number, string>();
  let events = 0;
  let isOver = false;
  const lane = async () => {
    await using stand = await openStand(ask);
    for (const seed of waiting) {
      if (isOver) return;
      const simulated = await stand.simulate(seed);
      digests.set(seed, simulated.trace.digest());
      events += simulated.trace.length;
      if (simulated.problems.length > 0) {
        failed.push(seed);
        ask.onFailure?.(simulated);
      }
      isOver ||= ask.until?.(simulated) ?? false;
    }
  };
  await Promise.all(Array.from({ length: ask.lanes }, lane));
  return { seeds: digests.size, failed: failed.sort((a, b) => a - b), events, digests };
}

interface Stand extends AsyncDisposable {
  simulate(seed: number): Promise<Simulated>;
}

interface LaidCompany {
  readonly laid: LaidDatabase;
  /** Null: the periods were not paid in order, so there is nothing to compare. */
  readonly netByPeriod: ReadonlyMap<string, bigint> | null;
}

/** Prepares the databases of one lane, each when it is first needed. */
async function openStand(ask: CampaignAsk): Promise<Stand> {
  const companies = new Map<string, LaidCompany>();
  const dropped: (() => Promise<void>)[] = [];
  const companyOf = async (company: SimulatedCompany): Promise<LaidCompany> => {
    const there = companies.get(company.name);
    if (there) return there;
    const database = await databaseOnServer(ask.serverUrl);
    const schema = ask.planted?.schema;
    const laid = await layDatabase({
      url: database.url,
      company,
      ...(schema === undefined ? {} : { schema }),
    });
    dropped.push(async () => {
      await laid.close();
      await database.drop();
    });
    const calmly = await simulate({ seed: 0, database: laid, weather: calm });
    const { problems, netByPeriod, isComparable } = calmly;
    if (problems.length > 0) throw new Error(`without a fault: ${JSON.stringify(problems)}`);
    const made = { laid, netByPeriod: isComparable ? netByPeriod : null };
    companies.set(company.name, made);
    return made;
  };
  return {
    async simulate(seed) {
      const { mill, ferry, dock } = simulatedCompanies;
      const hasSeveral = ask.hasSeveral === true || ask.planted?.hasSeveral === true;
      const { laid, netByPeriod } = await companyOf(
        hasSeveral ? dock : seed % 2 === 1 ? mill : ferry,
      );
      const conduct = ask.planted?.conduct;
      const hasCrashes = ask.hasCrashes === true || ask.planted?.hasCrashes === true;
      const simulated = await simulate({
        seed,
        database: laid,
        ...(conduct ? { conduct } : {}),
        ...(ask.gale === undefined ? {} : { weather: galeOf(seed, ask.gale) }),
        ...(hasCrashes ? { weather: crashWeatherOf(seed) } : {}),
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
  const { hasCrashes = false, hasSeveral = false, plant } = kind;
  const { seed, problems, trace } = simulated;
  const planted = `${hasCrashes ? ' --crashes' : ''}${hasSeveral ? ' --several' : ''}${plant === undefined ? '' : ` --plant ${plant}`}`;
  return [
    `seed ${seed} failed:`,
    ...problems.slice(0, 10).map(({ code, detail }) => `  ${code}: ${detail}`),
    `the last events:`,
    ...trace.tail(60),
    `to see all of it: npm run simulate -- --seed ${seed} --trace${planted}`,
  ].join('\n');
}
