/**
 * The order of the test files: the slowest start first, so that none of them runs alone at the end.
 *
 * The gate prints the slowest files. A file that takes half a minute belongs on the list. Storms of
 * the simulation keep a core busy, and other slow files mostly wait for processes. So files that
 * wait follow each storm.
 */
import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const storms = ['planted', 'ferry', 'mill', 'sets', 'several', 'replay'].map(
  (name) => `test/simulation/${name}.test.ts`,
);
const waiting = [
  'test/doors/package.test.ts',
  'test/doors/inspect.test.ts',
  'test/doors/celery-lines.test.ts',
  'test/doors/cli.test.ts',
  'test/brokers/started-without-broker.test.ts',
  'test/scenarios/beat-week.test.ts',
  'test/faults/embedded-server.test.ts',
  'test/doors/processes.test.ts',
  'test/brokers/take-over.test.ts',
  'test/faults/database-killed.test.ts',
  'test/doors/paused-workers.test.ts',
  'test/faults/killed-in-threads.test.ts',
];
const slowestFirst = storms.flatMap((storm, index) => [
  storm,
  ...waiting.slice(2 * index, 2 * index + 2),
]);

export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files);
    const root = this.ctx.config.root;
    const place = ({ moduleId }: TestSpecification) => {
      const at = slowestFirst.indexOf(relative(root, moduleId));
      return at === -1 ? slowestFirst.length : at;
    };
    return usual.toSorted((one, other) => place(one) - place(other));
  }
}
