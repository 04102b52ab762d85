/** `paybeat audit verify`: recomputes the audit chain of a company. */
import type { Command } from 'commander';
import { verifiedAuditShape } from '#answers/audit.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { answer } from '#errors.ts';
import { verifyAudit } from '#operations/audit/verify-audit.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { counted } from '#text/counted.ts';
import { auditNoun } from './audit-list.ts';

export function registerAuditVerify(program: Command, cli: CliContext): void {
  const command = group(program, 'audit', auditNoun)
    .command('verify')
    .description('check that the audit log of a company is complete and was not changed')
    .option('--company <code>', 'code of the company; needed if there are several')
    .action(
      cli.verb((options: { readonly company?: string }) =>
        cli.withWorld(async (world) => {
          const company = await findCompany(world, options.company ?? null);
          if (!company.ok) return company;
          const verified = await verifyAudit(world, company.value);
          const { head, violations } = verified;
          const holds = violations.length === 0;
          const { code } = company.value;
          return answer({
            json: verifiedAuditShape(verified),
            text: (page) => {
              for (const { detail } of violations) page.sentence(`FAILED: ${detail}`);
              page.sentence(
                holds
                  ? `The audit log of ${code} is complete and was not changed: ${counted(head.seq, 'row')}.`
                  : `The audit log of ${code} was changed. Find out who can write to its database.`,
              );
              page.sentence(`Checksum of its last row: ${head.hash}`);
            },
            exit: holds ? 'done' : 'bug',
          });
        }),
      ),
    );
  withExamples(command, ['paybeat audit verify', 'paybeat audit verify --company acme --json']);
}
