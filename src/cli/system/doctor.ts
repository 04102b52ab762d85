/**
 * `paybeat doctor`: checks everything that a pay run needs, and says what to do about each fault.
 */

import type { Command } from 'commander';
import { findingShape } from '#answers/findings.ts';
import type { CliContext } from '#cli/context.ts';
import { failureOfError } from '#cli/failure.ts';
import { withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { answer, Outage, type Refusal } from '#errors.ts';
import { findingsSinceBackup, placesOutside } from '#operations/backup/since-backup.ts';
import type { Finding } from '#operations/doctor.ts';
import { doctor } from '#operations/doctor.ts';
import { examineProcesses } from '#operations/workers/examine-processes.ts';
import type { Config } from '#settings/config.ts';
import { type DescribedSetting, describeConfig } from '#settings/config.ts';
import { counted, itOrThem } from '#text/counted.ts';

export function registerDoctor(program: Command, cli: CliContext): void {
  const command = program
    .command('doctor')
    .description('check the setup and say how to fix what is wrong')
    .option('--all', 'also list the settings that have their default value')
    .action(
      cli.verb(async (options: { readonly all?: boolean }) => {
        const config = cli.config();
        if (!config.ok) return config;
        const findings = [runtime(), ...(await findingsOf(cli, config.value))];
        const settings = describeConfig(config.value);
        const isHealthy = findings.every(({ level }) => level !== 'wrong');
        return answer({
          json: {
            isHealthy,
            findings: findings.map(findingShape),
            settings,
            configFile: config.value.configFile,
          },
          text: (page) => {
            showSettings(page, { settings, isAll: options.all === true });
            page.blank();
            page.table({
              columns: [{ title: '' }, { title: 'check' }, { title: 'seen', isLong: true }],
              rows: findings.map(({ level, check, seen }) => [marks[level], check, seen]),
              whenEmpty: '',
            });
            page.blank();
            for (const line of whatToDo(findings)) page.sentence(line);
            page.sentence(verdict(findings));
          },
          exit: isHealthy ? 'done' : 'outage',
        });
      }),
    );
  withExamples(command, ['paybeat doctor', 'paybeat doctor --json']);
}

function showSettings(
  page: Page,
  ask: { readonly settings: readonly DescribedSetting[]; readonly isAll: boolean },
): void {
  const shown = ask.settings.filter(({ source }) => ask.isAll || source !== 'default');
  if (shown.length > 0) {
    page.table({
      columns: [{ title: 'setting' }, { title: 'value', isLong: true }, { title: 'from' }],
      rows: shown.map(({ setting, value, source }) => [setting, value, source]),
      whenEmpty: '',
    });
  }
  const rest = ask.settings.length - shown.length;
  const are = rest === 1 ? 'has its default value' : 'have their default values';
  if (rest > 0)
    page.sentence(`${counted(rest, 'setting')} ${are}. Add --all to list ${itOrThem(rest)}.`);
}

/** One line per piece of advice, with all the checks that it is for. */
export function whatToDo(findings: readonly Finding[]): readonly string[] {
  const checksBy = new Map<string, Set<string>>();
  for (const { level, check, todo, actions } of findings) {
    const advice = adviceInWords({ hint: todo, actions });
    if (level === 'ok' || advice === undefined) continue;
    checksBy.set(advice, (checksBy.get(advice) ?? new Set()).add(check));
  }
  return [...checksBy].map(
    ([advice, checks]) =>
      `${[...checks].join(', ')}: ${/[.?!]$/.test(advice) ? advice : `${advice}.`}`,
  );
}

/** The last line: whether a pay run is possible, and whether one starts without a person. */
export function verdict(findings: readonly Finding[]): string {
  const at = (wanted: Finding['level']) => findings.filter(({ level }) => level === wanted);
  const wrong = at('wrong').length;
  if (wrong > 0) return `Not ready to run payroll: fix ${counted(wrong, 'check')} marked WRONG.`;
  const isWorking = findings.some(({ check, level }) => check === 'workers' && level === 'ok');
  const warnings = at('warning').length;
  const warned = warnings === 0 ? '' : `, with ${counted(warnings, 'warning')}`;
  return isWorking
    ? `Ready to run payroll${warned}.`
    : `Ready to run payroll by hand${warned}. Nothing runs automatically until a worker runs.`;
}

const marks = { ok: 'ok', warning: 'warn', wrong: 'WRONG' } as const;

function runtime(): Finding {
  const { node, tz } = process.versions;
  const seen = `Node ${node} on ${process.platform} ${process.arch}, time zone data ${tz ?? 'unknown'}`;
  return { check: 'runtime', level: 'ok', seen, todo: null };
}

/** If the database cannot be opened, that is one finding; the other checks continue. */
async function findingsOf(cli: CliContext, config: Config): Promise<readonly Finding[]> {
  const embeddedIn = config.databaseUrl === null ? config.dataFolder : null;
  try {
    const found = await cli.withWorld(async (world) =>
      answer([
        ...(await findingsSinceBackup(world, placesOutside(config, world.engine))),
        ...(await doctor(world, { embeddedIn })),
        ...(await examineProcesses(world, config)),
      ]),
    );
    return found.ok ? found.value : [unopened(found.refusal)];
  } catch (error) {
    if (!(error instanceof Outage)) throw error;
    return [unopened(failureOfError(error))];
  }
}

function unopened(
  why: Pick<Refusal, 'code' | 'message' | 'actions'> & { hint?: string | undefined },
): Finding {
  const { code, message, hint = null, actions = [] } = why;
  return { check: 'database', level: 'wrong', seen: `${code}: ${message}`, todo: hint, actions };
}
