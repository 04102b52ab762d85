/**
 * What `npm run bench` must show: one row a requirement, with the value that must be reached and the value aimed
 * at. `measure` finds the figures among the results of the parts.
 */
import type { BigRound } from './figures.ts';
import { figuresOf, medianOf, roundsOf } from './figures.ts';
import type { SuiteSizes } from './parts.ts';
import type { Results } from './run-parts.ts';

export interface Measured {
  readonly what: string;
  /** Null: it was not measured, and `ratio` says why. */
  readonly value: string | null;
  readonly ratio: string;
  readonly isReached: boolean | null;
}

export interface Requirement {
  readonly id: string;
  readonly work: string;
  readonly must: string;
  readonly aim: string;
  /** Where it falls short: the reason that a decision gives with its figures, and the next step. */
  readonly nextStep: string;
  measure(results: Results, sizes: SuiteSizes): readonly Measured[];
}

const megabyte = 1e6 / 2 ** 20;
/** A link from the written page. */
const decision = (file: string): string => `[${file.slice(0, 4)}](decisions/${file}.md)`;
export const inWords = (count: number): string => count.toLocaleString('en');

function missing(what: string, why: string): Measured {
  return { what, value: null, ratio: why, isReached: null };
}

function ofRounds(
  results: Results,
  sizes: SuiteSizes,
  use: (rounds: readonly BigRound[], what: string) => Measured,
): readonly Measured[] {
  const { rounds, why } = roundsOf(results, sizes);
  const what = `${inWords(sizes.employees)} employees`;
  return [rounds.length === 0 ? missing(what, why) : use(rounds, what)];
}

/** The size with which memory and time of the largest run are compared: a tenth of it. */
export const smallerOf = (sizes: SuiteSizes): number => Math.max(1_000, sizes.employees / 10);

