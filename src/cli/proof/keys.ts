/** `paybeat keys`: the keys that sign run certificates. They are files of the data folder, so no database is opened. */
import { open } from 'node:fs/promises';
import type { Command } from 'commander';
import { bundledKeysShape, importedKeysShape, keyShape, keysShape } from '#answers/certificates.ts';
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import { localTime } from '#cli/views/times.ts';
import { type Answer, answer, refuse } from '#errors.ts';
import { exportKeys, importKeys } from '#operations/proof/key-bundle.ts';
import { type KeyPlace, newKey, signingKeys } from '#operations/proof/signing-keys.ts';
import { counted } from '#text/counted.ts';

const noun = 'the keys that sign run certificates';
const passphraseOption = [
  '--passphrase-file <file>',
  'file whose first line is the passphrase',
] as const;

/** From the settings. */
export function keyPlaceOf(cli: CliContext): Answer<KeyPlace> {
  const config = cli.config();
  if (!config.ok) return config;
  const { dataFolder, signingKey: given } = config.value;
  return answer({ dataFolder, given });
}

export function registerKeys(program: Command, cli: CliContext): void {
  const keys = () => group(program, 'keys', noun);
  const list = keys()
    .command('list')
    .description('list the keys; the last one signs')
    .action(cli.verb(() => listed(cli)));
  withExamples(list, ['paybeat keys list', 'paybeat keys list --json']);
  const make = keys()
    .command('new')
    .description('make a key; it signs from now on, and older keys stay known')
    .action(cli.verb(() => made(cli)));
  withExamples(make, ['paybeat keys new']);
  const taken = keys()
    .command('export')
    .description('write the keys of the data folder to a file, under a passphrase')
    .argument('<file>', 'new file')
    .requiredOption(...passphraseOption)
    .action(cli.verb((file: string, options: Passphrase) => exported(cli, file, options)));
  withExamples(taken, ['paybeat keys export keys.json --passphrase-file passphrase.txt']);
  const given = keys()
    .command('import')
    .description('add the keys of an exported file to the data folder')
    .argument('<file>', 'file that `keys export` wrote')
    .requiredOption(...passphraseOption)
    .action(cli.verb((file: string, options: Passphrase) => imported(cli, file, options)));
  withExamples(given, ['paybeat keys import keys.json --passphrase-file passphrase.txt']);
}

interface Passphrase {
  readonly passphraseFile: string;
}

async function listed(cli: CliContext): Promise<VerbAnswer> {
  const place = keyPlaceOf(cli);
  if (!place.ok) return place;
  const keys = await signingKeys(place.value);
  if (!keys.ok) return keys;
  return answer({
    json: keysShape(keys.value),
    text: (page) =>
      page.table({
        columns: [
          { title: 'key' },
          { title: 'made (UTC)' },
          { title: 'from' },
          { title: 'signs' },
          { title: 'public key', isLong: true },
        ],
        rows: keys.value.map(({ keyId, createdAt, from, publicKey }, row) => [
          keyId,
          createdAt === null ? '' : localTime(Temporal.Instant.from(createdAt), 'UTC'),
          from,
          row === keys.value.length - 1 ? 'yes' : '',
          publicKey,
        ]),
        whenEmpty: 'There is no key yet. Make one: paybeat keys new',
      }),
  });
}

async function made(cli: CliContext): Promise<VerbAnswer> {
  const place = keyPlaceOf(cli);
  if (!place.ok) return place;
  const key = await newKey(place.value, cli.clock.now());
  if (!key.ok) return key;
  const signs = place.value.given === null;
  return answer({
    json: keyShape(key.value, signs),
    text: (page) => {
      const { keyId, publicKey } = key.value;
      page.sentence(
        signs
          ? `Key ${keyId} signs from now on.`
          : `Key ${keyId} is made; the environment's key signs.`,
      );
      page.sentence(`Give its public key to those who verify: ${publicKey}`);
      page.sentence('Export it: a backup of the database does not contain it.');
      page.sentence('Workers of this data folder sign each committed run from now on.');
      page.sentence(
        'They sign earlier runs, too, and those certificates say that they were made later.',
      );
    },
  });
}

async function exported(cli: CliContext, name: string, options: Passphrase): Promise<VerbAnswer> {
  const place = keyPlaceOf(cli);
  if (!place.ok) return place;
  const passphrase = await passphraseIn(cli, options);
  if (!passphrase.ok) return passphrase;
  const bundle = await exportKeys(place.value, passphrase.value);
  if (!bundle.ok) return bundle;
  const written = await writeSecret(cli.resolve(name), { name, text: bundle.value.text });
  if (!written.ok) return written;
  const { keyIds } = bundle.value;
  return answer({
    json: { ...bundledKeysShape(bundle.value), written: name },
    text: (page) =>
      page.sentence(`Wrote ${counted(keyIds.length, 'key')} to ${name}: ${keyIds.join(', ')}.`),
  });
}

async function imported(cli: CliContext, name: string, options: Passphrase): Promise<VerbAnswer> {
  const place = keyPlaceOf(cli);
  if (!place.ok) return place;
  const passphrase = await passphraseIn(cli, options);
  if (!passphrase.ok) return passphrase;
  const file = await cli.readFile(name);
  if (!file.ok) return file;
  const text = Buffer.from(file.value).toString('utf8');
  const keys = await importKeys(place.value, { text, passphrase: passphrase.value });
  if (!keys.ok) return keys;
  const { keyIds, added } = keys.value;
  return answer({
    json: importedKeysShape(keys.value),
    text: (page) => page.sentence(`Added ${added.length} of ${counted(keyIds.length, 'key')}.`),
  });
}

async function passphraseIn(cli: CliContext, options: Passphrase): Promise<Answer<string>> {
  const file = await cli.readFile(options.passphraseFile);
  if (!file.ok) return file;
  const [line = ''] = Buffer.from(file.value).toString('utf8').split(/\r?\n/);
  return answer(line);
}

/** Only its owner may read it. It never replaces a file. */
async function writeSecret(
  path: string,
  { name, text }: { readonly name: string; readonly text: string },
): Promise<Answer<null>> {
  try {
    await using file = await open(path, 'wx', 0o600);
    await file.writeFile(text);
    await file.sync();
    return answer(null);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const isThere = code === 'EEXIST';
    return refuse({
      family: isThere ? 'conflict' : 'invalid',
      code: isThere ? 'output_exists' : 'output_unwritable',
      message: isThere ? `there is a file ${name} already` : `${name} cannot be written (${code})`,
      hint: 'choose another name',
    });
  }
}
