/**
 * Reads environment, file and flags into one frozen, checked value.
 *
 * Precedence: flag, environment, file, default. Every source is checked, even if another one
 * overrides it. One refusal lists every problem. Nothing is written, opened or connected to before
 * that.
 *
 * Unknown names that start with PAYBEAT_ and unknown keys of the file are refused. Otherwise a
 * misspelt setting would silently have its default.
 *
 * The file is `paybeat.config.json` next to the data folder, or the file that PAYBEAT_CONFIG names.
 * Messages never contain passwords; `describeConfig` masks them.
 */

import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import type { Answer, Issue } from '#errors.ts';
import { answer, refuse } from '#errors.ts';
import { didYouMean, isNearly } from '#text/closest-word.ts';
import { parseJsonText } from '#text/json-text.ts';
import { brokerUrlProblem, maskBrokerUrl, parseBrokerUrl } from './broker-url.ts';
import { databaseUrlProblem, maskUrl } from './database-url.ts';
import { defaults } from './defaults.ts';
import {
  auditHeadUrlProblem,
  fileOnlySettings,
  type ProcessSettings,
  processShape,
  processVariables,
  shownProcessSetting,
} from './process-settings.ts';
import { wholeNumber } from './setting-values.ts';

export const logLevels = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config extends ProcessSettings {
  /** Null: the embedded PostgreSQL in the data folder. */
  readonly databaseUrl: string | null;
  /** An absolute path. */
  readonly dataFolder: string;
  readonly logLevel: LogLevel;
  /** Employees in one chunk of a run. */
  readonly chunkSize: number;
  /** How long a chunk or task stays with a worker that is silent. */
  readonly leaseSeconds: number;
  /** How often `reconcile` looks for work. */
  readonly scanSeconds: number;
  /** Chunks that one process calculates at the same time. */
  readonly workerConcurrency: number;
  /** Where tasks wait. Null: in the database. broker-url.ts lists the forms. */
  readonly brokerUrl: string | null;
  /** Where locks are kept. Null: in the database. */
  readonly cacheUrl: string | null;
  /** Absolute path of the CA certificates (PEM) of the broker. Null: the CAs that Node trusts. */
  readonly brokerCaFile: string | null;
  readonly cacheCaFile: string | null;
  /** Absolute path of the settings file that was read. Null: there is none. */
  readonly configFile: string | null;
  readonly sources: Readonly<Record<Setting, Source>>;
}

type Variable = keyof typeof variables;
type Setting = Variable | (typeof fileOnlySettings)[number];
type Source = 'flag' | 'environment' | 'file' | 'default';
type Values = Omit<Config, 'configFile' | 'sources'>;

/** The settings that a door received with the call. */
export interface ConfigFlags {
  readonly dataFolder?: string;
  readonly logLevel?: LogLevel;
  readonly workerConcurrency?: number;
  readonly taskSoftLimitSeconds?: number;
  readonly taskHardLimitSeconds?: number;
  readonly healthPort?: number;
}

/** How a door names these settings to people. */
export type FlagNames = Readonly<Record<keyof ConfigFlags, string>>;

const variables = {
  databaseUrl: 'DATABASE_URL',
  dataFolder: 'PAYBEAT_DATA',
  logLevel: 'PAYBEAT_LOG',
  chunkSize: 'PAYBEAT_CHUNK_SIZE',
  leaseSeconds: 'PAYBEAT_LEASE_SECONDS',
  scanSeconds: 'PAYBEAT_SCAN_SECONDS',
  workerConcurrency: 'PAYBEAT_WORKER_CONCURRENCY',
  brokerUrl: 'BROKER_URL',
  brokerCaFile: 'BROKER_CA_FILE',
  cacheUrl: 'CACHE_URL',
  cacheCaFile: 'CACHE_CA_FILE',
  ...processVariables,
} as const;
const inEnvironment = Object.keys(variables) as readonly Variable[];
const settings: readonly Setting[] = [...inEnvironment, ...fileOnlySettings];
const fileVariable = 'PAYBEAT_CONFIG';
const fileName = 'paybeat.config.json';

const aFile = 'must be the path of a file with certificates (PEM)';

