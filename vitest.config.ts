import { defineConfig } from 'vitest/config';

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

const projects = {
  unit: pure,
  house: pure,
  taxes: pure,
  contract: pure,
  scenarios: onDatabase,
  concurrency: onDatabase,
  doors: onDatabase,
  faults: onDatabase,
  simulation: onDatabase,
};

export default defineConfig({
  ...sourceFirst,
  test: {
    passWithNoTests: true,
    projects: Object.entries(projects).map(([name, options]) => ({
      ...sourceFirst,
      test: {
        name,
        include: [name === 'unit' ? 'src/**/*.test.ts' : `test/${name}/**/*.test.ts`],
        environment: 'node' as const,
        ...options,
      },
    })),
  },
});
