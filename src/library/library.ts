/**
 * Paybeat as a library: typed methods on one object, for everything that the command line does.
 *
 * Most methods return an `Answer`: `{ ok: true, value }` or `{ ok: false, refusal }`. `valueOf` returns the
 * value, or throws the refusal. The other methods return the value itself and throw `PaybeatRefused`: in
 * takes.ts they are the ones with `throwing`. An `Outage` (such as a missing database) and a `Bug` are always
 * thrown. Every argument is checked first: see checked.ts.
 *
 * If the database has several companies, pass the company's code as `company`. With one company, omit it.
 *
 * Elsewhere: tasks (tasks.ts), and the words of refusals (own-words.ts).
 */

import { userInfo } from 'node:os';
import { findingShape } from '#answers/findings.ts';
import { eachShownAs, shownAs } from '#answers/json-form.ts';
import { confinedTo, operator } from '#caller.ts';
import { type Answer, answer, type Refusal, type Refused, refuse } from '#errors.ts';
import { apiKeysIn } from '#methods/api-keys.ts';
import { auditIn } from '#methods/audit.ts';
import { beatIn } from '#methods/beat.ts';
import { calendarsIn } from '#methods/calendars.ts';
import { checkArguments, withChecks } from '#methods/checked.ts';
import { monthsIn } from '#methods/closing.ts';
import { comingIn } from '#methods/coming.ts';
import type { MethodContext } from '#methods/context.ts';
import { judgementIn } from '#methods/judgement.ts';
import { liabilitiesIn } from '#methods/liabilities.ts';
import { locksIn } from '#methods/locks.ts';
import { owedIn } from '#methods/owed.ts';
import { companiesIn, periodsIn, runsIn } from '#methods/payroll.ts';
import { peopleIn } from '#methods/people.ts';
import { proofIn } from '#methods/proof.ts';
import { registersIn } from '#methods/registers.ts';
import { rehearsalsIn } from '#methods/rehearsals.ts';
import { reviewsIn } from '#methods/reviews.ts';
import { savedColumnsIn } from '#methods/saved-columns.ts';
import { shadowIn } from '#methods/shadow.ts';
import { tablesIn } from '#methods/tables.ts';
import { type OpenedWorld, openWorld } from '#open-world.ts';
import type { RestoredBackup } from '#operations/backup/restore-backup.ts';
import { findingsSinceBackup, placesOutside } from '#operations/backup/since-backup.ts';
import { checkBeat } from '#operations/beat/check-beat.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { doctor, type Finding } from '#operations/doctor.ts';
import { storeFor } from '#operations/look-up.ts';
import { verify, verifyAll } from '#operations/verify.ts';
import { examineProcesses } from '#operations/workers/examine-processes.ts';
import { type Config, type ConfigFlags, loadConfig } from '#settings/config.ts';
import type { PaybeatEvent } from '#telemetry.ts';
import { version } from '#version.ts';
import { backupsIn, type RestorePaybeat, restoreWith } from './backups.ts';
import { withContext } from './context.ts';
import { withJsonForms } from './json-forms.ts';
import { inOwnOutages, inOwnWords, ownWords } from './own-words.ts';
import { takes, takesOpening, takesRestoring } from './takes.ts';
import { UntilClosed } from './until-closed.ts';
import { processesIn, tasksIn, workersIn } from './work.ts';

export interface OpenPaybeat {
  /** Settings by the names of paybeat.config.json. They override the environment and the file. */
  readonly settings?: Partial<Omit<Config, 'configFile' | 'sources'>>;
  /** Environment variables, used instead of `process.env`. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. Default: the current folder. */
  readonly folder?: string;
  /** Who acts, for the audit chain. Default: `person:` and the operating system's user name. */
  readonly actor?: string;
  /**
   * Bring the schema of DATABASE_URL up to date first. The schema of the embedded server is always
   * brought up to date.
   */
  readonly migrate?: boolean;
  /** Called for each event of runs, tasks and imports while this program works. */
  readonly onEvent?: (event: PaybeatEvent) => void;
}

