/** `paybeat doctor`: is everything there that a pay run needs, and if not, what to do. */

import type { Command } from 'commander';
import type { CliContext } from '#cli/context.ts';
import { failureOfError } from '#cli/failure.ts';
import { withExamples } from '#cli/group.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { answer, Outage, type Refusal } from '#errors.ts';
import type { Finding } from '#operations/doctor.ts';
import { doctor } from '#operations/doctor.ts';
import { examineProcesses } from '#operations/workers/examine-processes.ts';
import type { Config } from '#settings/config.ts';
import { describeConfig } from '#settings/config.ts';

export function registerDoctor(program: Command, cli: CliContext): void {
  const command = program
    .command('doctor')
    .description('check the setup and say how to fix what is wrong')
    .action(
      cli.verb(async () => {
        const config = cli.config();
        if (!config.ok) return config;
        const findings = [runtime(), ...(await findingsOf(cli, config.value))];
        const settings = describeConfig(config.value);
        const isHealthy = findings.every(({ level }) => level !== 'wrong');
        return answer({
          json: {
            isHealthy,
            findings: findings.map((one) => ({ ...one, actions: one.actions ?? [] })),
            settings,
            configFile: config.value.configFile,
          },
          text: (page) => {
            page.table({
              columns: [{ title: 'setting' }, { title: 'value', isLong: true }, { title: 'from' }],
              rows: settings.map(({ setting, value, source }) => [setting, value, source]),
              whenEmpty: '',
            });
            page.blank();
            page.table({
              columns: [{ title: '' }, { title: 'check' }, { title: 'seen', isLong: true }],
              rows: findings.map(({ level, check, seen }) => [marks[level], check, seen]),
              whenEmpty: '',
            });
            page.blank();
            for (const { level, check, todo, actions } of findings) {
              const advice = adviceInWords({ hint: todo, actions });
              if (level === 'ok' || advice === undefined) continue;
              page.sentence(`${check}: ${/[.?!]$/.test(advice) ? advice : `${advice}.`}`);
            }
            page.sentence(isHealthy ? 'Ready to run payroll.' : 'Not ready to run payroll.');
          },
          exit: isHealthy ? 'done' : 'outage',
        });
      }),
    );
  withExamples(command, ['paybeat doctor', 'paybeat doctor --json']);
}

const marks = { ok: 'ok', warning: 'look', wrong: 'WRONG' } as const;

function runtime(): Finding {
  const { node, tz } = process.versions;
  const seen = `Node ${node} on ${process.platform} ${process.arch}, time zone data ${tz ?? 'unknown'}`;
  return { check: 'runtime', level: 'ok', seen, todo: null };
}

/** A database that cannot be opened is a finding, not the end of the examination. */
async function findingsOf(cli: CliContext, config: Config): Promise<readonly Finding[]> {
  const embeddedIn = config.databaseUrl === null ? config.dataFolder : null;
  try {
    const found = await cli.withWorld(async (world) =>
      answer([
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
