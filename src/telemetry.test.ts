import { pino } from 'pino';
import { expect, it } from 'vitest';
import { testClock } from '#time/clock.fixture.ts';
import { type PaybeatEvent, telemetry } from './telemetry.ts';

/** The log lines of these events. */
function logged(...events: readonly PaybeatEvent[]): readonly Record<string, unknown>[] {
  return loggedBy({ isForPeople: false }, events);
}

function loggedBy(
  how: { readonly isForPeople: boolean },
  events: readonly PaybeatEvent[],
): readonly Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  const log = pino(
    { base: null, timestamp: false, level: 'debug', formatters: { level: (level) => ({ level }) } },
    { write },
  );
  const clock = testClock('2026-05-04T00:00:00Z');
  const { emit } = telemetry({ log, now: () => clock.now(), ...how });
  for (const event of events) emit(event);
  return lines;
}

it.each([
  ['review', true, 'warn'],
  ['review', false, 'info'],
  ['failed', true, 'warn'],
  ['committed', false, 'info'],
])(
  'a run that changes to %s, needing a person: %s, is logged at %s',
  (state, needsPerson, level) => {
    const move = 'whatever';
    const event = {
      kind: 'run_state_changed',
      runId: 7,
      state,
      move,
      actor: 'w',
      needsPerson,
    } as const;
    expect(logged(event)).toMatchObject([{ level, msg: 'run_state_changed', state }]);
  },
);

it.each<PaybeatEvent>([
  {
    ...{ kind: 'run_state_changed', runId: 7, state: 'review', move: 'review', actor: 'w' },
    needsPerson: true,
  },
  { kind: 'period_refused', periodId: 7, code: 'period_not_active', message: 'it is held' },
])('$kind is no warning in the log of a command, whose result says it', (event) => {
  const levels = [false, true].map((isForPeople) => loggedBy({ isForPeople }, [event])[0]);
  expect(levels).toMatchObject([{ level: 'warn' }, { level: 'info' }]);
});

it('the log leaves out the worker of a task that ended with its run', () => {
  const task = { id: 't', task: 'auto_run_payroll', queue: 'default', attempts: 1 };
  const [line] = logged({ kind: 'task_succeeded', ...task, worker: null });
  expect(line).toEqual({ level: 'info', msg: 'task_succeeded', ...task });
});

it('an outage is logged once at its beginning, and once at its end', () => {
  const source = Symbol('round');
  const met = {
    kind: 'outage',
    code: 'broker_unreachable',
    message: 'away',
    retryInSeconds: 2,
  } as const;
  const lines = logged(...[met, met, met].map((one) => ({ ...one, source })), {
    kind: 'outage_ended',
    service: 'broker',
    source,
  });
  expect(lines).toEqual([
    expect.objectContaining({ level: 'error', msg: 'outage', code: 'broker_unreachable' }),
    { level: 'warn', msg: 'outage_ended', service: 'broker', seconds: 0 },
  ]);
});