export const requirements: readonly Requirement[] = [
  {
    id: 'million',
    work: '1,000,000 employees, US federal, about 10 lines, due to committed',
    must: '2.0 × the floor',
    aim: '1.5',
    nextStep:
      `Most of the server's time is COPY and the digests of arrays (${decision('0083-verify-and-the-guards-of-payslips')}). ` +
      'Lines stored as bytes would shorten both. Most of the time of the process is reading ' +
      `(${decision('0087-rows-in-bulk')}); a table of tax forms would shorten it.`,
    measure: (results, sizes) =>
      ofRounds(results, sizes, (rounds, what) => {
        const ratio = medianOf(rounds, (one) => one.dueToCommitted / one.floor);
        const encoded = medianOf(rounds, (one) => one.dueToCommitted / one.encodedFloor);
        const seconds = medianOf(rounds, (one) => one.dueToCommitted);
        const floor = medianOf(rounds, (one) => one.floor);
        return {
          what: `${what}, ${rounds.length} rounds`,
          value: `${seconds.toFixed(2)} s; floor ${floor.toFixed(2)} s`,
          ratio: `${ratio.toFixed(2)} × the floor; ${encoded.toFixed(2)} × the floor with encoding`,
          isReached: ratio <= 2,
        };
      }),
  },
  {
    id: 'memory',
    work: 'memory of all our Node processes while it runs (PSS, PostgreSQL not counted)',
    must: '400 MB, and at 1,000,000 no more than 1.2 × at 100,000',
    aim: '',
    nextStep: 'Each thread has a heap of its own. The next step is fewer chunks in flight.',
    measure: (results, sizes) =>
      ofRounds(results, sizes, (rounds, what) => {
        const peakMiB = medianOf(rounds, (one) => one.peakMiB ?? Number.NaN);
        const smaller = smallerOf(sizes);
        const others = roundsOf(results, { employees: smaller }).rounds;
        const growth = peakMiB / medianOf(others, (one) => one.peakMiB ?? Number.NaN);
        return {
          what,
          value: `${(peakMiB / megabyte).toFixed(0)} MB`,
          ratio: Number.isNaN(growth)
            ? `${inWords(smaller)} was not measured`
            : `${growth.toFixed(2)} × at ${inWords(smaller)}`,
          isReached: Number.isNaN(growth) ? null : peakMiB / megabyte <= 400 && growth <= 1.2,
        };
      }),
  },
  {
    id: 'growth',
    work: 'time at 1,000,000 ÷ time at 100,000',
    must: '11',
    aim: '',
    nextStep: 'The next step is to compare the stages of both sizes.',
    measure: (results, sizes) =>
      ofRounds(results, sizes, (rounds, what) => {
        const smaller = smallerOf(sizes);
        const others = roundsOf(results, { employees: smaller }).rounds;
        if (others.length === 0) return missing(what, `${inWords(smaller)} was not measured`);
        const large = medianOf(rounds, (one) => one.dueToCommitted);
        const small = medianOf(others, (one) => one.dueToCommitted);
        return {
          what: `${inWords(sizes.employees)} ÷ ${inWords(smaller)}`,
          value: `${large.toFixed(2)} s ÷ ${small.toFixed(2)} s`,
          ratio: (large / small).toFixed(1),
          isReached: large / small <= 11,
        };
      }),
  },
  {
    id: 'companies',
    work: '1,000 and 10,000 companies of 20 people, all due, two workers, on PostgreSQL and on Redis',
    must: '2 × the peer in the same run (some 500 runs a second)',
    aim: '1,000 runs a second',
    nextStep: `What a run of a set costs, and what would be next: ${decision('0088-sets-read-by-key')}.`,
    measure: measureCompanies,
  },
  {
    id: 'small-runs',
    work: 'a run of 10, of 2,000: open to committed',
    must: '15 ms, 100 ms',
    aim: '',
    nextStep:
      `What a plain run costs: ${decision('0084-a-plain-run-in-one-transaction')}, ` +
      `${decision('0098-statements-sent-together')}. What the database checks at each move is next.`,
    measure: (results) => {
      const { figures, why } = figuresOf(results, 'small-runs');
      const must = new Map([
        [10, 15],
        [2_000, 100],
      ]);
      if (!figures)
        return [...must.keys()].map((people) => missing(`${inWords(people)} people`, why));
      return figures.sizes.map(({ people, ms }) => {
        const took = medianOf(ms, (one) => one);
        return {
          what: `${inWords(people)} people, ${ms.length} rounds`,
          value: `${took.toFixed(1)} ms`,
          ratio: `${(took / (must.get(people) ?? Number.NaN)).toFixed(1)} × ${must.get(people)} ms`,
          isReached: took <= (must.get(people) ?? 0),
        };
      });
    },
  },
  {
    id: 'roster',
    work: 'roster of 1,000,000: new, unchanged',
    must: '5 × a bare COPY, 300 MB',
    aim: '3',
    nextStep: `The ten indexes of the tables cost more than five bare COPYs (${decision('0086-first-rosters-and-known-blocks')}). Fewer indexes are next.`,
    measure: measureRoster,
  },
  {
    id: 'verify',
    work: '`verify` of the million',
    must: '1.0 × the floor',
    aim: '',
    nextStep: `It adds up and hashes the arrays of every payslip again (${decision('0083-verify-and-the-guards-of-payslips')}). Lines stored as bytes would be quicker to hash.`,
    measure: (results, sizes) =>
      ofRounds(results, sizes, (rounds, what) => {
        const ratio = medianOf(rounds, (one) => one.verify / one.floor);
        return {
          what,
          value: `${medianOf(rounds, (one) => one.verify).toFixed(2)} s`,
          ratio: `${ratio.toFixed(2)} × the floor`,
          isReached: ratio <= 1,
        };
      }),
  },
  {
    id: 'scan',
    work: 'scan with nothing due at 1,000,000 periods',
    must: 'an index only, under 5 ms',
    aim: '',
    nextStep: 'The next step is to read the plan of the scan.',
    measure: (results) => {
      const { figures, why } = figuresOf(results, 'scan');
      if (!figures) return [missing('periods', why)];
      return figures.scans.map(({ size, ms, plan }) => {
        const hasTableScan = /Seq Scan on/.test(plan);
        return {
          what: `${inWords(size)} active periods`,
          value: `${ms.toFixed(2)} ms`,
          ratio: hasTableScan ? 'reads a whole table' : 'by index',
          isReached: ms < 5 && !hasTableScan,
        };
      });
    },
  },
  {
    id: 'two-workers',
    work: 'two workers against one on the million',
    must: '1.5 × faster, or the report shows which resource is full',
    aim: '',
    nextStep:
      'The cores in use show how full the processors are. The next step is to measure what the workers wait for.',
    measure: measureTwoWorkers,
  },
  {
    id: 'payslip',
    work: 'one payslip of 15 lines',
    must: '1 µs a thread',
    aim: '0.3',
    nextStep: `No single part stands out (${decision('0085-amounts-in-blocks')}); the objects of a payslip are the rest.`,
    measure: (results) => {
      const { figures, why } = figuresOf(results, 'payslip');
      if (!figures) return [missing('payslip', why)];
      const took = medianOf(figures.ns, (one) => one);
      return [
        {
          what: `${figures.linesEach.toFixed(1)} lines, ${figures.ns.length} rounds`,
          value: `${(took / 1_000).toFixed(2)} µs`,
          ratio: `${(took / 1_000).toFixed(2)} × 1 µs`,
          isReached: took <= 1_000,
        },
      ];
    },
  },
];