export type Paybeat = ReturnType<typeof paybeatOn>;

/**
 * Opens the database, or starts the embedded one, and returns the library. Close it when you are done.
 *
 * Refusals, before anything is opened: `invalid_argument`, `configuration_invalid` (an issue per fault).
 * Throws `Outage` if the database cannot be used: `database_missing`, `schema_missing` …
 */
export async function openPaybeat(
  asked: OpenPaybeat = {},
  ...surplus: never[]
): Promise<Answer<Paybeat>> {
  const checked = checkArguments('openPaybeat', takesOpening, [asked, ...surplus]);
  if (!checked.ok) return checked;
  const [ask] = checked.value;
  const config = configOf(ask);
  if (!config.ok) return belowSettings(config.refusal, ask.settings ?? {});
  const opened = await inOwnOutages(() =>
    openWorld({
      config: config.value,
      listen: ask.onEvent ?? (() => undefined),
      migrate: ask.migrate === true,
      version: version(),
    }),
  );
  if (!opened.ok) return refuse(inOwnWords(opened.refusal, 'openPaybeat'));
  const by = ask.actor ?? `person:${userInfo().username}`;
  return answer(paybeatOn(opened.value, { config: config.value, by }));
}

function configOf(ask: Pick<OpenPaybeat, 'env' | 'settings' | 'folder'>): Answer<Config> {
  return loadConfig({
    env: ask.env ?? process.env,
    // Any setting may be given here; loadConfig checks it like the other sources.
    flags: { ...ask.settings } as ConfigFlags,
    folder: ask.folder ?? process.cwd(),
    checkBeat,
  });
}

/**
 * Restores a backup into a new data folder or an empty database. Then open it with `openPaybeat`.
 *
 * Refusals: `invalid_argument`, `configuration_invalid`, and those of a file that is no use or a place that is in use.
 */
export async function restorePaybeat(
  asked: RestorePaybeat,
  ...surplus: never[]
): Promise<Answer<RestoredBackup>> {
  const checked = checkArguments('restorePaybeat', takesRestoring, [asked, ...surplus]);
  if (!checked.ok) return checked;
  const [ask] = checked.value;
  const config = configOf(ask);
  if (!config.ok) return belowSettings(config.refusal, ask.settings ?? {});
  return inOwnOutages(() => restoreWith(config.value, ask));
}

/** The issues of `settings` point to them: `/settings/scanSeconds`. Others name their variable. */
function belowSettings(refusal: Refusal, given: object): Refused {
  const issues = (refusal.issues ?? []).map((issue) => {
    const [name = ''] = issue.pointer.split('/');
    return Object.hasOwn(given, name) ? { ...issue, pointer: `/settings/${issue.pointer}` } : issue;
  });
  return refuse(inOwnWords({ ...refusal, issues }, 'openPaybeat'));
}

