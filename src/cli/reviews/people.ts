/** `paybeat people add|roles|list`: the people of a company, and who approves. */

import type { Command } from 'commander';
import { changedPersonShape, peopleShape } from '#answers/reviewers.ts';
import { someText } from '#cli/arguments.ts';
import type { CliContext } from '#cli/context.ts';
import { group, withExamples } from '#cli/group.ts';
import type { Page } from '#cli/output.ts';
import { secondEyesRemark } from '#cli/views/second-eyes-remark.ts';
import { answer } from '#errors.ts';
import { findCompany } from '#operations/companies/find-company.ts';
import { addPerson, type CompanyPeople, listPeople, setRoles } from '#operations/reviews/people.ts';
import { actorNamed } from '#operations/who-was-first.ts';

interface OfCompany {
  readonly company?: string;
}

const described = 'say who enters pay and who approves it';
const rolesText = 'payroll (enters pay), approver (approves runs and confirms changes), or none';

export function registerPeople(program: Command, cli: CliContext): void {
  registerChange(program, cli, 'add');
  registerChange(program, cli, 'roles');
  registerList(program, cli);
}

const changes = {
  add: { description: 'add a person who acts for a company', change: addPerson },
  roles: { description: 'replace the roles of a person', change: setRoles },
} as const;

function registerChange(program: Command, cli: CliContext, verb: 'add' | 'roles'): void {
  const { description, change } = changes[verb];
  const command = group(program, 'people', described)
    .command(verb)
    .description(description)
    .argument('<name>', "the person's user name on this computer: ada", someText)
    .requiredOption('--roles <list>', rolesText, rolesArgument)
    .option('--company <code>', 'code of the company; needed if there are several')
    .action(
      cli.verb(async (person: string, options: OfCompany & { readonly roles: readonly string[] }) =>
        cli.withWorld(async (world) => {
          const found = await findCompany(world, options.company ?? null);
          if (!found.ok) return found;
          const company = found.value;
          const changed = await change(world, { company, person, roles: options.roles });
          if (!changed.ok) return changed;
          const { person: who, roles } = changed.value;
          return answer({
            json: changedPersonShape(company, changed.value),
            text: (page) => {
              const now = roles.length === 0 ? 'no role' : roles.join(' and ');
              page.sentence(`${actorNamed(who)} has ${now} in ${company.code}.`);
            },
          });
        }),
      ),
    );
  withExamples(
    command,
    verb === 'add'
      ? ['paybeat people add ada --roles payroll', 'paybeat people add bob --roles approver']
      : [
          'paybeat people roles ada --roles payroll,approver',
          'paybeat people roles bob --roles none',
        ],
  );
}

function registerList(program: Command, cli: CliContext): void {
  const command = group(program, 'people', described)
    .command('list')
    .description('list the people of a company, their roles, and who approves')
    .option('--company <code>', 'code of the company; needed if there are several')
    .action(
      cli.verb(async (options: OfCompany) =>
        cli.withWorld(async (world) => {
          const found = await findCompany(world, options.company ?? null);
          if (!found.ok) return found;
          const company = found.value;
          const all = await listPeople(world, { company });
          return answer({ json: peopleShape(company, all), text: (page) => show(page, all) });
        }),
      ),
    );
  withExamples(command, ['paybeat people list', 'paybeat people list --company acme --json']);
}

function show(page: Page, { people, secondEyes, you }: CompanyPeople): void {
  page.table({
    columns: [{ title: 'person' }, { title: 'roles' }],
    rows: people.map(({ person, roles }) => [
      actorNamed(person),
      roles.length === 0 ? 'none' : roles.join(', '),
    ]),
    whenEmpty: 'No people are listed, so anybody can approve.',
  });
  const hasApprover = people.some(({ roles }) => roles.includes('approver'));
  if (people.length > 0 && !hasApprover)
    page.sentence('Nobody is an approver, so anybody can approve.');
  const remark = secondEyesRemark(secondEyes);
  page.sentence(
    remark === null ? 'Nobody approves pay that they entered.' : `Second pair of eyes: ${remark}.`,
  );
  page.sentence(`You are ${actorNamed(you)}, the user of the operating system.`);
}

function rolesArgument(text: string): readonly string[] {
  const words = text.split(',').map((word) => word.trim());
  return words.length === 1 && words[0] === 'none' ? [] : words;
}
