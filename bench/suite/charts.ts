/** The charts of docs/performance.md: the file of each, and its content. */
import { figuresOf, medianOf, roundsOf } from './figures.ts';
import { lineChart } from './line-chart.ts';
import type { Results } from './run-parts.ts';

const megabyte = 1e6 / 2 ** 20;

export function chartsOf(results: Results): ReadonlyMap<string, string> {
  const charts = new Map<string, string>();
  const sizes = numbersIn(results, /^employees-(\d+)$/);
  const people = sizes.flatMap((employees) => {
    const { rounds } = roundsOf(results, { employees });
    return rounds.length === 0 ? [] : [{ employees, rounds }];
  });
  if (people.length > 0) {
    const points = (pick: (one: (typeof people)[number]['rounds'][number]) => number) =>
      people.map((one) => [one.employees, medianOf(one.rounds, pick)] as const);
    charts.set(
      'time-by-employees.svg',
      lineChart({
        ...{
          title: 'One run: seconds by employees, one worker',
          across: 'employees',
          up: 'seconds',
        },
        lines: [
          { name: 'due to committed', points: points((one) => one.dueToCommitted) },
          { name: 'verify', points: points((one) => one.verify) },
          { name: 'the floor', points: points((one) => one.floor) },
        ],
      }),
    );
    charts.set(
      'memory-by-employees.svg',
      lineChart({
        ...{
          title: 'One run: peak memory of the worker by employees',
          across: 'employees',
          up: 'MB',
        },
        lines: [
          { name: 'memory (PSS)', points: points((one) => (one.peakMiB ?? Number.NaN) / megabyte) },
        ],
      }),
    );
  }
  const lines = ['postgres', 'redis'].flatMap((broker) => companiesOn(results, broker));
  if (lines.length > 0) {
    charts.set(
      'time-by-companies.svg',
      lineChart({
        ...{
          title: 'All due at once, two workers: seconds by companies',
          across: 'companies of 20',
        },
        ...{ up: 'seconds', lines: [...lines.map((line) => line.time), ...peerLine(results)] },
      }),
    );
    charts.set(
      'memory-by-companies.svg',
      lineChart({
        ...{ title: 'All due at once: peak memory of two workers', across: 'companies of 20' },
        ...{ up: 'MB', lines: lines.map((line) => line.memory) },
      }),
    );
  }
  return charts;
}

function companiesOn(results: Results, broker: string) {
  const sizes = numbersIn(results, new RegExp(`^companies-(\\d+)-${broker}$`));
  const found = sizes.flatMap((companies) => {
    const name = `companies-${companies}-${broker}`;
    const { figures } = figuresOf(results, 'companies', name);
    return figures && figures.rounds.length > 0 ? [{ companies, rounds: figures.rounds }] : [];
  });
  if (found.length === 0) return [];
  const points = (pick: (one: (typeof found)[number]['rounds'][number]) => number) =>
    found.map((one) => [one.companies, medianOf(one.rounds, pick)] as const);
  return [
    {
      time: { name: `tasks on ${broker}`, points: points((one) => one.seconds ?? Number.NaN) },
      memory: {
        name: `tasks on ${broker}`,
        points: points((one) => (one.peakMiB ?? Number.NaN) / megabyte),
      },
    },
  ];
}

function peerLine(results: Results) {
  const { figures } = figuresOf(results, 'peer');
  if (!figures) return [];
  const seconds = medianOf(figures.seconds, (one) => one);
  return [{ name: 'Django + Celery', points: [[figures.companies, seconds] as const] }];
}

function numbersIn(results: Results, pattern: RegExp): readonly number[] {
  return Object.keys(results)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((one, other) => one - other);
}
