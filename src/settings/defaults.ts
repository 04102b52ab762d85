/**
 * All defaults. Programs, tests and benchmarks use the same values.
 */
import type { ProcessSettings } from './process-settings.ts';

const day = 86_400;

const processDefaults: ProcessSettings = {
  pulseSeconds: 2,
  // The rest of the stop takes up to two seconds, so it ends within ten.
  graceSeconds: 8,
  taskSoftLimitSeconds: null,
  taskHardLimitSeconds: null,
  resultsKeptSeconds: day,
  heartbeatUrl: null,
  healthPort: null,
  healthHost: '127.0.0.1',
  monitorToken: null,
  auditHeadFile: null,
  auditHeadUrl: null,
  auditHeadHttp: 'refused',
  auditHeadMinutes: 60,
  certificateFolder: null,
  signingKey: null,
  taskRoutes: {},
  taskLimits: {},
  beat: null,
};

/**
 * Defaults of the settings that a person can set. The data folder has none here: it depends on
 * where Paybeat is started.
 */
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

/** Fixed values, which only tests and benchmarks change. */
export const fixed = {
  importSliceRows: 5_000,
  daysAheadMin: 92,
  setCompanies: 100,
  setPeople: 2_000,
} as const;
