/** `paybeat audit head`: the newest row of each audit log, to be kept where nobody of the database can write. */
import type { Command } from 'commander';
import { companyHeadShape } from '#answers/audit.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { localTime } from '#cli/views/times.ts';
import { answer } from '#errors.ts';
import { listHeads } from '#operations/audit/audit-heads.ts';
import { addHeads } from '#operations/audit/head-file.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { counted } from '#text/counted.ts';
import { auditNoun } from './audit-list.ts';

interface Options {
  readonly company?: string;
  readonly output?: string;
}

export function registerAuditHead(program: Command, cli: CliContext): void {
  const command = group(program, 'audit', auditNoun)
    .command('head')
    .description('show the last row of each audit log, or add it to a file kept elsewhere')
    .option('--company <code>', 'only of this company')
    .option('--output <file>', 'add a line for each company to this file; nothing is replaced')
    .action(
      cli.verb((options: Options) =>
        cli.withWorld(async (world): Promise<VerbAnswer> => {
          const { company = null, output } = options;
          const only = company === null ? null : await findCompany(world, company);
          if (only?.ok === false) return only;
          const all = await listHeads(world);
          const heads = all.filter((head) => company === null || head.company === company);
          if (output !== undefined) {
            const added = await addHeads(cli.resolve(output), heads);
            if (!added.ok) return added;
          }
          return answer({
            json: { heads: heads.map(companyHeadShape), ...(output && { written: output }) },
            text: (page) => {
              page.table({
                columns: [
                  { title: 'company' },
                  { title: 'rows', align: 'right' },
                  { title: 'last row (UTC)' },
                  { title: 'checksum', isLong: true },
                ],
                rows: heads.map((head) => [
                  head.company,
                  String(head.seq),
                  head.lastAt === null ? '' : localTime(head.lastAt, 'UTC'),
                  head.hash,
                ]),
                whenEmpty: 'No company has an audit log yet.',
              });
              if (output !== undefined) {
                page.sentence(`Added ${counted(heads.length, 'line')} to ${output}.`);
              }
            },
          });
        }),
      ),
    );
  withExamples(command, [
    'paybeat audit head',
    'paybeat audit head --output /mnt/elsewhere/audit-heads.jsonl',
    'paybeat audit head --company acme --json',
  ]);
}