function paybeatOn(
  opened: OpenedWorld,
  { config, by }: { readonly config: Config; readonly by: string },
) {
  const caller = operator({ who: by, door: 'library' });
  const world = { ...opened.world, caller };
  const { databaseUrl } = opened;
  const context: MethodContext = { world, config, databaseUrl };
  const untilClosed = new UntilClosed();
  const members = {
    ...companiesIn(context),
    ...reviewsIn(context),
    ...calendarsIn(context),
    ...tablesIn(context),
    ...peopleIn(context),
    ...owedIn(context),
    ...periodsIn(context),
    ...runsIn(context),
    ...registersIn(context),
    ...liabilitiesIn(context),
    ...monthsIn(context),
    ...auditIn(context),
    ...rehearsalsIn(context),
    ...comingIn(context),
    ...shadowIn(context),
    ...proofIn(context),
    ...backupsIn(context, opened),
    ...judgementIn(context),
    ...savedColumnsIn(context),
    ...tasksIn(context),
    ...workersIn(context, untilClosed),
    ...processesIn(context, { opened, untilClosed }),
    ...beatIn(context),
    ...locksIn(context),
    ...apiKeysIn(context),
    /**
     * The library for one person, who sees only these companies. Methods for operators are missing.
     * Refusal: `company_not_found`.
     */
    as: (ask: AsPerson) => confined(context, ask),
    /**
     * Checks every invariant. All is well if each list of `violations` is empty. With `all` it also checks those that
     * read much of the database again, and lists those of planned parts as absent.
     */
    verify: ({ all = false }: ToVerify = {}) => (all ? verifyAll(world) : verify(world)),
    /** Checks what a pay run needs. Each finding says what to do about it. */
    doctor: () => examined(context),
  };
  const close = async () => {
    await untilClosed.close();
    await opened.close();
  };
  const library = {
    ...withJsonForms(withChecks(members, takes, ownWords)),
    /**
     * Stops the workers, the beat, the monitor and all `followEvents` calls, then closes the database.
     * Current work is finished first. Node does not exit before that. A second call is allowed.
     */
    close,
    /** `await using paybeat = valueOf(await openPaybeat())` closes it at the end of the block. */
    [Symbol.asyncDispose]: close,
  };
  return withContext(library, context);
}

interface ToVerify {
  readonly all?: boolean;
}

async function examined({ world, config }: MethodContext): Promise<readonly Finding[]> {
  const embeddedIn = config.databaseUrl === null ? config.dataFolder : null;
  const findings = [
    ...(await findingsSinceBackup(world, placesOutside(config, world.engine))),
    ...(await doctor(world, { embeddedIn })),
    ...(await examineProcesses(world, config)),
  ];
  return eachShownAs(findings, findingShape);
}

/** One person and their companies. */
export interface AsPerson {
  /** Who acts, for the audit chain: `person:ada`. */
  readonly person: string;
  /** Company codes, as in `companies.list()`. */
  readonly companies: readonly string[];
  /** The person on whose behalf `person` acts: `person:bob`. */
  readonly onBehalfOf?: string;
}

export type ConfinedPaybeat = ReturnType<typeof confinedPaybeat>;

async function confined(context: MethodContext, ask: AsPerson): Promise<Answer<ConfinedPaybeat>> {
  const ids: number[] = [];
  for (const code of ask.companies) {
    const company = await findCompany(context.world, code);
    if (!company.ok) return company;
    ids.push(company.value.companyId);
  }
  const { person: who, onBehalfOf = null } = ask;
  const caller = { ...confinedTo(operator({ who, door: 'library' }), ids), onBehalfOf };
  const store = storeFor(context.world.store, caller);
  const confined = confinedPaybeat({ ...context, world: { ...context.world, caller, store } });
  return answer(shownAs(confined, () => ({ who, onBehalfOf, companies: ask.companies })));
}

/** Workers, queues, the beat, the doctor and new companies are for operators only. */
function confinedPaybeat(context: MethodContext) {
  const { companies, schedules, employees } = companiesIn(context);
  const { runPeriod, runPeriods, runs, payslips } = runsIn(context);
  const { runPayrollForPeriod, tasks } = tasksIn(context);
  const members = {
    companies: { list: companies.list, settings: companies.settings },
    people: { list: reviewsIn(context).people.list },
    ...{ schedules, employees, ...calendarsIn(context), ...tablesIn(context) },
    ...peopleIn(context),
    ...owedIn(context),
    ...periodsIn(context),
    ...{ runPeriod, runPeriods, runs, payslips },
    ...registersIn(context),
    ...liabilitiesIn(context),
    ...rehearsalsIn(context),
    ...monthsIn(context),
    ...shadowIn(context),
    ...auditIn(context),
    ...judgementIn(context),
    ...savedColumnsIn(context),
    runPayrollForPeriod,
    tasks: { find: tasks.find, list: tasks.list },
    ...locksIn(context),
  };
  return withJsonForms(withChecks(members, takes, ownWords));
}
