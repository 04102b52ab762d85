/**
 * A journal entry as text of two plain-text bookkeeping programs.
 *
 * Beancount: https://beancount.github.io/docs/beancount_language_syntax.html. An account has two or more parts with a
 * colon between them. The first is one of five words; the others begin with a capital letter or a digit, and have
 * letters, digits and hyphens. Metadata stand below a posting.
 *
 * hledger: https://hledger.org/hledger.html#journal. An account ends at two blanks, and `;` begins a comment. A tag in a
 * comment ends at a comma, so a comma of a name becomes a semicolon.
 *
 * Pure. A posting of nothing is not written, so an entry of nothing is a comment only.
 */
import { type Currency, formatAmount } from '#money/minor.ts';
import type { Posting, TakenByDefault } from './journal.ts';

export const plainTextForms = ['beancount', 'hledger'] as const;

export type PlainTextForm = (typeof plainTextForms)[number];

interface PlainTextEntry {
  readonly company: string;
  readonly runId: number;
  /** Of a reversal: the run that it reverses. */
  readonly reverses: number | null;
  readonly startOn: Temporal.PlainDate;
  readonly endOn: Temporal.PlainDate;
  readonly payOn: Temporal.PlainDate;
  readonly currency: Currency;
  /** The run is not committed. */
  readonly isPreview: boolean;
  /** The accounts are those of now, and not those of the commit. */
  readonly hasAccountsOfNow: boolean;
  readonly totalsHash: string;
  readonly byDefault: readonly TakenByDefault[];
}

interface Writer {
  /** Everything in front of the postings, with its end of line. */
  begin(entry: PlainTextEntry, isEmpty: boolean): string;
  posting(posting: Posting, currency: Currency): string;
  /** Null: the form can have the account. */
  problem(account: string): string | null;
}

const beancountPart = '[\\p{Lu}\\p{Lo}\\p{Nd}][\\p{L}\\p{Nd}-]*';
const beancountAccount = new RegExp(
  `^(?:Assets|Liabilities|Equity|Income|Expenses)(?::${beancountPart})+$`,
  'u',
);

const writers: Readonly<Record<PlainTextForm, Writer>> = {
  beancount: {
    begin: (entry, isEmpty) => {
      const flag = entry.isPreview ? '!' : '*';
      const head = `${entry.payOn} ${flag} ${quoted(entry.company)} ${quoted(about(entry))}`;
      const meta = `  run: "${entry.runId}"\n  totals: "sha256:${entry.totalsHash}"\n`;
      return `${remarks(entry)}${isEmpty ? '' : `${head}\n${meta}`}`;
    },
    posting: ({ account, costCentre, department, job = null, amountMinor }, currency) =>
      `  ${account}  ${formatAmount(amountMinor, currency)} ${currency.code}\n${[
        ['cost_centre', costCentre] as const,
        ['department', department] as const,
        ['job', job] as const,
      ]
        .map(([name, value]) => (value === null ? '' : `    ${name}: ${quoted(value)}\n`))
        .join('')}`,
    problem: (account) =>
      beancountAccount.test(account)
        ? null
        : 'Its accounts begin with Assets, Liabilities, Equity, Income or Expenses, and have parts such as :Payroll:Wages-2. Parts begin with a capital letter or a digit.',
  },
  hledger: {
    begin: (entry, isEmpty) => {
      const flag = entry.isPreview ? '!' : '*';
      const payee = tagValue(entry.company).replaceAll('|', '/');
      const head = `${entry.payOn} ${flag} (run ${entry.runId}) ${payee} | ${about(entry)}`;
      const tags = `    ; run:${entry.runId}, totals:sha256:${entry.totalsHash}\n`;
      return `${remarks(entry)}decimal-mark .\n\n${isEmpty ? '' : `${head}\n${tags}`}`;
    },
    posting: ({ account, costCentre, department, job = null, amountMinor }, currency) => {
      const tags = [
        ['cost_centre', costCentre] as const,
        ['department', department] as const,
        ['job', job] as const,
      ].flatMap(([name, value]) => (value === null ? [] : [`${name}:${tagValue(value)}`]));
      const comment = tags.length === 0 ? '' : `  ; ${tags.join(', ')}`;
      return `    ${account}  ${formatAmount(amountMinor, currency)} ${currency.code}${comment}\n`;
    },
    problem: (account) => {
      if (/\s{2}|;|\t/u.test(account))
        return 'It may have no two blanks together, and no semicolon.';
      if (/^[([*!~=@;#]/.test(account)) return 'It may not begin with a sign.';
      return account.split(':').some((part) => part.trim() !== part || part === '')
        ? 'It has a part that is empty, or that has a blank at an end.'
        : null;
    },
  },
};

/** Null: the form can have the account. */
export function unfitFor(form: PlainTextForm, account: string): string | null {
  return writers[form].problem(account);
}

const postingsAtOnce = 1_000;

/** The text in parts. The same entry has the same bytes each time. */
export function* plainText(
  form: PlainTextForm,
  entry: PlainTextEntry,
  postings: readonly Posting[],
): Generator<string, void, void> {
  const { begin, posting } = writers[form];
  yield begin(entry, postings.length === 0);
  for (let at = 0; at < postings.length; at += postingsAtOnce) {
    const some = postings.slice(at, at + postingsAtOnce);
    yield some.map((one) => posting(one, entry.currency)).join('');
  }
}

function about({ runId, reverses, startOn, endOn, isPreview }: PlainTextEntry): string {
  const what = reverses === null ? 'Payroll' : `Reversal of run ${reverses},`;
  return `${isPreview ? 'PREVIEW ' : ''}${what} ${startOn} to ${endOn}, run ${runId}`;
}

/** Lines of comment in front of the entry. */
function remarks(entry: PlainTextEntry): string {
  const { company, runId, isPreview, hasAccountsOfNow, byDefault } = entry;
  const lines = [
    `Journal of run ${runId} (${company})`,
    ...(hasAccountsOfNow ? ['The accounts are those of now, and not those of the commit.'] : []),
    ...(isPreview ? ['PREVIEW: the run is not committed, and nothing is posted.'] : []),
    ...byDefault.map(({ account, codes }) => `Default account ${account}: ${codes.join(', ')}`),
  ];
  return `${lines.map((line) => `; ${line}\n`).join('')}\n`;
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

function tagValue(text: string): string {
  return text.replaceAll(',', ';');
}
