/**
 * The page of a closed month, for a bookkeeper who has never seen Paybeat: whether everything agrees, what was paid, what
 * is owed to whom by when, and what each file of the folder is for.
 *
 * It fetches nothing and has no script. The same month gives the same bytes.
 */
import { monthTotals } from '#answers/closing.ts';
import { adviceInWords } from '#cli/spell-action.ts';
import { amountInWords, countInWords } from '#cli/views/amounts.ts';
import type { ClosedMonth } from '#operations/closing/close-month.ts';
import type { WrittenFile } from '#operations/closing/folder-writer.ts';
import { counted } from '#text/counted.ts';
import { dayInWords, toEpochDay } from '#time/plain-date.ts';
import { quarterName } from '#time/quarter.ts';
import { fileInWords } from './close-files.ts';
import { escaped, listHtml, said, sectionHtml, tableHtml } from './page-html.ts';
import { pageStyle } from './page-style.ts';

export function closePage(closed: ClosedMonth, files: readonly WrittenFile[]): string {
  const { company, fromOn, toOn } = closed;
  const title = `Payroll of ${monthInWords(closed)} · ${company.name}`;
  const sections = [
    verdict(closed),
    checks(closed),
    totals(closed),
    runs(closed),
    toPay(closed),
    quarterToDate(closed),
    stillOwed(closed),
    remarks(closed),
    filesOf(closed, files),
    words(),
  ];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>${escaped(company.name)}</h1>
${said(`Payroll of ${monthInWords(closed)}: everything that was paid on a date from ${dayOf(fromOn)} to ${dayOf(toOn)}. All amounts are in ${company.currency}.`, 'lead')}
${sections.filter((one) => one !== '').join('\n')}
${footer(closed)}
</body>
</html>
`;
}

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

export function monthInWords({ month }: Pick<ClosedMonth, 'month'>): string {
  return `${months[month.month - 1] ?? ''} ${month.year}`;
}

function dayOf(date: Temporal.PlainDate): string {
  return dayInWords(toEpochDay(date));
}

function verdict({ isFinal, agrees, checks: all }: ClosedMonth): string {
  const wrong = all.filter(({ state }) => state === 'differs').length;
  const absent = all.filter(({ state }) => state === 'absent').length;
  const missing =
    absent === 0 ? '' : said(`${counted(absent, 'check')} could not be made; see below.`);
  if (!isFinal) {
    const text = said('The month is still open. Do not book, deposit or file from these figures.');
    return `<div class="verdict draft">NOT FINAL: this is a draft.${text}${missing}</div>`;
  }
  if (agrees) {
    const text = said('The month is complete, and the figures below fit together.');
    return `<div class="verdict">Everything agrees.${text}${missing}</div>`;
  }
  const text = said('Do not book from these figures before somebody has found out why.');
  return `<div class="verdict wrong">${escaped(counted(wrong, 'check'))} of ${all.length} did not agree.${text}${missing}</div>`;
}

const marks = { agrees: '✓ agrees', differs: '✗ differs', absent: '– not made' } as const;

function checks({ checks: all, certified, open }: ClosedMonth): string {
  const rows = all.map(({ code, sentence, state, findings }) => {
    const advice = code === 'certificates' ? keyAdvice(certified) : [];
    const todo =
      code === 'all_paid' ? open.flatMap(({ actions }) => adviceInWords({ actions }) ?? []) : [];
    const found = listHtml([...findings, ...advice, ...todo]);
    return `<tr><td class="mark ${state}">${marks[state]}</td><td>${escaped(sentence)}${found}</td></tr>`;
  });
  const table = `<table>\n<tbody>\n${rows.join('\n')}\n</tbody></table>`;
  return sectionHtml('Does everything agree?', table);
}

function keyAdvice({ why }: ClosedMonth['certified']): readonly string[] {
  if (why !== 'no_signing_key') return [];
  return [
    'To sign: make a key with `paybeat keys new`, then close the month again with --replace.',
  ];
}

function totals(closed: ClosedMonth): string {
  const { company } = closed;
  const sum = monthTotals(closed);
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  const rows = [
    ['Gross pay', amount(sum.grossMinor), 'what people earned'],
    ['+ Reimbursements', amount(sum.reimbursementsMinor), 'expenses that the company pays back'],
    ['− Deductions', amount(sum.deductionsMinor), 'taken from pay, such as a pension plan'],
    ['− Taxes', amount(sum.taxesMinor), 'withheld from pay'],
    ['= Net pay', amount(sum.netMinor), 'what people get'],
    ['Employer cost', amount(sum.employerMinor), 'what the company pays in addition to gross pay'],
  ];
  const people = `${counted(sum.payslips, 'payslip')} in ${counted(sum.runs, 'pay run')}; ${countInWords(sum.held)} held and ${countInWords(sum.excluded)} excluded.`;
  const columns = [{ title: '' }, { title: 'amount', isNumber: true }, { title: '' }];
  return sectionHtml('What was paid', said(people), tableHtml({ columns, rows }));
}

function runs({ company, runs: all }: ClosedMonth): string {
  if (all.length === 0)
    return sectionHtml('Pay runs', said('No run has a pay date in this month.'));
  const amount = (minor: bigint | null) => amountInWords(minor, company.currency);
  const number = (title: string) => ({ title, isNumber: true });
  const columns = [
    ...[
      { title: 'run' },
      { title: 'pay date', isShort: true },
      { title: 'pays for' },
      { title: 'kind' },
    ],
    ...['paid', 'held', 'gross', 'taxes', 'net', 'employer cost'].map(number),
  ];
  const rows = all.map(({ run }) => [
    ...[String(run.runId), dayOf(run.payOn), `${run.startOn} to ${run.endOn}`, kindOf(run)],
    ...[countInWords(run.paidCount), countInWords(run.heldCount)],
    ...[run.grossMinor, run.taxesMinor, run.netMinor, run.employerMinor].map(amount),
  ]);
  return sectionHtml('Pay runs', tableHtml({ columns, rows }));
}

function kindOf({ kind, reverses, corrects }: ClosedMonth['runs'][number]['run']): string {
  if (reverses !== null) return `reversal of run ${reverses}`;
  if (corrects !== null) return `correction of run ${corrects}`;
  return kind.replace('_', '-');
}

function toPay({ company, liabilities, runs: all }: ClosedMonth): string {
  const title = 'What is to be paid, to whom and by when';
  if (liabilities === null)
    return sectionHtml(title, said('Paybeat does not know the taxes of this currency.'));
  const { deposits, others, payee, depositors } = liabilities;
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  const assumed = (depositors ?? []).some(({ basis }) => basis === 'assumed');
  const rows = [
    ...netPay(all).map(([payOn, minor]) => [
      ...[payOn, 'the people: net pay', payOn, amount(minor), ''],
    ]),
    ...deposits.map((one) => [
      one.dueOn === null ? 'not known' : dayOf(one.dueOn),
      ...[`${payee}, form ${one.form}`, one.payOns.map(String).join(', ')],
      amount(one.amountMinor),
      one.isFinal ? '' : `pay until ${dayOf(one.untilOn)} may be added`,
    ]),
    ...[...Map.groupBy(others, ({ payee: to, dueOn }) => `${to} ${dueOn}`).values()].map((own) => [
      own[0]?.dueOn ? dayOf(own[0].dueOn) : 'as agreed',
      `${own[0]?.payee ?? 'payee not named'}: ${[...new Set(own.map((one) => one.title))].join(', ')}`,
      [...new Set(own.map((one) => String(one.payOn)))].join(', '),
      amount(own.reduce((all, one) => all + one.amountMinor, 0n)),
      '',
    ]),
  ];
  const columns = [
    ...[{ title: 'due', isShort: true }, { title: 'to' }, { title: 'pay dates' }],
    ...[{ title: 'amount', isNumber: true }, { title: 'remark' }],
  ];
  return sectionHtml(
    title,
    rows.length === 0 ? said('Nothing.') : tableHtml({ columns, rows }),
    depositors === null ? said(`By when taxes are owed to ${payee} is not known.`) : '',
    assumed
      ? said('How often the company deposits is not known, so the earlier due dates are shown.')
      : '',
  );
}

/** By pay date. Reversals, which nobody pays, are taken off. */
function netPay(all: ClosedMonth['runs']): readonly (readonly [string, bigint])[] {
  return [...Map.groupBy(all, ({ run }) => dayOf(run.payOn))].map(([payOn, own]) => [
    ...([payOn, own.reduce((sum, { run }) => sum + (run.netMinor ?? 0n), 0n)] as const),
  ]);
}

function quarterToDate({ company, quarter }: ClosedMonth): string {
  if (quarter === null) return '';
  const amount = (minor: bigint | null) =>
    minor === null ? '' : amountInWords(minor, company.currency);
  const columns = [
    ...[{ title: 'form' }, { title: 'line' }, { title: '' }],
    ...['wages', 'amount'].map((title) => ({ title, isNumber: true })),
  ];
  const rows = quarter.lines.map((one) => [
    ...[one.form, one.line, one.title, amount(one.wagesMinor), amount(one.amountMinor)],
  ]);
  const name = quarterName(quarter.quarter);
  return sectionHtml(
    `Quarter ${name} up to the end of this month`,
    said('The lines of the quarterly return so far. They are complete at the end of the quarter.'),
    tableHtml({ columns, rows }),
  );
}

function stillOwed({ company, owed }: ClosedMonth): string {
  const { owedMinor, peopleOwed, overpaidMinor, peopleOverpaid, peopleUnknown } = owed.totals;
  const amount = (minor: bigint) => amountInWords(minor, company.currency);
  const lines = [
    ...(peopleOwed === 0
      ? []
      : [`Owed to ${counted(peopleOwed, 'person')}: ${amount(owedMinor)}.`]),
    ...(peopleOverpaid === 0
      ? []
      : [`Overpaid to ${counted(peopleOverpaid, 'person')}: ${amount(overpaidMinor)}.`]),
    ...(peopleUnknown === 0
      ? []
      : [`Amounts of ${counted(peopleUnknown, 'person')} cannot be calculated yet.`]),
    ...(owed.more === 0 ? [] : [`owed.csv leaves out ${counted(owed.more, 'amount')}.`]),
  ];
  const none = said('Nothing is owed for paid periods, and nothing was overpaid.');
  return sectionHtml(
    'What is still owed to people, of this and earlier months',
    lines.length === 0 ? none : `${listHtml(lines)}${said('See owed.csv for each person.')}`,
  );
}

function remarks({ remarks: all, posted }: ClosedMonth): string {
  const lines = [
    ...all.flatMap(({ actions, message }) =>
      actions.length === 0 ? [] : [adviceInWords({ hint: message, actions }) ?? ''],
    ),
    ...posted.byDefault.map(
      ({ account, codes }) => `No account is named for ${codes.join(', ')}: ${account} took them.`,
    ),
    ...posted.unfit.map(
      ({ form, account }) =>
        `There is no journal for ${form}, because it cannot have the account ${account}.`,
    ),
  ];
  return lines.length === 0 ? '' : sectionHtml('To do, and to know', listHtml(lines));
}

function filesOf(closed: ClosedMonth, files: readonly WrittenFile[]): string {
  const rows = files.map(({ path }) => {
    const link = `<a href="${escaped(path)}">${escaped(path)}</a>`;
    return `<tr><td>${link}</td><td>${escaped(fileInWords(path, closed))}</td></tr>`;
  });
  return sectionHtml(
    'The files of this folder',
    `<table>\n<tbody>\n${rows.join('\n')}\n</tbody></table>`,
    said(
      'In CSV files the first column, "row", says what a line is. Keep one kind of row before you add up a column.',
    ),
  );
}

function words(): string {
  const meanings = [
    ['Pay run', 'the calculation and payment of one pay period, or of extra pay'],
    ['Committed', 'final: it never changes again. A mistake is put right by another run'],
    ['Register', 'everybody in a run, with each amount'],
    ['Journal', 'the postings for the books: debits and credits by account'],
    ['Held', 'not paid in a run, because something about the person was unclear'],
    ['Excluded', 'rightly not paid in a run, such as a person who has left'],
    ['Reversal', 'a run that takes payslips back; its amounts are below zero'],
    ['Certificate', 'a signed file that proves what a run paid'],
    ['Audit log', 'who changed what and when; each row proves the rows before it'],
  ];
  const list = meanings.map(
    ([word = '', meaning = '']) => `<dt>${escaped(word)}</dt><dd>${escaped(meaning)}</dd>`,
  );
  return sectionHtml('Words', `<dl>${list.join('')}</dl>`);
}

function footer({ asOf, company }: ClosedMonth): string {
  const { auditRows, auditHash, revision } = asOf;
  return `<footer>
${said(`As of row ${auditRows} of the audit log of ${company.code}, revision ${revision} of its inputs.`)}
<p>Checksum of that row: <code>${escaped(auditHash)}</code></p>
<p>To check that nobody changed these files: <code>sha256sum --check SHA256SUMS</code>, or <code>paybeat close --check FOLDER</code>, which also compares them with the database.</p>
</footer>`;
}
