/**
 * The parts of `npm run bench`: each is one bench as a child process that prints its figures as JSON on its last
 * line. The sizes depend on the options.
 */
export interface SuiteSizes {
  readonly employees: number;
  readonly companies: number;
  readonly rounds: number;
  /** The folder of the Django and Celery design, if it is to be measured. */
  readonly peer: string | null;
  readonly isQuick: boolean;
  readonly cores: number;
}

export interface Part {
  readonly name: string;
  /** A file of bench/. */
  readonly file: string;
  readonly args: readonly string[];
  /** The part is ended then, and reported as failed. */
  readonly patienceMinutes: number;
}

/** Sizes above this are measured once: a round of a million takes minutes. */
const manyEmployees = 100_000;
const peoplePerCompany = 20;

export function partsOf(sizes: SuiteSizes): readonly Part[] {
  const { employees, companies, rounds, peer, isQuick } = sizes;
  const tenth = employees / 10;
  /** The smallest sizes are for the charts only. */
  const of = (size: number) => String(size > manyEmployees || size < tenth ? 1 : rounds);
  const part = (
    name: string,
    file: string,
    args: readonly string[],
    patienceMinutes = 5,
  ): Part => ({
    ...{ name, file, patienceMinutes },
    args: [...args, ...(file === 'peer.ts' ? [] : ['--json'])],
  });
  const growth = growthUpTo(employees).map((size) =>
    part(
      `employees-${size}`,
      'big-company.ts',
      [String(size), size === employees ? '1,2' : '1', of(size)],
      size > manyEmployees ? 15 : 5,
    ),
  );
  const many = companySizes(companies, isQuick).flatMap(({ size, brokers }) =>
    brokers.map((broker) =>
      part(
        `companies-${size}-${broker}`,
        'small-companies.ts',
        [
          String(size),
          String(peoplePerCompany),
          String(size === companies ? rounds : 1),
          '--broker',
          broker,
        ],
        5,
      ),
    ),
  );
  const large = Math.min(employees, manyEmployees);
  return [
    part('payslip', 'payslip.ts', [isQuick ? '20000' : '300000']),
    part('small-runs', 'small-runs.ts', [String(rounds)]),
    ...(peer === null
      ? []
      : [
          part('peer', 'peer.ts', [
            peer,
            String(companies),
            String(peoplePerCompany),
            String(rounds),
          ]),
        ]),
    ...many,
    part('scan', 'due-scan.ts', [String(isQuick ? 10_000 : 1_000_000)]),
    ...growth,
    part('stages', 'stages.ts', [String(large), String(rounds)]),
    part('roster', 'import-roster.ts', [String(employees), of(employees)], 15),
  ];
}

/** Powers of ten from 1,000, and the number itself. */
function growthUpTo(employees: number): readonly number[] {
  const sizes = [1_000, 10_000, 100_000, 1_000_000].filter((size) => size < employees);
  return [...sizes, employees];
}

/** The small sizes are for the chart only. Ten times the number is for the requirement. */
function companySizes(companies: number, isQuick: boolean) {
  const postgres = ['postgres'];
  const both = ['postgres', 'redis'];
  const fewer = [10, 100].filter((size) => size < companies && !isQuick);
  return [
    ...fewer.map((size) => ({ size, brokers: postgres })),
    { size: companies, brokers: both },
    ...(isQuick ? [] : [{ size: companies * 10, brokers: both }]),
  ];
}
