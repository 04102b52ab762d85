/** Makes docs/api-roles.md: which role of a key may use which route of the API. */
import { keyRoles } from '../src/caller.ts';
import { apiTable } from '../src/http/api/table.ts';

const head = `# Roles of API keys

Made by \`npm run --silent docs:api-roles > docs/api-roles.md\` from the table of the API's routes. A test asks every
route with every role. See the [guide](guides/api.md) for keys and their companies.
`;

export function apiRolesPage(): string {
  const rows = apiTable.map(({ http, path, roles }) =>
    [`\`${http} ${path}\``, ...keyRoles.map((role) => (roles.includes(role) ? '✓' : ''))].join(
      ' | ',
    ),
  );
  const columns = ['route', ...keyRoles].join(' | ');
  const lines = ['---', ...keyRoles.map(() => ':-:')].join(' | ');
  return `${head}\n${[columns, lines, ...rows].map((row) => `| ${row} |`).join('\n')}\n`;
}

if (import.meta.main) process.stdout.write(apiRolesPage());
