/** `npm run bench` shows every requirement, whatever happens to its parts. It measures nothing here. */
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../bench/suite/document.ts';
import { lineChart } from '../../bench/suite/line-chart.ts';
import { partsOf, type SuiteSizes } from '../../bench/suite/parts.ts';
import { runParts } from '../../bench/suite/run-parts.ts';
import { tableOf, verdict } from '../../bench/suite/table.ts';

const sizes: SuiteSizes = {
  ...{ employees: 1_000_000, companies: 1_000, rounds: 3, peer: '/peer', isQuick: false, cores: 2 },
};
const part = { file: '../test/support/bench-part.ts', patienceMinutes: 1 };

const atTheEnd = () => () => Promise.resolve();

const required = [
  ['1,000,000 employees, US federal, about 10 lines, due to committed', '2.0 × the floor'],
  [
    'memory of all our Node processes while it runs (PSS, PostgreSQL not counted)',
    '400 MB, and at 1,000,000 no more than 1.2 × at 100,000',
  ],
  ['time at 1,000,000 ÷ time at 100,000', '11'],
  [
    '1,000 and 10,000 companies of 20 people, all due, two workers, on PostgreSQL and on Redis',
    '2 × the peer in the same run (some 500 runs a second)',
  ],
  ['a run of 10, of 2,000: open to committed', '15 ms, 100 ms'],
  ['roster of 1,000,000: new, unchanged', '5 × a bare COPY, 300 MB'],
  ['`verify` of the million', '1.0 × the floor'],
  ['scan with nothing due at 1,000,000 periods', 'an index only, under 5 ms'],
  [
    'two workers against one on the million',
    '1.5 × faster, or the report shows which resource is full',
  ],
  ['one payslip of 15 lines', '1 µs a thread'],
];

describe('the table of the suite', () => {
  it('has every requirement, also when nothing was measured', () => {
    const rows = tableOf({}, sizes);
    const works = new Map(rows.map(({ work, must }) => [work, must]));
    expect([...works]).toEqual(required);
    expect(new Set(rows.map(verdict))).toEqual(new Set(['not measured']));
  });

  it('has both counts of companies on both brokers', () => {
    const rows = tableOf({}, sizes).filter(({ work }) => work.includes('companies of 20'));
    expect(rows.map(({ what }) => what)).toEqual([
      ...['1,000 companies, postgres', '1,000 companies, redis'],
      ...['10,000 companies, postgres', '10,000 companies, redis'],
    ]);
  });

  it('judges a value by what it must reach', () => {
    const figures = (ns: number) => ({ linesEach: 15, ns: [ns, ns, ns] });
    const verdictOf = (ns: number) =>
      tableOf({ payslip: { kind: 'measured', figures: figures(ns), seconds: 1 } }, sizes)
        .filter(({ work }) => work.startsWith('one payslip'))
        .map(verdict);
    expect(verdictOf(900)).toEqual(['reached']);
    expect(verdictOf(1_100)).toEqual(['falls short']);
  });

  it('is written with the reason of every failed part', () => {
    const results = { scan: { kind: 'failed', why: 'it ended with 3', seconds: 1 } } as const;
    const text = documentOf({ results, sizes, machine: 'A machine.', charts: [] });
    expect(text).toContain('- scan: it ended with 3');
    for (const [work = ''] of required) expect(text).toContain(work);
  });
});

describe('the parts of the suite', () => {
  it('have one name each', () => {
    const names = partsOf(sizes).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('are reported when they fail, and do not stop the others', async () => {
    const said: string[] = [];
    const results = await runParts(
      [
        { ...part, name: 'fails', args: ['fail'] },
        { ...part, name: 'tells-nothing', args: ['nothing'] },
        { ...part, name: 'measures', args: ['measure'] },
      ],
      { say: (line) => said.push(line), atTheEnd },
    );
    expect(results).toMatchObject({
      fails: { kind: 'failed', why: 'it ended with 3: a made-up failure' },
      'tells-nothing': { kind: 'failed' },
      measures: { kind: 'measured', figures: { value: 1 } },
    });
    expect(said).toContain('  fails FAILED: it ended with 3: a made-up failure');
  });

  it('are ended when they take too long', async () => {
    const stuck = { ...part, name: 'stuck', args: ['wait'], patienceMinutes: 0 };
    const results = await runParts([stuck], { say: () => undefined, atTheEnd });
    expect(results['stuck']).toMatchObject({ kind: 'failed', why: 'it took more than 0 minutes' });
  });
});

describe('a chart', () => {
  it('has the values of its points as text, and colours for dark pages', () => {
    const svg = lineChart({
      ...{ title: 'seconds < minutes', across: 'employees', up: 'seconds' },
      lines: [{ name: 'ours', points: [[1_000, 2.5] as const, [1_000_000, 640] as const] }],
    });
    for (const text of [
      'seconds &lt; minutes',
      '>2.5<',
      '>640<',
      '>1 M<',
      'prefers-color-scheme: dark',
    ])
      expect(svg).toContain(text);
  });
});
