/** `paybeat api-keys add|list|revoke`: the keys with which programs use the API. */
import type { Command } from 'commander';
import { addedApiKeyShape, apiKeyShape, revokedApiKeyShape } from '#answers/api-keys.ts';
import { countArgument, someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { dayText } from '#cli/views/plan-view.ts';
import { answer, refuse } from '#errors.ts';
import {
  type AddedApiKey,
  addApiKey,
  listApiKeys,
  revokeApiKey,
} from '#operations/access/api-keys.ts';
import { actorNamed } from '#operations/who-was-first.ts';

interface Options {
  readonly roles: readonly string[];
  readonly companies?: readonly string[];
  readonly everyCompany?: boolean;
  readonly for?: string;
  readonly days: number;
}

const noun = 'the keys with which programs use the API';
const rolesText = 'viewer, preparer, approver, releaser, admin, auditor, worker';

export function registerApiKeys(program: Command, cli: CliContext): void {
  const keys = () => group(program, 'api-keys', noun);
  const add = keys()
    .command('add')
    .description('add a key and show it, this one time')
    .argument('<name>', 'name of the program, as the audit chain shows it: hr-sync', someText)
    .requiredOption('--roles <list>', rolesText, listArgument)
    .option('--companies <list>', 'codes of the companies of the key', listArgument)
    .option('--every-company', 'every company, also those to come')
    .option('--for <person>', 'the person for whom the program acts; may not approve own entries')
    .option('--days <number>', 'days until it expires', countArgument, 365)
    .action(
      cli.verb(async (name: string, options: Options) => {
        const companies = chosenCompanies(options);
        if (companies === 'unclear') return unclear();
        const { roles, days } = options;
        return cli.withWorld(async (world) => {
          const ask = { name, roles, companies, onBehalfOf: options.for ?? null, days };
          const added = await addApiKey(world, ask);
          if (!added.ok) return added;
          const text = (page: Page) => showAdded(page, added.value);
          return answer({ json: addedApiKeyShape(added.value), text });
        });
      }),
    );
  withExamples(add, [
    'paybeat api-keys add hr-sync --roles viewer,preparer --companies acme',
    'paybeat api-keys add approvals --roles approver --companies acme --for ada --days 90',
  ]);
  registerList(keys(), cli);
  const revoke = keys()
    .command('revoke')
    .description('refuse a key from now on')
    .argument('<name>', 'name of the key', someText)
    .action(
      cli.verb(async (name: string) =>
        cli.withWorld(async (world) => {
          const revoked = await revokeApiKey(world, { name });
          if (!revoked.ok) return revoked;
          const text = (page: Page) => page.sentence(`Key ${name} is refused from now on.`);
          return answer({ json: revokedApiKeyShape(revoked.value), text });
        }),
      ),
    );
  withExamples(revoke, ['paybeat api-keys revoke hr-sync']);
}

function registerList(keys: Command, cli: CliContext): void {
  const list = keys
    .command('list')
    .description('list the keys, the newest first, without their secrets')
    .action(
      cli.verb(async () =>
        cli.withWorld(async (world) => {
          const listed = await listApiKeys(world);
          if (!listed.ok) return listed;
          const all = listed.value;
          return answer({
            json: { apiKeys: all.map(apiKeyShape) },
            text: (page) =>
              page.table({
                columns: [
                  { title: 'name' },
                  { title: 'roles', isLong: true },
                  { title: 'companies', isLong: true },
                  { title: 'for' },
                  { title: 'state' },
                  { title: 'last used' },
                ],
                rows: all.map((one) => [
                  one.name,
                  one.roles.join(', '),
                  one.companies?.join(', ') ?? 'all companies',
                  one.onBehalfOf === null ? '' : actorNamed(one.onBehalfOf),
                  stateOf(one),
                  one.lastUsedAt === null ? 'never' : dayOf(one.lastUsedAt),
                ]),
                whenEmpty: 'There is no key, so nobody can use the API.',
              }),
          });
        }),
      ),
    );
  withExamples(list, ['paybeat api-keys list', 'paybeat api-keys list --json']);
}

/** A key of all companies is never made by leaving something out. */
function chosenCompanies({ companies, everyCompany = false }: Options) {
  if ((companies === undefined) === !everyCompany) return 'unclear';
  return companies ?? null;
}

function unclear() {
  return refuse({
    family: 'usage',
    code: 'missing_option',
    message: 'say which companies the key is for: --companies CODES, or --every-company',
    hint: "see 'paybeat api-keys add --help'",
  });
}

function showAdded(page: Page, added: AddedApiKey): void {
  const of = added.companies?.join(', ') ?? 'all companies';
  page.sentence(`Added key ${added.name} for ${of}: ${added.roles.join(', ')}.`);
  page.sentence(added.key);
  page.sentence('Keep it now: nobody can show it again.');
  page.sentence(`It expires on ${dayOf(added.expiresAt)}.`);
}

function stateOf(one: {
  readonly revokedAt: Temporal.Instant | null;
  readonly isExpired: boolean;
  readonly expiresAt: Temporal.Instant;
}): string {
  if (one.revokedAt !== null) return `revoked ${dayOf(one.revokedAt)}`;
  return `${one.isExpired ? 'expired' : 'until'} ${dayOf(one.expiresAt)}`;
}

function dayOf(at: Temporal.Instant): string {
  return dayText(at.toZonedDateTimeISO('UTC').toPlainDate());
}

function listArgument(text: string): readonly string[] {
  return text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}