function measureCompanies(results: Results, sizes: SuiteSizes): readonly Measured[] {
  const { figures: peer, why: noPeer } = figuresOf(results, 'peer');
  const peerRate = peer ? peer.companies / medianOf(peer.seconds, (one) => one) : null;
  const must = peerRate === null ? 500 : peerRate * 2;
  const against =
    peerRate === null || peer === null
      ? `no peer (${noPeer}): judged against 500 runs a second`
      : `the peer (${peer.variant}, ${peer.mode}): ${peerRate.toFixed(0)} runs a second`;
  const sizesAsked = sizes.isQuick ? [sizes.companies] : [sizes.companies, sizes.companies * 10];
  return sizesAsked.flatMap((companies) =>
    ['postgres', 'redis'].map((broker) => {
      const what = `${inWords(companies)} companies, ${broker}`;
      const name = `companies-${companies}-${broker}`;
      const { figures, why } = figuresOf(results, 'companies', name);
      if (!figures) return missing(what, why);
      const seconds = medianOf(figures.rounds, (one) => one.seconds ?? Number.NaN);
      const rate = companies / seconds;
      const ratio = peerRate === null ? '' : `${(rate / peerRate).toFixed(2)} × the peer; `;
      return {
        what: `${what}, ${figures.rounds.length} rounds`,
        value: `${seconds.toFixed(2)} s, ${rate.toFixed(0)} runs a second`,
        ratio: `${ratio}${against}`,
        isReached: rate >= must,
      };
    }),
  );
}

function measureRoster(results: Results): readonly Measured[] {
  const { figures, why } = figuresOf(results, 'roster');
  const names = { new: 'new', again: 'unchanged', changed: 'one changed' } as const;
  if (!figures) return [missing('new', why), missing('unchanged', why)];
  return (['new', 'again', 'changed'] as const).map((which) => {
    const ratio = medianOf(figures.rounds, (one) => one[which].seconds / one.copy);
    const peakMB = medianOf(figures.rounds, (one) => one[which].peakMiB) / megabyte;
    const seconds = medianOf(figures.rounds, (one) => one[which].seconds);
    return {
      what: `${names[which]}, ${inWords(figures.people)} people`,
      value: `${seconds.toFixed(1)} s, ${peakMB.toFixed(0)} MB`,
      ratio: `${ratio.toFixed(1)} × a bare COPY`,
      isReached: ratio <= 5 && peakMB <= 300,
    };
  });
}

function measureTwoWorkers(results: Results, sizes: SuiteSizes): readonly Measured[] {
  const what = `${inWords(sizes.employees)} employees`;
  const { rounds: one, why } = roundsOf(results, sizes);
  const { rounds: two } = roundsOf(results, { employees: sizes.employees, workers: 2 });
  if (one.length === 0 || two.length === 0) return [missing(what, why)];
  const seconds = medianOf(two, (round) => round.dueToCommitted);
  const ratio = medianOf(one, (round) => round.dueToCommitted) / seconds;
  const busy = medianOf(two, (round) => (round.workerCpu + round.serverCpu) / round.dueToCommitted);
  const cores = medianOf(
    one,
    (round) => (round.workerCpu + round.serverCpu) / round.dueToCommitted,
  );
  return [
    {
      what,
      value: `${seconds.toFixed(2)} s with two`,
      ratio:
        `${ratio.toFixed(2)} × faster; cores in use: ${cores.toFixed(2)} with one worker, ` +
        `${busy.toFixed(2)} with two`,
      isReached: ratio >= 1.5 || busy >= 0.85 * sizes.cores,
    },
  ];
}
