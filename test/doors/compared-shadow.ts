/** The questions and actions about a shadow. Each has a schedule of its own, because a shadow begins and ends once. */
import { valueOf } from '#index.ts';
import type { Compared } from './compared-questions.ts';
import { office, type TwoDoors } from './two-doors.ts';

const ofAcme = ['--company', 'acme'];
const why = 'beside the other payroll';

interface Schedule {
  readonly code: string;
  readonly periodId: number;
  readonly fromOn: Temporal.PlainDate;
  readonly net: Buffer;
}

/** A schedule with one person. */
async function scheduleOf({ library }: TwoDoors, code: string): Promise<Schedule> {
  valueOf(await library.schedules.add({ company: 'acme', definition: { ...office, code } }));
  const header = 'employee_id,name,pay_type,annual_salary,hourly_rate,filing_status,hire_date';
  const roster = `${header}\nof-${code},Kay ${code},salary,52000,,single,2020-01-01\n`;
  const bytes = Buffer.from(roster);
  valueOf(await library.roster.import({ company: 'acme', bytes, schedule: code }));
  const periods = await library.periods.list();
  const first = periods.find(({ scheduleCode }) => scheduleCode === code);
  if (first === undefined) throw new Error(`the schedule ${code} has periods`);
  const net = Buffer.from(`employee_id,gross,net\nof-${code},2000.00,1600.00\n`);
  return { code, periodId: first.periodId, fromOn: first.startOn, net };
}

async function inShadow(doors: TwoDoors, code: string): Promise<Schedule> {
  const schedule = await scheduleOf(doors, code);
  const { fromOn } = schedule;
  valueOf(await doors.library.shadow.start({ company: 'acme', schedule: code, fromOn, why }));
  return schedule;
}

async function compared(doors: TwoDoors, code: string): Promise<Schedule> {
  const schedule = await inShadow(doors, code);
  const { periodId, net: bytes } = schedule;
  valueOf(await doors.library.shadow.compare({ periodId, bytes, fileName: 'net.csv' }));
  return schedule;
}

let asked: Promise<Schedule> | null = null;
const once = (doors: TwoDoors): Promise<Schedule> => (asked ??= compared(doors, 'asked'));

export const shadowQuestions: readonly Compared[] = [
  {
    verb: 'shadow status',
    method: 'shadow.status',
    args: async (doors) => {
      const { code } = await once(doors);
      return ['shadow', 'status', '--schedule', code, ...ofAcme];
    },
    ask: async (doors) => {
      const { code } = await once(doors);
      return doors.library.shadow.status({ company: 'acme', schedule: code });
    },
  },
  {
    verb: 'shadow show',
    method: 'shadow.show',
    args: async (doors) => ['shadow', 'show', String((await once(doors)).periodId)],
    ask: async (doors) => doors.library.shadow.show({ periodId: (await once(doors)).periodId }),
  },
];

export const shadowActs: readonly Compared[] = [
  {
    verb: 'shadow start',
    method: 'shadow.start',
    args: async (doors) => {
      const { code, fromOn } = await scheduleOf(doors, 'begun-a');
      const of = ['--schedule', code, '--from', fromOn.toString(), '--why', why];
      return ['shadow', 'start', ...of, ...ofAcme];
    },
    ask: async (doors) => {
      const { code, fromOn } = await scheduleOf(doors, 'begun-b');
      return doors.library.shadow.start({ company: 'acme', schedule: code, fromOn, why });
    },
  },
  {
    verb: 'shadow compare',
    method: 'shadow.compare',
    args: async (doors) => {
      const { periodId, net } = await inShadow(doors, 'compared-a');
      const file = doors.paybeat.file('net.csv', net.toString());
      return ['shadow', 'compare', String(periodId), file];
    },
    ask: async (doors) => {
      const { periodId, net: bytes } = await inShadow(doors, 'compared-b');
      return doors.library.shadow.compare({ periodId, bytes, fileName: 'net.csv' });
    },
  },
  {
    verb: 'shadow end',
    method: 'shadow.end',
    args: async (doors) => {
      const { code, fromOn } = await inShadow(doors, 'ended-a');
      const of = ['--schedule', code, '--live-from', fromOn.toString(), '--why', why];
      return ['shadow', 'end', ...of, ...ofAcme];
    },
    ask: async (doors) => {
      const { code, fromOn: liveOn } = await inShadow(doors, 'ended-b');
      return doors.library.shadow.end({ company: 'acme', schedule: code, liveOn, why });
    },
  },
];
