/** What would change beyond what one machine measures: arithmetic from the measured figures. */
import { figuresOf, medianOf, roundsOf } from './figures.ts';
import type { SuiteSizes } from './parts.ts';
import { inWords } from './requirements.ts';
import type { Results } from './run-parts.ts';

const gigabyte = 1e9;
const tenMillion = 10_000_000;
const hundredThousand = 100_000;
const runsAYear = 26;
const yearsKept = 7;

export function onPaper(results: Results, sizes: SuiteSizes): readonly string[] {
  return [
    '## On paper',
    'Nothing in this section was run. Each number follows from the measured ones; what would break is an expectation.',
    ...tenMillionEmployees(results, sizes),
    ...manyCompanies(results, sizes),
    ...severalMachines(results, sizes),
  ];
}

function tenMillionEmployees(results: Results, sizes: SuiteSizes): readonly string[] {
  const { rounds } = roundsOf(results, sizes);
  const title = '### Ten million employees in one run';
  if (rounds.length === 0) return [title, 'The largest run was not measured.'];
  const times = tenMillion / sizes.employees;
  const of = (pick: (one: (typeof rounds)[number]) => number) => medianOf(rounds, pick);
  const [run, floor, verify] = [
    of((one) => one.dueToCommitted) * times,
    of((one) => one.floor) * times,
    of((one) => one.verify) * times,
  ];
  const bytes = of((one) => one.storedBytes) * tenMillion;
  return [
    title,
    `${inWords(tenMillion)} are ${inWords(times)} times ${inWords(sizes.employees)}:`,
    [
      `- **Time.** ${run.toFixed(0)} s on two cores; the floor alone is ${floor.toFixed(0)} s, and \`verify\` ` +
        `${verify.toFixed(0)} s. This assumes time in proportion to people. Chunks are independent, so more ` +
        'cores help until the disk or one shared step is full.',
      `- **Disk.** ${(bytes / gigabyte).toFixed(1)} GB of payslips a run. With ${runsAYear} runs a year kept for ` +
        `${yearsKept} years that is ${((bytes * runsAYear * yearsKept) / 1e12).toFixed(2)} TB, and about as much ` +
        'write-ahead log passes through the disk.',
      '- **Memory.** A worker holds only its chunks in flight; each thread has a heap of its own. The run has ' +
        `${inWords(tenMillion / 2_500)} chunks; their digests are ${inWords((tenMillion / 2_500) * 32)} bytes.`,
      '- **What we expect to break first.** The single statement that opens the run: it writes all chunks in one ' +
        'transaction, in time that grows with the people. Then the primary key of one payslip table: once its ' +
        'index no longer fits into memory, each COPY of a chunk reads pages from disk. Partitions by pay date ' +
        'keep the index of the current month small.',
    ].join('\n'),
  ];
}

function manyCompanies(results: Results, sizes: SuiteSizes): readonly string[] {
  const title = '### A hundred thousand companies due at one moment';
  const counts = [sizes.companies * 10, sizes.companies];
  const found = counts.flatMap((companies) => {
    const { figures } = figuresOf(results, 'companies', `companies-${companies}-postgres`);
    if (!figures) return [];
    const seconds = medianOf(figures.rounds, (one) => one.seconds ?? Number.NaN);
    return [{ companies, rate: companies / seconds }];
  });
  const [largest] = found;
  if (!largest) return [title, 'The companies were not measured.'];
  const seconds = hundredThousand / largest.rate;
  return [
    title,
    [
      `- **Time.** At ${largest.rate.toFixed(0)} runs a second (measured with ${inWords(largest.companies)}) they ` +
        `take ${seconds.toFixed(0)} s, which is ${(seconds / 60).toFixed(1)} minutes.`,
      `- **Rows.** Each run writes about four audit rows: ${inWords(hundredThousand * 4)}. Each company has its ` +
        'own chain, so they do not wait for each other.',
      '- **What we expect to break first.** The processor of the one PostgreSQL server. Sets share commits, so ' +
        'their size decides how often the disk is waited for. Companies share nothing but the tables, so they ' +
        'can be divided among servers by company.',
    ].join('\n'),
  ];
}

function severalMachines(results: Results, sizes: SuiteSizes): readonly string[] {
  const { rounds } = roundsOf(results, sizes);
  const share =
    rounds.length === 0
      ? ''
      : ` The server used ${medianOf(rounds, (one) => one.serverCpu).toFixed(1)} processor seconds of the run, the ` +
        `workers ${medianOf(rounds, (one) => one.workerCpu).toFixed(1)}. Workers on machines of their own leave ` +
        'all cores of the first to the server.';
  return [
    '### Several database machines',
    [
      `- **Workers first.** They hold no state, so they move to other machines without any change.${share}`,
      '- **Payslips partitioned by pay date.** Old months become tables of their own that nobody writes. They can ' +
        'move to slower disks, and vacuum leaves them alone. The payslip needs its pay date in the primary key; ' +
        'that one run has one payslip for an employee then follows from the run, which has one pay date.',
      '- **Citus, distributed by company.** Every table with rows of a company has `company_id`, and foreign keys ' +
        'include it. What has to change: primary and unique keys must contain the company (runs, chunks and ' +
        'payslips are keyed by run today), and ids must come from ranges. What we expect to break first: the due scan and ' +
        '`verify` ask for every company, so they become one question a machine. A set must hold companies of one ' +
        'machine only. One very large company stays on one machine.',
      '- **Redis Cluster as the broker.** Tasks are hints and have no order, so they may lie on any node; the ' +
        'contract tests of the engine already pass on a Cluster of three. A run of a million sends one hint a ' +
        'chunk, 400 in all. We do not expect the broker to break first.',
    ].join('\n'),
  ];
}