const schema = z
  .object({
    databaseUrl: address(databaseUrlProblem),
    dataFolder: z.string('must be the path of a folder').min(1, 'must be the path of a folder'),
    logLevel: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`),
    chunkSize: wholeNumber({ from: 1, to: 100_000 }),
    leaseSeconds: wholeNumber({ from: 1, to: 3_600 }),
    scanSeconds: wholeNumber({ from: 1, to: 3_600 }),
    workerConcurrency: wholeNumber({ from: 1, to: 64 }),
    brokerUrl: address(brokerUrlProblem),
    brokerCaFile: z.string(aFile).min(1, aFile),
    cacheUrl: address(cacheUrlProblem),
    cacheCaFile: z.string(aFile).min(1, aFile),
  })
  .extend(processShape)
  .partial();
type Checked = z.output<typeof schema>;

interface Given {
  readonly source: Exclude<Source, 'default'>;
  readonly values: Readonly<Record<string, unknown>>;
  /** How this source names the setting to people. */
  readonly nameOf: (setting: string) => string;
}

/**
 * Refusal: configuration_invalid, with an issue for every problem of every source.
 *
 * `folder` is the current folder. Relative paths of flags and environment start there. Those of the
 * file start in the file's folder.
 */
export function loadConfig(ask: {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: ConfigFlags;
  /** Default: the names of the settings. */
  readonly flagNames?: FlagNames;
  readonly folder: string;
  /** Returns what is wrong with the beat's entries. This room does not know what they mean. */
  readonly checkBeat?: (json: unknown) => readonly Issue[];
}): Answer<Config> {
  const { env, flags, folder, flagNames = {} } = ask;
  const issues: Issue[] = [...unknownVariables(env)];
  const standard = join(checkoutFolder() ?? folder, '.paybeat');
  const told = flags.dataFolder ?? given(env, variables.dataFolder) ?? standard;
  const named = given(env, fileVariable);
  const path = resolve(folder, named ?? join(dirname(resolve(folder, told)), fileName));
  const file = readConfigFile(path, { isNamed: named !== undefined, issues });
  const sources: readonly Given[] = [
    { source: 'flag', values: { ...flags }, nameOf: (key) => given(flagNames, key) ?? key },
    { source: 'environment', values: fromEnvironment(env), nameOf: variableName },
    { source: 'file', values: file ?? {}, nameOf: (key) => `${basename(path)}: /${key}` },
  ];
  const checked = sources.map((source) => ({ ...source, checked: check(source, issues) }));
  for (const { values, nameOf } of sources) {
    for (const issue of ask.checkBeat?.(values['beat'] ?? {}) ?? []) {
      issues.push({ ...issue, pointer: `${nameOf('beat')}${issue.pointer}` });
    }
  }
  const from = { flag: folder, environment: folder, file: dirname(path) };
  let values: Values = { ...defaults, dataFolder: standard };
  const origin = Object.fromEntries(settings.map((key) => [key, 'default'])) as Record<
    Setting,
    Source
  >;
  for (const { source, checked: strongest } of checked.toReversed()) {
    values = { ...values, ...defined(strongest) };
    for (const path of paths) {
      const written = strongest[path];
      if (written === undefined || (path === 'certificateFolder' && written === 'off')) continue;
      values = { ...values, [path]: resolve(from[source], written) };
    }
    for (const key of settings) if (strongest[key] !== undefined) origin[key] = source;
  }
  const nameOfSet = (key: Setting) =>
    (origin[key] === 'flag' ? given(flagNames, key) : undefined) ?? variableName(key);
  if (issues.length === 0) issues.push(...problemsTogether(values, nameOfSet));
  if (issues.length > 0) return refusal(issues);
  const configFile = file === null ? null : path;
  return answer(Object.freeze({ ...values, configFile, sources: Object.freeze(origin) }));
}

export interface DescribedSetting {
  readonly setting: Setting;
  /** The value with passwords masked. */
  readonly value: string;
  readonly source: Source;
}

/** Every setting with its value and its source. */
export function describeConfig(config: Config): readonly DescribedSetting[] {
  return settings.map((setting) => ({
    setting,
    value: shown(config, setting),
    source: config.sources[setting],
  }));
}

/** Settings that are paths. A relative path starts where it was written. `off` of a folder is none. */
const paths = [
  'dataFolder',
  'brokerCaFile',
  'cacheCaFile',
  'auditHeadFile',
  'certificateFolder',
] as const;

function shown(config: Config, setting: Setting): string {
  if (setting === 'databaseUrl') {
    const { databaseUrl } = config;
    return databaseUrl === null ? 'embedded PostgreSQL in the data folder' : maskUrl(databaseUrl);
  }
  if (setting === 'brokerUrl' || setting === 'cacheUrl') {
    const address = config[setting];
    return address === null ? 'the database' : maskBrokerUrl(address);
  }
  return shownProcessSetting(setting, config[setting]);
}

function cacheUrlProblem(value: unknown): string | null {
  const { address, problem } = parseBrokerUrl(value);
  if (address?.kind !== 'memory') return problem;
  return 'does not work with memory://, because no other process would see the lock; unset it to keep locks in the database';
}

/** Problems of settings that are valid alone, but not together. */
function problemsTogether(values: Values, nameOf: (key: Setting) => string): readonly Issue[] {
  const issues: Issue[] = [];
  const { address: cache } = parseBrokerUrl(values.cacheUrl ?? '');
  if (cache?.kind === 'postgres' && cache.url !== values.databaseUrl) {
    const message =
      'must be the same address as DATABASE_URL; unset it to keep locks in the database of the runs';
    issues.push({ pointer: variables.cacheUrl, code: 'wrong_value', message });
  }
  for (const setting of ['brokerCaFile', 'cacheCaFile'] as const) {
    const path = values[setting];
    const problem = path === null ? null : certificatesProblem(path);
    if (problem !== null) {
      issues.push({ pointer: variables[setting], code: 'file_unreadable', message: problem });
    }
  }
  const headUrl = auditHeadUrlProblem(values);
  if (headUrl !== null) {
    issues.push({ pointer: nameOf('auditHeadUrl'), code: 'wrong_value', message: headUrl });
  }
  const { taskSoftLimitSeconds: soft, taskHardLimitSeconds: hard } = values;
  if (soft !== null && hard !== null && soft >= hard) {
    const message = `must be less than the hard time limit, which is ${hard}`;
    issues.push({ pointer: nameOf('taskSoftLimitSeconds'), code: 'wrong_value', message });
  }
  return issues;
}

function certificatesProblem(path: string): string | null {
  try {
    const isPem = readFileSync(path, 'utf8').includes('-----BEGIN CERTIFICATE-----');
    return isPem ? null : `has no certificate in it (${path})`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return `cannot be read (${code}: ${path})`;
  }
}

function address(problemOf: (value: unknown) => string | null) {
  return z.unknown().transform((value, context): string => {
    const problem = problemOf(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    return String(value);
  });
}

/** The folder of this checkout. Null: Paybeat is installed as a dependency. */
function checkoutFolder(): string | null {
  const folder = dirname(import.meta.dirname);
  const isInstalled = folder.split(sep).includes('node_modules');
  return !isInstalled && existsSync(join(folder, 'package.json')) ? folder : null;
}

/** An empty variable counts as unset, because shells and compose files unset variables that way. */
function given(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function fromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const key of inEnvironment) {
    const value = given(env, variables[key]);
    if (value !== undefined) values[key] = value;
  }
  return values;
}

function unknownVariables(env: Readonly<Record<string, string | undefined>>): readonly Issue[] {
  const known: readonly string[] = [...Object.values(variables), fileVariable];
  const isMisspelt = (name: string): boolean =>
    known.some((word) => env[word] === undefined && isNearly(name, word));
  return Object.keys(env)
    .filter((name) => !known.includes(name))
    .filter((name) => name.startsWith('PAYBEAT_') || isMisspelt(name))
    .toSorted()
    .map((name) => ({
      pointer: name,
      code: 'unknown_name',
      message: `no such setting.${didYouMean(name, known)}`,
    }));
}

function readConfigFile(
  path: string,
  ask: { isNamed: boolean; issues: Issue[] },
): Readonly<Record<string, unknown>> | null {
  const add = (code: string, message: string): null => {
    ask.issues.push({ pointer: ask.isNamed ? `${fileVariable} (${path})` : path, code, message });
    return null;
  };
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' && !ask.isNamed) return null;
    return add('file_unreadable', `cannot be read (${code})`);
  }
  const parsed = parseJsonText(text);
  if (!parsed.ok) return add(parsed.refusal.code, parsed.refusal.message);
  const json = parsed.value;
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  return add('json_wrong_format', 'must be a JSON object, { … }');
}

function check(given: Given, issues: Issue[]): Checked {
  for (const key of Object.keys(given.values)) {
    if (settings.some((setting) => setting === key)) continue;
    const message = `no such setting.${didYouMean(key, settings)}`;
    issues.push({ pointer: given.nameOf(key), code: 'unknown_name', message });
  }
  const result = schema.safeParse(given.values);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues) {
    issues.push({ pointer: given.nameOf(String(path[0])), code: 'wrong_value', message });
  }
  return {};
}

function defined(values: Checked): Partial<Values> {
  const pairs = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(pairs);
}

function refusal(issues: readonly Issue[]): Answer<never> {
  return refuse({
    family: 'usage',
    code: 'configuration_invalid',
    message: `${issues.length} ${issues.length === 1 ? 'setting is' : 'settings are'} wrong`,
    hint: 'correct what is listed here; the general help says where each setting is read from',
    issues,
  });
}

function variableName(setting: string): string {
  return Object.hasOwn(variables, setting) ? variables[setting as Variable] : setting;
}
