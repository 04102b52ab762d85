/** `paybeat certificate`: the signed certificate of a committed run, for somebody who has only this file. */
import { type Command, Option } from 'commander';
import { certificateShape, verifiedCertificateShape } from '#answers/certificates.ts';
import { rowNumber } from '#cli/arguments.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { writeOutputFile } from '#cli/output-file.ts';
import { type Answer, answer } from '#errors.ts';
import {
  exportedCertificate,
  type ShownCertificate,
  shownCertificate,
} from '#operations/proof/certificate.ts';
import {
  type VerifiedCertificate,
  verifyCertificate,
  verifySignature,
} from '#operations/proof/verify-certificate.ts';
import type { WholeWorld } from '#operations/world.ts';
import { counted } from '#text/counted.ts';
import { followRecomputing } from './follow-recomputing.ts';
import { keyPlaceOf } from './keys.ts';

const noun = 'signed certificates of committed runs';

export function registerCertificate(program: Command, cli: CliContext): void {
  const show = group(program, 'certificate', noun)
    .command('show')
    .description('show the certificate of a committed run, signed if there is a key')
    .argument('<run>', 'number of the run', rowNumber)
    .action(
      cli.verb(async (runId: number): Promise<VerbAnswer> => {
        const made = await certificateAsked(cli, runId, shownCertificate);
        if (!made.ok) return made;
        const certificate = made.value;
        return answer({
          json: certificateShape(certificate),
          text: (page) => showCertificate(page, certificate),
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
  readonly withoutPay?: boolean;
}

function registerVerify(program: Command, cli: CliContext): void {
  const verify = group(program, 'certificate', noun)
    .command('verify')
    .description('check a certificate: its signature, and everything in it against the database')
    .argument('<file>', 'the certificate')
    .option('--key <key>', 'id or public key that you were given; default: the keys of this place')
    .addOption(new Option('--offline', 'check the signature only, without a database'))
    .option('--without-pay', 'do not calculate the pay of everybody in the run again')
    .option(
      '--audit-export <file>',
      'check the audit log of `audit list --output`, without a database',
    )
    .action(cli.verb((file: string, options: Verify) => verified(cli, file, options)));
  withExamples(verify, [
    'paybeat certificate verify run-3.json',
    'paybeat certificate verify run-3.json --without-pay',
    'paybeat certificate verify run-3.json --offline --key 3f9c1a2b4d5e6f70',
    'paybeat certificate verify run-3.json --audit-export audit.jsonl --key 3f9c1a2b4d5e6f70',
  ]);
}

async function certificateAsked<T>(
  cli: CliContext,
  runId: number,
  made: (world: WholeWorld, ask: Parameters<typeof shownCertificate>[1]) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const keys = keyPlaceOf(cli);
  if (!keys.ok) return keys;
  const { version } = cli;
  return cli.withWorld((world) => made(world, { runId, keys: keys.value, version }));
}

async function exported(cli: CliContext, runId: number, options: Output): Promise<VerbAnswer> {
  const made = await certificateAsked(cli, runId, exportedCertificate);
  if (!made.ok) return made;
  const { text, keyId, isAfterTheFact } = made.value;
  const { output: name, overwrite = false } = options;
  if (name === undefined) {
    cli.out.write(text);
    return answer(null);
  }
  const written = await writeOutputFile({ path: cli.resolve(name), name, overwrite, text });
  if (!written.ok) return written;
  return answer({
    json: { written: name, bytes: written.value, runId, keyId, isAfterTheFact },
    text: (page) => {
      page.sentence(`Wrote the certificate of run ${runId} to ${name}, signed with key ${keyId}.`);
      if (isAfterTheFact === true) page.sentence(afterTheFact);
    },
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
  const progress = followRecomputing(cli);
  const { withoutPay } = options;
  try {
    return await cli.withWorld((world) => verifyCertificate(world, { ...ask, withoutPay }), {
      listen: progress.listen,
    });
  } finally {
    progress.end();
  }
}

const afterTheFact =
  'It was made after the fact, because its key is younger than the commit: it proves the run as it was when it was signed.';

const checkedAgainst = {
  database: 'What it says is what the database says',
  audit_export:
    'Its signature is valid, and the audit log up to the commit is the one that it names',
  signature: 'Its signature is valid. Nothing was compared with a database',
} as const;

function showVerified(page: Page, of: VerifiedCertificate, version: string): void {
  for (const finding of of.findings) page.sentence(`FAILED: ${findingInWords(finding)}`);
  const which = `The certificate of run ${of.runId} of ${of.company}`;
  page.sentence(
    of.findings.length === 0
      ? `${which} holds. ${checkedAgainst[of.checked]}.`
      : `${which} does not hold: ${counted(of.findings.length, 'finding')}.`,
  );
  if (of.checked === 'database') page.sentence(payInWords(of));
  page.sentence(`Signed with key ${of.keyId}; the run was committed at ${of.committedAt}.`);
  if (of.isAfterTheFact === null) {
    page.sentence(
      'It does not say since when its key exists, so it may be much younger than the run.',
    );
  } else {
    page.sentence(`Its key exists since ${of.keyMadeAt}.`);
    if (of.isAfterTheFact) page.sentence(afterTheFact);
  }
  if (of.findings.some(({ code }) => code === 'key_unknown')) {
    page.sentence('Compare the key with the one that you were given: --key KEY.');
  }
  if (of.codeVersion !== version) {
    page.sentence(`Version ${of.codeVersion} made it. This is version ${version}.`);
  }
}

function findingInWords(finding: VerifiedCertificate['findings'][number]): string {
  const { code, where, certificate, here } = finding;
  const what = `${code}${where === '' ? '' : ` at ${where}`}`;
  if (certificate === null && here === null) return what;
  if (code !== 'pay_differs') {
    return `${what}: ${certificate ?? 'nothing'} in the certificate, ${here ?? 'nothing'} here`;
  }
  return certificate === null
    ? `${what}: the pay cannot be calculated: ${here}`
    : `${what}: ${certificate} is stored, and the inputs give ${here}`;
}

function payInWords({ pay }: VerifiedCertificate): string {
  if (pay === null) return 'The pay was not calculated again from the inputs of the run.';
  const { payslips, held, differing } = pay;
  const people = [
    counted(payslips, 'payslip'),
    ...(held === 0 ? [] : [`${counted(held, 'held person')}`]),
  ].join(' and ');
  const result =
    differing === 0
      ? 'all are the same'
      : `${counted(differing, 'person')} ${differing === 1 ? 'differs' : 'differ'}`;
  return `Calculated again from the inputs of the run: ${people}; ${result}.`;
}

function showCertificate(page: Page, certificate: ShownCertificate): void {
  page.facts(factsOf(certificate));
  if (certificate.isAfterTheFact === true) page.sentence(afterTheFact);
  if (certificate.signed !== null) return;
  page.sentence('It is not signed, because there is no key. Make one: paybeat keys new.');
}

/** Every value that is signed, by its place. */
function factsOf({ certified, signed }: ShownCertificate): readonly (readonly [string, string])[] {
  return [...flat(certified, ''), ['signed with key', signed?.keyId ?? 'none']];
}

function flat(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object') return [[name, JSON.stringify(value)]];
  if (value === null) return [];
  return Object.entries(value).flatMap(([part, inner]) =>
    flat(inner, name === '' ? part : `${name} ${part}`.replaceAll('_', ' ')),
  );
}
