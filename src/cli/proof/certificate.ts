/** `paybeat certificate`: the signed certificate of a committed run, for somebody who has only this file. */
import { type Command, Option } from 'commander';
import { certificateShape, verifiedCertificateShape } from '#answers/certificates.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { writeOutputFile } from '#cli/output-file.ts';
import { type Answer, answer } from '#errors.ts';
import { certificateOf, type RunCertificate } from '#operations/proof/certificate.ts';
import {
  type VerifiedCertificate,
  verifyCertificate,
  verifySignature,
} from '#operations/proof/verify-certificate.ts';
import { counted } from '#text/counted.ts';
import { keyPlaceOf } from './keys.ts';

const noun = 'signed certificates of committed runs';

export function registerCertificate(program: Command, cli: CliContext): void {
  const show = group(program, 'certificate', noun)
    .command('show')
    .description('show the certificate of a committed run')
    .argument('<run>', 'number of the run', rowNumber)
    .action(
      cli.verb(async (runId: number): Promise<VerbAnswer> => {
        const made = await certificateMade(cli, runId);
        if (!made.ok) return made;
        const certificate = made.value;
        return answer({
          json: certificateShape(certificate),
          text: (page) => page.facts(factsOf(certificate)),
        });
      }),
    );
  withExamples(show, ['paybeat certificate show 3', 'paybeat certificate show 3 --json']);
  const taken = group(program, 'certificate', noun)
    .command('export')
    .description('write the certificate of a committed run, always with the same bytes')
    .argument('<run>', 'number of the run', rowNumber)
    .option('--output <file>', 'write to a file instead of standard output')
    .option('--overwrite', 'overwrite an existing file')
    .action(cli.verb((runId: number, options: Output) => exported(cli, runId, options)));
  withExamples(taken, [
    'paybeat certificate export 3 > run-3.json',
    'paybeat certificate export 3 --output run-3.json',
  ]);
  registerVerify(program, cli);
}

interface Output {
  readonly output?: string;
  readonly overwrite?: boolean;
}

interface Verify {
  readonly key?: string;
  readonly offline?: boolean;
  readonly auditExport?: string;
}

function registerVerify(program: Command, cli: CliContext): void {
  const verify = group(program, 'certificate', noun)
    .command('verify')
    .description('check a certificate: its signature, and everything in it against the database')
    .argument('<file>', 'the certificate')
    .option('--key <key>', 'id or public key that you were given; default: the keys of this place')
    .addOption(new Option('--offline', 'check the signature only, without a database'))
    .option(
      '--audit-export <file>',
      'check the audit log of `audit list --output`, without a database',
    )
    .action(cli.verb((file: string, options: Verify) => verified(cli, file, options)));
  withExamples(verify, [
    'paybeat certificate verify run-3.json',
    'paybeat certificate verify run-3.json --offline --key 3f9c1a2b4d5e6f70',
    'paybeat certificate verify run-3.json --audit-export audit.jsonl --key 3f9c1a2b4d5e6f70',
  ]);
}

async function certificateMade(cli: CliContext, runId: number): Promise<Answer<RunCertificate>> {
  const keys = keyPlaceOf(cli);
  if (!keys.ok) return keys;
  const { version } = cli;
  return cli.withWorld((world) => certificateOf(world, { runId, keys: keys.value, version }));
}

async function exported(cli: CliContext, runId: number, options: Output): Promise<VerbAnswer> {
  const made = await certificateMade(cli, runId);
  if (!made.ok) return made;
  const { text, keyId } = made.value;
  const { output: name, overwrite = false } = options;
  if (name === undefined) {
    cli.out.write(text);
    return answer(null);
  }
  const written = await writeOutputFile({ path: cli.resolve(name), name, overwrite, text });
  if (!written.ok) return written;
  return answer({
    json: { written: name, bytes: written.value, runId, keyId },
    text: (page) =>
      page.sentence(`Wrote the certificate of run ${runId} to ${name}, signed with key ${keyId}.`),
  });
}

async function verified(cli: CliContext, name: string, options: Verify): Promise<VerbAnswer> {
  const keys = keyPlaceOf(cli);
  if (!keys.ok) return keys;
  const file = await cli.readFile(name);
  if (!file.ok) return file;
  const text = Buffer.from(file.value).toString('utf8');
  const ask = { text, keys: keys.value, key: options.key };
  const found = await verifiedWith(cli, options, ask);
  if (!found.ok) return found;
  return answer({
    json: verifiedCertificateShape(found.value),
    text: (page) => showVerified(page, found.value, cli.version),
    exit: found.value.findings.length === 0 ? 'done' : 'bug',
  });
}

async function verifiedWith(
  cli: CliContext,
  options: Verify,
  ask: Parameters<typeof verifyCertificate>[1],
): Promise<Answer<VerifiedCertificate>> {
  if (options.auditExport !== undefined) {
    const audit = await cli.readFile(options.auditExport);
    return audit.ok ? verifySignature({ ...ask, auditExport: audit.value }) : audit;
  }
  if (options.offline === true) return verifySignature(ask);
  return cli.withWorld((world) => verifyCertificate(world, ask));
}

const checkedAgainst = {
  database: 'Everything in it is what the database says',
  audit_export:
    'Its signature is valid, and the audit log up to the commit is the one that it names',
  signature: 'Its signature is valid. Nothing was compared with a database',
} as const;

function showVerified(page: Page, of: VerifiedCertificate, version: string): void {
  for (const { code, where, certificate, here } of of.findings) {
    const values =
      certificate === null && here === null
        ? ''
        : `: ${certificate ?? 'nothing'} in the certificate, ${here ?? 'nothing'} here`;
    page.sentence(`FAILED: ${code}${where === '' ? '' : ` at ${where}`}${values}`);
  }
  const which = `The certificate of run ${of.runId} of ${of.company}`;
  page.sentence(
    of.findings.length === 0
      ? `${which} holds. ${checkedAgainst[of.checked]}.`
      : `${which} does not hold: ${counted(of.findings.length, 'finding')}.`,
  );
  page.sentence(`Signed with key ${of.keyId}; the run was committed at ${of.committedAt}.`);
  if (of.findings.some(({ code }) => code === 'key_unknown')) {
    page.sentence('Compare the key with the one that you were given: --key KEY.');
  }
  if (of.codeVersion !== version) {
    page.sentence(`Version ${of.codeVersion} made it. This is version ${version}.`);
  }
}

/** Every value that is signed, by its place. */
function factsOf({ certified, keyId }: RunCertificate): readonly (readonly [string, string])[] {
  return [...flat(certified, ''), ['signed with key', keyId]];
}

function flat(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object') return [[name, JSON.stringify(value)]];
  if (value === null) return [];
  return Object.entries(value).flatMap(([part, inner]) =>
    flat(inner, name === '' ? part : `${name} ${part}`.replaceAll('_', ' ')),
  );
}
