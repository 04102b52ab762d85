import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/slowest-first.ts';

// Tests start programs from src/. Without the cache, each of them would strip the types of every file
// anew, which is half of the processor time of its start.
process.env['NODE_COMPILE_CACHE'] ??= join(
  import.meta.dirname,
  'node_modules/.cache/paybeat-tests',
);

/** Where `#room/file.ts` is: in src/, for tests as for vitest's own process (`__vitest__`). */
const resolve = { conditions: ['paybeat-source', 'node'] };
const sourceFirst = { resolve, ssr: { resolve }, environments: { __vitest__: { resolve } } };

/** Tests on a real PostgreSQL: one server a run (test/support/test-server.ts), slower than the rest. */
const onDatabase = {
  globalSetup: ['test/support/test-server.ts'],
  testTimeout: 60_000,
  hookTimeout: 60_000,
};
const pure = { testTimeout: 20_000 };
/** Tests that keep no state in modules, so their files share processes and loaded modules. */
const shared = { ...pure, isolate: false };

const projects = {
  unit: shared,
  house: pure,
  taxes: shared,
  contract: shared,
  scenarios: onDatabase,
  concurrency: onDatabase,
  doors: onDatabase,
  faults: onDatabase,
  simulation: onDatabase,
  brokers: onDatabase,
};

/** The contract of the engines on a broker needs servers, unlike that of the engine in memory. */
const onBrokers = 'test/contract/bullmq-*.test.ts';

function filesOf(project: string): { readonly include: string[]; readonly exclude?: string[] } {
  const include = [project === 'unit' ? 'src/**/*.test.ts' : `test/${project}/**/*.test.ts`];
  if (project === 'contract') return { include, exclude: [onBrokers] };
  return { include: project === 'brokers' ? [...include, onBrokers] : include };
}

export default defineConfig({
  ...sourceFirst,
  test: {
    passWithNoTests: true,
    sequence: { sequencer: SlowestFirst },
    projects: Object.entries(projects).map(([name, options]) => ({
      ...sourceFirst,
      test: {
        name,
        ...filesOf(name),
        environment: 'node' as const,
        ...options,
      },
    })),
  },
});
