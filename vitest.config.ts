import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['paybeat-source', 'node'] };

export default defineConfig({
  resolve,
  ssr: { resolve },
  test: {
    projects: [
      {
        resolve,
        ssr: { resolve },
        test: { name: 'unit', include: ['src/**/*.test.ts'], environment: 'node' },
      },
    ],
  },
});
