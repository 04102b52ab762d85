/**
 * Every default, once. What nobody sets has these values, in the program, in tests and in measurements.
 */
import type { ProcessSettings } from './process-settings.ts';

const day = 86_400;

const processDefaults: ProcessSettings = {
  pulseSeconds: 2,
  // With what follows, the end comes within ten seconds.
  graceSeconds: 8,
  taskSoftLimitSeconds: null,
  taskHardLimitSeconds: null,
  resultsKeptSeconds: day,
  heartbeatUrl: null,
  healthPort: null,
  healthHost: '127.0.0.1',
  monitorToken: null,
  taskRoutes: {},
  taskLimits: {},
  beat: null,
};

/** Of what can be set; the data folder depends on where Paybeat is started. */
export const defaults = {
  ...processDefaults,
  databaseUrl: null,
  logLevel: 'warn',
  chunkSize: 2_500,
  leaseSeconds: 4,
  scanSeconds: 15,
  workerConcurrency: 2,
  brokerUrl: null,
  brokerCaFile: null,
  cacheUrl: null,
  cacheCaFile: null,
} as const;

/** Of what cannot be set, and is a setting only for tests and measurements. */
export const fixed = { importSliceRows: 5_000, daysAheadMin: 92 } as const;
