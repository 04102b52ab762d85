/** What a rehearsal assumes besides what is known today: each as a code, a sentence and its facts. */
import type { TaxTable } from '#payslip/taxes/tax-pack.ts';
import type { ShadowedSchedule } from '#store/reads/rehearsed.ts';
import { counted } from '#text/counted.ts';
import type { Lived } from './live-through.ts';
import type { Approvals } from './people-at-once.ts';
import type { RehearsedPeriods } from './rehearsed-runs.ts';

export interface Assumption {
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

interface Found {
  readonly lived: Lived;
  readonly periods: RehearsedPeriods;
  readonly approvals: Approvals;
  /** Built in and loaded, oldest first. */
  readonly tables: readonly TaxTable[];
  /** How many due periods open only at a tick of the beat. */
  readonly ofTicks: number;
  readonly inShadow: readonly ShadowedSchedule[];
}

const namedMax = 10;

export function assumptionsOf(found: Found): readonly Assumption[] {
  return [
    inputsStay,
    ...tablesCarried(found),
    ...hoursAssumed(found),
    ...ticksAtOnce(found),
    ...paidElsewhere(found),
    ...peopleAtOnce(found),
    ...(found.lived.outages.length === 0 ? [workersRun] : []),
  ];
}

const inputsStay: Assumption = {
  code: 'inputs_stay',
  message:
    'Nobody enters anything: the roster, pay, items and schedules stay as they are, with what is dated ahead.',
  facts: {},
};

const workersRun: Assumption = {
  code: 'workers_run',
  message: 'Workers always run, and their work takes no time.',
  facts: {},
};

function ticksAtOnce({ ofTicks }: Found): readonly Assumption[] {
  if (ofTicks === 0) return [];
  const message = `The beat ticks at each due instant: ${counted(ofTicks, 'period')} with the rule "opens": "tick" would open at the next tick instead.`;
  return [{ code: 'ticks_at_due_instant', message, facts: { periods: ofTicks } }];
}

function paidElsewhere({ inShadow }: Found): readonly Assumption[] {
  return inShadow.map(({ schedule, periods }) => ({
    code: 'paid_elsewhere',
    message: `Schedule ${schedule} stays in shadow: another payroll pays ${counted(periods, 'period')}, whose money is not in the sums.`,
    facts: { schedule, periods },
  }));
}

function tablesCarried({ periods, tables }: Found): readonly Assumption[] {
  const carried = periods.runs.filter(({ table }) => table?.isCarried === true);
  const [first] = carried;
  const last = tables.at(-1);
  if (first === undefined || last === undefined) return [];
  const { id, untilOn } = last;
  return [
    {
      code: 'tables_carried',
      message: `The tax tables end on ${untilOn}. From ${first.run.payOn} on, the numbers of ${id} go on; a real run is refused there until its tables are installed.`,
      facts: { table: id, untilOn: untilOn.toString(), runs: carried.length },
    },
  ];
}

function hoursAssumed({ lived }: Found): readonly Assumption[] {
  const entered = lived.hours.filter(({ refusal }) => refusal === null);
  const repeated = entered.filter((one) => one.repeated > 0);
  const fullTime = [...new Set(entered.flatMap((one) => one.fullTime))];
  const without = [...new Set(lived.hours.flatMap((one) => one.without))];
  const refused = lived.hours.filter(({ refusal }) => refusal !== null);
  const most = Math.max(0, ...repeated.map((one) => one.repeated));
  const found: Assumption[] = [];
  if (repeated.length > 0) {
    found.push({
      code: 'hours_repeated',
      message: `${counted(most, 'person')} paid by the hour: hours in ${counted(repeated.length, 'period')} repeat those of the last period with hours. One-off amounts are not repeated.`,
      facts: { people: most, periods: repeated.length },
    });
  }
  if (fullTime.length > 0) {
    found.push({
      code: 'hours_full_time',
      message: `${counted(fullTime.length, 'person')} without hours of a whole period so far (${listed(fullTime)}): full time from the first day.`,
      facts: { people: fullTime.length, employees: fullTime },
    });
  }
  if (without.length > 0) {
    found.push({
      code: 'hours_missing',
      message: `${counted(without.length, 'person')} without any hours before (${listed(without)}): held in each run.`,
      facts: { people: without.length, employees: without },
    });
  }
  if (refused.length > 0) {
    const [first] = refused;
    found.push({
      code: 'hours_refused',
      message: `The last hours could not be repeated in ${counted(refused.length, 'period')}: ${first?.refusal?.message ?? ''}.`,
      facts: { periods: refused.length, refusal: first?.refusal?.code ?? null },
    });
  }
  return found;
}

function peopleAtOnce({ lived, approvals }: Found): readonly Assumption[] {
  if (approvals === 'none') {
    const message = 'Nobody approves a run, and nobody releases a period.';
    return [{ code: 'nobody_approves', message, facts: {} }];
  }
  const approved = lived.waited.filter(({ stays }) => stays === null).length;
  const released = lived.heldLate.filter(({ isReleased }) => isReleased).length;
  const found: Assumption[] = [];
  if (approved > 0) {
    const message = `People approve at once: ${counted(approved, 'run')} would have waited for them.`;
    found.push({ code: 'approved_at_once', message, facts: { runs: approved } });
  }
  if (released > 0) {
    const message = `People release at once what is held because it is late: ${counted(released, 'period')}.`;
    found.push({ code: 'released_at_once', message, facts: { periods: released } });
  }
  return found;
}

function listed(numbers: readonly string[]): string {
  const shown = numbers.slice(0, namedMax).join(', ');
  const more = numbers.length - namedMax;
  return more > 0 ? `${shown} and ${more} more` : shown;
}
