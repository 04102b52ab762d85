/**
 * The settings of workers and beats: how often they look, how long a task may take, which task goes
 * where, which entries the beat has.
 *
 * Elsewhere: where settings come from and how all of them are read (config.ts). What an entry of the
 * beat means is known to the operations; they check it (config.ts is handed how).
 */
import { z } from 'zod';
import { wholeNumber } from './setting-values.ts';

export interface ProcessSettings {
  /** How often a worker tells that it lives, and looks for what it is told. */
  readonly pulseSeconds: number;
  /** How long a stop may take before what is in hand is given up. */
  readonly graceSeconds: number;
  /** A task is asked to stop after this; null: never. */
  readonly taskSoftLimitSeconds: number | null;
  /** A task is given up after this; null: never. */
  readonly taskHardLimitSeconds: number | null;
  /** How long the end of a sent task is kept. */
  readonly resultsKeptSeconds: number;
  /** Called after every scan that went well; null: nobody is. */
  readonly heartbeatUrl: string | null;
  /** Where health and metrics are answered, on healthHost; null: nowhere. */
  readonly healthPort: number | null;
  readonly healthHost: string;
  /** What a visitor of the monitor must show; null: one is made at each start. */
  readonly monitorToken: string | null;
  /** Pattern → queue. */
  readonly taskRoutes: Readonly<Record<string, string>>;
  /** Pattern → limits in seconds. */
  readonly taskLimits: Readonly<
    Record<string, { readonly soft?: number | undefined; readonly hard?: number | undefined }>
  >;
  /** Name → entry, as written; null: the default one. */
  readonly beat: Readonly<Record<string, unknown>> | null;
}

export const processVariables = {
  pulseSeconds: 'PAYBEAT_PULSE_SECONDS',
  graceSeconds: 'PAYBEAT_GRACE_SECONDS',
  taskSoftLimitSeconds: 'PAYBEAT_TASK_SOFT_LIMIT_SECONDS',
  taskHardLimitSeconds: 'PAYBEAT_TASK_HARD_LIMIT_SECONDS',
  resultsKeptSeconds: 'PAYBEAT_RESULTS_KEPT_SECONDS',
  heartbeatUrl: 'HEARTBEAT_URL',
  healthPort: 'PAYBEAT_HEALTH_PORT',
  healthHost: 'PAYBEAT_HEALTH_HOST',
  monitorToken: 'PAYBEAT_MONITOR_TOKEN',
} as const;

/** Too much for one line: only in the file. */
export const fileOnlySettings = ['taskRoutes', 'taskLimits', 'beat'] as const;

const day = 86_400;
const queue = 'must be a queue: lower-case letters, digits, "_", "." and "-"';
const url = 'must be an http:// or https:// address';
const token = 'must be at least 16 characters';

/** Of the page for a browser; the library takes no weaker one. */
export const monitorToken = z.string(token).min(16, token);

export const processShape = {
  pulseSeconds: wholeNumber({ from: 1, to: 60 }),
  graceSeconds: wholeNumber({ from: 1, to: 3_600 }),
  taskSoftLimitSeconds: wholeNumber({ from: 1, to: 7 * day }),
  taskHardLimitSeconds: wholeNumber({ from: 1, to: 7 * day }),
  resultsKeptSeconds: wholeNumber({ from: 60, to: 90 * day }),
  heartbeatUrl: z
    .string(url)
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), url),
  healthPort: wholeNumber({ from: 0, to: 65_535 }),
  healthHost: z.string().min(1, 'must be an address to listen on, such as 127.0.0.1'),
  monitorToken,
  taskRoutes: z.record(z.string().min(1), z.string(queue).regex(/^[a-z][a-z0-9_.-]{0,59}$/, queue)),
  taskLimits: z.record(
    z.string().min(1),
    z.strictObject({
      soft: wholeNumber({ from: 1, to: 7 * day }).optional(),
      hard: wholeNumber({ from: 1, to: 7 * day }).optional(),
    }),
  ),
  beat: z.record(z.string(), z.unknown()),
};

/** How a setting may be shown: without secrets, on one line. */
export function shownProcessSetting(setting: string, value: unknown): string {
  if (value === null) return setting === 'beat' ? 'auto_run_payroll daily at 02:00' : 'none';
  if (setting === 'monitorToken') return 'set';
  if (typeof value === 'string') return setting === 'heartbeatUrl' ? new URL(value).host : value;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  if (setting === 'beat') return entries.map(([name]) => name).join(', ') || 'no entry';
  return entries.map(([name, to]) => `${name}: ${JSON.stringify(to)}`).join(', ') || 'none';
}
