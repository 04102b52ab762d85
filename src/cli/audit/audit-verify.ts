/** `paybeat audit verify`: recomputes the audit chain of a company, from the database or from an export. */
import type { Command } from 'commander';
import { verifiedAuditShape } from '#answers/audit.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { type Answer, answer } from '#errors.ts';
import { verifyExport } from '#operations/audit/audit-export.ts';
import { type VerifiedAudit, verifyAudit } from '#operations/audit/verify-audit.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { counted } from '#text/counted.ts';
import { auditNoun } from './audit-list.ts';

interface Options {
  readonly company?: string;
  readonly head?: string;
  readonly export?: string;
}

export function registerAuditVerify(program: Command, cli: CliContext): void {
  const command = group(program, 'audit', auditNoun)
    .command('verify')
    .description('check that the audit log of a company is complete and was not changed')
    .option('--company <code>', 'code of the company; needed if there are several')
    .option('--head <file>', 'file of audit heads; it proves the rows before them')
    .option('--export <file>', 'check a file of `audit list --output`, without a database')
    .action(
      cli.verb(async (options: Options): Promise<VerbAnswer> => {
        const heads = await headsIn(cli, options);
        if (!heads.ok) return heads;
        const verified = await verifiedAs(cli, options, heads.value);
        if (!verified.ok) return verified;
        return answer({
          json: verifiedAuditShape(verified.value),
          text: (page) => show(page, verified.value),
          exit: verified.value.violations.length === 0 ? 'done' : 'bug',
        });
      }),
    );
  withExamples(command, [
    'paybeat audit verify',
    'paybeat audit verify --head /mnt/elsewhere/audit-heads.jsonl',
    'paybeat audit verify --export audit.jsonl --head audit-heads.jsonl',
    'paybeat audit verify --company acme --json',
  ]);
}

async function headsIn(cli: CliContext, { head }: Options): Promise<Answer<string | undefined>> {
  if (head === undefined) return answer(undefined);
  const bytes = await cli.readFile(head);
  return bytes.ok ? answer(Buffer.from(bytes.value).toString('utf8')) : bytes;
}

async function verifiedAs(
  cli: CliContext,
  options: Options,
  heads: string | undefined,
): Promise<Answer<VerifiedAudit>> {
  if (options.export !== undefined) {
    const bytes = await cli.readFile(options.export);
    return bytes.ok ? verifyExport({ bytes: bytes.value, heads }) : bytes;
  }
  return cli.withWorld(async (world) => {
    const company = await findCompany(world, options.company ?? null);
    return company.ok ? verifyAudit(world, { company: company.value, heads }) : company;
  });
}

function show(page: Page, { company, head, violations, proof }: VerifiedAudit): void {
  const { code } = company;
  for (const { detail } of violations) page.sentence(`FAILED: ${detail}`);
  page.sentence(
    violations.length === 0
      ? `The audit log of ${code} is complete and was not changed: ${counted(head.seq, 'row')}.`
      : `The audit log of ${code} was changed. Find out who can write to its database.`,
  );
  page.sentence(`Checksum of its last row: ${head.hash}`);
  if (proof === null) {
    page.sentence('Nothing outside of the database was compared. Add --head with a file of heads.');
    return;
  }
  const { provenThrough, provenAt, unproven, unreadableLines } = proof;
  page.sentence(
    provenThrough === 0
      ? 'The head file proves no row.'
      : `Rows 1 to ${provenThrough} are proven: the head file has named them since ${provenAt}.`,
  );
  if (unproven > 0) page.sentence(`The ${counted(unproven, 'row')} after that are unproven.`);
  if (unreadableLines.length > 0) {
    page.sentence(`The head file has unreadable lines: ${unreadableLines.join(', ')}.`);
  }
}
