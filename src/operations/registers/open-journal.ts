/**
 * The journal of a run: balanced postings by account, cost centre and department.
 *
 * It is computed from the payslips, with the accounts and the departments that were known at the commit. So a run has
 * its journal exactly when it is committed, and the same one each time. A reversal has the accounts and departments of
 * the run that it reverses: its postings are the exact negative.
 *
 * Refusals: run_not_found; not_committed (unless a preview is asked for); still_calculating, run_voided and
 * run_failed; account_unfit (the form cannot have an account); too_many_postings.
 * Throws Bug if the payslips do not add up to the totals of the run, or the postings do not balance.
 */
import { type Answer, answer, assert, type Issue, refuse } from '#errors.ts';
import { type Postings, postingsOf, sidesOf } from '#ledger/journal.ts';
import { type PlainTextForm, unfitFor } from '#ledger/plain-text.ts';
import { builtInWords } from '#operations/companies/accounts.ts';
import { payCodesOfRun } from '#operations/companies/pay-codes.ts';
import { findRun } from '#operations/look-up.ts';
import { runNotFound } from '#operations/not-found.ts';
import { failedRun, withoutTotals } from '#operations/runs/without-totals.ts';
import type { World } from '#operations/world.ts';
import { payCodesOn } from '#payslip/codes/pay-code-versions.ts';
import { accountSettingsAt } from '#store/reads/account-settings.ts';
import { assignedAtOfRuns, sumsByAssignment } from '#store/reads/assignments.ts';
import { currentRevision } from '#store/reads/companies.ts';
import { type RunRow, runById } from '#store/reads/runs.ts';
import type { Reading } from '#store/store.ts';
import { totalOfKind } from './open-register.ts';

interface AskJournal {
  readonly runId: number;
  /** A run that is not committed has one, too, marked as a preview. */
  readonly preview: boolean;
  /** The accounts have to be those of this form. Null: of any. */
  readonly form: PlainTextForm | null;
  /** Which names of accounts: those at the commit, or those of now. */
  readonly accounts: 'commit' | 'now';
  /** Costs by job, in addition to cost centre and department. */
  readonly by?: 'job' | undefined;
}

export interface Journal extends Postings {
  readonly run: RunRow;
  /** They are equal. */
  readonly totals: ReturnType<typeof sidesOf>;
  /** The run is not committed, so anything may still change. */
  readonly isPreview: boolean;
  /** The accounts are those of now, and not those of the commit. */
  readonly hasAccountsOfNow: boolean;
  /** Its costs are divided by job, too. */
  readonly isByJob: boolean;
}

/** Sums by cost centre, department and pay code. More would not fit into memory. */
const sumsMax = 500_000;

export async function openJournal(world: World, ask: AskJournal): Promise<Answer<Journal>> {
  const found = await findRun(world, ask.runId);
  if (!found.ok) return found;
  return world.store.read(found.value, async (at): Promise<Answer<Journal>> => {
    const run = await runById(at, ask.runId);
    if (run === null) return runNotFound(ask.runId);
    const refused = whyWithout(run, ask);
    if (refused !== null) return refused;
    const reversed = run.reverses === null ? null : await runById(at, run.reverses);
    const made = await postings(at, { ...ask, run, of: reversed ?? run });
    if (!made.ok) return made;
    const unfit = ask.form === null ? null : unfitAccounts(made.value, { run, form: ask.form });
    if (unfit !== null) return unfit;
    const isPreview = run.state !== 'committed';
    const hasAccountsOfNow = !isPreview && ask.accounts === 'now';
    const totals = sidesOf(made.value.postings);
    const isByJob = ask.by === 'job';
    return answer({ ...made.value, run, totals, isPreview, hasAccountsOfNow, isByJob });
  });
}

function whyWithout(run: RunRow, { preview }: AskJournal): Answer<never> | null {
  const later = 'ask for its journal when it is committed';
  const refused = withoutTotals(run, later);
  if (refused !== null) return refused;
  if (run.state === 'failed') return failedRun(run, 'failed, so it has no journal');
  if (run.state === 'committed' || preview) return null;
  const { runId, state } = run;
  return refuse({
    ...{ family: 'conflict', code: 'not_committed', facts: { runId, state } },
    message: `run ${runId} is not committed, so nothing of it is posted`,
    hint: 'commit the run first, or ask for a preview',
    actions: [{ action: 'ask_again', with: 'preview' }],
  });
}

/** `of`: the run itself, or the one that it reverses. */
async function postings(
  at: Reading,
  {
    run,
    of,
    accounts,
    by,
  }: Pick<AskJournal, 'accounts' | 'by'> & Readonly<Record<'run' | 'of', RunRow>>,
): Promise<Answer<Postings>> {
  const { runId, companyId } = run;
  const assigned = (await assignedAtOfRuns(at, [runId])).get(runId);
  assert(assigned, 'a run has a period');
  const byJob = by === 'job';
  const placed = { ...assigned, runId, limit: sumsMax + 1, hasJobs: byJob };
  const rows = await sumsByAssignment(at, placed);
  if (rows.length > sumsMax) return tooMany(runId);
  const codes = await payCodesOfRun(at, of);
  const onDay = new Map(
    payCodesOn(codes.versions, of.payOn.toString()).map((code) => [code.id, code]),
  );
  const sums = rows.map(({ payCodeId, ...row }) => {
    const code = onDay.get(payCodeId) ?? codes.byId.get(payCodeId);
    assert(code, `pay code ${payCodeId} stays known`);
    return { ...row, code };
  });
  for (const [kind, total] of Object.entries(totalOfKind)) {
    const ofKind = sums.filter(({ code }) => code.kind === kind);
    const all = ofKind.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    assert(all === (run[total] ?? 0n), `the payslips of run ${runId} add up to its totals`);
  }
  const revision = accounts === 'now' ? await currentRevision(at, companyId) : assigned.revision;
  const settings = await accountSettingsAt(at, { companyId, revision });
  const ask = { netMinor: run.netMinor ?? 0n, settings, words: builtInWords, byJob };
  return answer(postingsOf(sums, ask));
}

function tooMany(runId: number): Answer<never> {
  return refuse({
    ...{ family: 'invalid', code: 'too_many_postings', facts: { runId, max: sumsMax } },
    message: `run ${runId} has more than ${sumsMax} sums by cost centre, department and pay code`,
    hint: 'give the people of the roster fewer cost centres',
  });
}

function unfitAccounts(
  { postings: all }: Postings,
  { run, form }: { readonly run: RunRow; readonly form: PlainTextForm },
): Answer<never> | null {
  const issues: Issue[] = [...new Set(all.map(({ account }) => account))].flatMap((account) => {
    const problem = unfitFor(form, account);
    if (problem === null) return [];
    const message = `${account} cannot be an account of ${form}. ${problem}`;
    return [{ pointer: `/${account}`, code: 'account_unfit', message }];
  });
  if (issues.length === 0) return null;
  const accounts = issues.length === 1 ? 'an account' : `${issues.length} accounts`;
  return refuse({
    ...{ family: 'invalid', code: 'account_unfit', facts: { runId: run.runId, form } },
    message: `the journal of run ${run.runId} has ${accounts} that ${form} cannot have`,
    hint: 'choose another form; or name other accounts, and ask for the accounts of now',
    actions: [
      { action: 'list_accounts', company: run.companyCode },
      { action: 'ask_again', with: 'accounts_now' },
    ],
    issues,
  });
}
