/**
 * The settings of workers and beats: how often they look, how long a task may take, the queue of
 * each task, and the beat's entries.
 *
 * config.ts reads all settings. The operations know what the beat's entries mean, so they check
 * them; config.ts receives that check as a function.
 */
import { z } from 'zod';
import { wholeNumber } from './setting-values.ts';

export interface ProcessSettings {
  /** How often a worker reports that it is alive, and reads commands. */
  readonly pulseSeconds: number;
  /** How long a stop may take before current work is abandoned. */
  readonly graceSeconds: number;
  /** A task is asked to stop after this time. Null: never. */
  readonly taskSoftLimitSeconds: number | null;
  /** A task is abandoned after this time. Null: never. */
  readonly taskHardLimitSeconds: number | null;
  /** How long the result of a sent task is kept. */
  readonly resultsKeptSeconds: number;
  /** This URL is called after every successful scan. Null: none is. */
  readonly heartbeatUrl: string | null;
  /** The port on healthHost for health and metrics. Null: none. */
  readonly healthPort: number | null;
  readonly healthHost: string;
  /** Absolute path of the file to which workers add audit heads. Null: none. */
  readonly auditHeadFile: string | null;
  /** The URL to which workers send audit heads. Null: none. */
  readonly auditHeadUrl: string | null;
  /** Whether that URL may be `http://` on another machine, where anybody on the way can read and change it. */
  readonly auditHeadHttp: 'refused' | 'allowed';
  readonly auditHeadMinutes: number;
  /**
   * Absolute path of the folder into which workers write certificates, or `off`. Null: `certificates` in the data
   * folder, once there is a key.
   */
  readonly certificateFolder: string | null;
  /** The private key that signs run certificates. Null: the newest key of the data folder signs. */
  readonly signingKey: string | null;
  /** The token that visitors of the monitor need. Null: each start creates one. */
  readonly monitorToken: string | null;
  /** Pattern → queue. */
  readonly taskRoutes: Readonly<Record<string, string>>;
  /** Pattern → limits in seconds. */
  readonly taskLimits: Readonly<
    Record<string, { readonly soft?: number | undefined; readonly hard?: number | undefined }>
  >;
  /** Name → entry, as in the file. Null: the default entry. */
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
  auditHeadFile: 'PAYBEAT_AUDIT_HEAD_FILE',
  auditHeadUrl: 'PAYBEAT_AUDIT_HEAD_URL',
  auditHeadHttp: 'PAYBEAT_AUDIT_HEAD_HTTP',
  auditHeadMinutes: 'PAYBEAT_AUDIT_HEAD_MINUTES',
  certificateFolder: 'PAYBEAT_CERTIFICATE_FOLDER',
  signingKey: 'PAYBEAT_SIGNING_KEY',
} as const;

/** These settings do not fit one line, so they are only in the file. */
export const fileOnlySettings = ['taskRoutes', 'taskLimits', 'beat'] as const;

const day = 86_400;
const queue = 'must be a queue: lower-case letters, digits, "_", "." and "-"';
const url = 'must be an http:// or https:// address';
const token = 'must be at least 16 characters';

/** The token of the monitor's page. The library has the same minimum length. */
export const monitorToken = z.string(token).min(16, token);

const webAddress = z
  .string(url)
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), url);

/** What is wrong with the URL of audit heads, together with the setting that allows it. */
export function auditHeadUrlProblem({
  auditHeadUrl,
  auditHeadHttp,
}: Pick<ProcessSettings, 'auditHeadUrl' | 'auditHeadHttp'>): string | null {
  if (auditHeadUrl === null || auditHeadHttp === 'allowed') return null;
  const { protocol, hostname } = new URL(auditHeadUrl);
  const isHere = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === 'https:' || isHere
    ? null
    : `must be an https:// address; PAYBEAT_AUDIT_HEAD_HTTP=allowed permits ${hostname} without encryption`;
}

export const processShape = {
  pulseSeconds: wholeNumber({ from: 1, to: 60 }),
  graceSeconds: wholeNumber({ from: 1, to: 3_600 }),
  taskSoftLimitSeconds: wholeNumber({ from: 1, to: 7 * day }),
  taskHardLimitSeconds: wholeNumber({ from: 1, to: 7 * day }),
  resultsKeptSeconds: wholeNumber({ from: 60, to: 90 * day }),
  heartbeatUrl: webAddress,
  healthPort: wholeNumber({ from: 0, to: 65_535 }),
  healthHost: z.string().min(1, 'must be an address to listen on, such as 127.0.0.1'),
  monitorToken,
  auditHeadFile: z.string('must be the path of a file').min(1, 'must be the path of a file'),
  auditHeadUrl: webAddress,
  auditHeadHttp: z.enum(['refused', 'allowed'], 'must be refused or allowed'),
  auditHeadMinutes: wholeNumber({ from: 1, to: 7 * 24 * 60 }),
  certificateFolder: z
    .string('must be the path of a folder')
    .min(1, 'must be the path of a folder'),
  signingKey: z.base64('must be a private Ed25519 key (PKCS #8, DER) in base64'),
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

const shownDefaults: ReadonlyMap<string, string> = new Map([
  ['beat', 'auto_run_payroll daily at 02:00'],
  ['certificateFolder', 'certificates in the data folder, once there is a key'],
]);

/** A setting on one line, without secrets. */
export function shownProcessSetting(setting: string, value: unknown): string {
  if (value === null) return shownDefaults.get(setting) ?? 'none';
  if (setting === 'monitorToken' || setting === 'signingKey') return 'set';
  if (typeof value === 'string') {
    const isUrl = setting === 'heartbeatUrl' || setting === 'auditHeadUrl';
    return isUrl ? new URL(value).host : value;
  }
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value);
  if (setting === 'beat') return entries.map(([name]) => name).join(', ') || 'no entry';
  return entries.map(([name, to]) => `${name}: ${JSON.stringify(to)}`).join(', ') || 'none';
}
