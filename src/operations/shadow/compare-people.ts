/** Compares everybody of a period in shadow, on both sides, and finds the likely causes of what differs. */
import type { NamedColumn } from '#files/net-pays-file.ts';
import { type Compared, compareBeside, type OwnPay, type TheirPay } from '#judgement/beside.ts';
import { calculatorOf, currencyOf, packOfRun } from '#operations/companies/pay-codes.ts';
import type { PayCodes } from '#payslip/codes/pay-code.ts';
import type { Reading } from '#store/store.ts';
import type { NewShadowPerson } from '#store/writes/shadows.ts';
import { inputsOfPeople, type OwnPayAsk, type OwnResult } from './own-pay.ts';
import type { PersonThere } from './people-there.ts';
import { likelyCauses, type WantedPay } from './what-ifs.ts';

interface ComparePeople extends OwnPayAsk {
  readonly own: readonly OwnResult[];
  readonly there: readonly PersonThere[];
  readonly named: readonly NamedColumn[];
}

/** Likely causes are looked for in this many people: each of them is calculated a few hundred times. */
const triedMax = 500;

export async function comparePeople(
  at: Reading,
  ask: ComparePeople,
): Promise<readonly NewShadowPerson[]> {
  const { codes, frame } = ask.previewed;
  const own = new Map(ask.own.map((one) => [one.employeeId, one]));
  const seen = new Set<number>();
  const people: NewShadowPerson[] = [];
  const differing: {
    readonly at: number;
    readonly employeeId: number;
    readonly theirs: TheirPay;
  }[] = [];
  for (const person of ask.there) {
    const { employeeId } = person;
    const mine = employeeId === null ? undefined : own.get(employeeId);
    if (employeeId !== null) seen.add(employeeId);
    const theirs = theirPay(person, ask.named);
    const compared =
      mine === undefined || mine.totals === null ? null : compareBeside(ownOf(mine, codes), theirs);
    if (compared?.outcome === 'differs' && employeeId !== null) {
      differing.push({ at: people.length, employeeId, theirs });
    }
    people.push(compared === null ? unpaidHere(person, mine) : bothPay({ person, mine, compared }));
  }
  for (const mine of ask.own) {
    if (!seen.has(mine.employeeId) && (mine.totals !== null || mine.isHeld))
      people.push(onlyHere(mine));
  }
  const tried = differing.slice(0, triedMax);
  if (tried.length > 0) {
    const employeeIds = tried.map((one) => one.employeeId).sort((a, b) => a - b);
    const inputs = await inputsOfPeople(at, { ...ask, employeeIds });
    const calculator = calculatorOf(codes, frame);
    for (const { at: place, employeeId, theirs } of tried) {
      const input = inputs.get(employeeId);
      const person = people[place];
      if (input === undefined || person === undefined || !calculator.ok) continue;
      const wanted = wantedPay(theirs);
      const currency = currencyOf(frame.currency);
      const of = { input, wanted, codes, currency, country: packOfRun(frame) };
      const likely = likelyCauses({ ...of, calculate: calculator.value });
      const causes = { ...person.causes, likely: [...likely, ...person.causes.likely] };
      people[place] = { ...person, causes };
    }
  }
  return people;
}

const lineKinds = new Set(['earning', 'reimbursement', 'deduction', 'tax']);
type Kind = OwnPay['lines'][number]['kind'];

function isLineKind(kind: string): kind is Kind {
  return lineKinds.has(kind);
}

function ownOf({ totals, lineCodes, lineAmounts }: OwnResult, codes: PayCodes): OwnPay {
  const [gross = 0n, reimbursements = 0n, deductions = 0n, taxes = 0n, , net = 0n] = totals ?? [];
  const lines = lineCodes.flatMap((id, nth) => {
    const code = codes.byId.get(id);
    if (code === undefined || !isLineKind(code.kind)) return [];
    return [{ code: code.code, kind: code.kind, amountMinor: lineAmounts[nth] ?? 0n }];
  });
  return {
    ...{ grossMinor: gross, reimbursementsMinor: reimbursements, deductionsMinor: deductions },
    ...{ taxesMinor: taxes, netMinor: net, lines },
  };
}

function theirPay({ amounts }: PersonThere, named: readonly NamedColumn[]): TheirPay {
  return {
    netMinor: amounts.get('net') ?? 0n,
    grossMinor: amounts.get('gross'),
    taxesMinor: amounts.get('taxes'),
    deductionsMinor: amounts.get('deductions'),
    reimbursementsMinor: amounts.get('reimbursements'),
    named: named.flatMap(({ column, kind, codes }) => {
      const amountMinor = amounts.get(column);
      return amountMinor === undefined ? [] : [{ column, kind, codes, amountMinor }];
    }),
  };
}

function wantedPay(theirs: TheirPay): WantedPay {
  const { netMinor, grossMinor, taxesMinor, deductionsMinor, reimbursementsMinor, named } = theirs;
  const others = named
    .filter(({ codes, kind }) => codes.length === 0 && kind === 'tax')
    .reduce((sum, one) => sum + one.amountMinor, 0n);
  const taxes = taxesMinor === undefined ? undefined : taxesMinor - others;
  const given = { grossMinor, deductionsMinor, reimbursementsMinor };
  return { ...given, netMinor: netMinor + others, taxesMinor: taxes };
}

function textsOf(amounts: PersonThere['amounts']): Readonly<Record<string, string>> {
  return Object.fromEntries([...amounts].map(([column, amount]) => [column, String(amount)]));
}

const noCauses = { parts: [], likely: [] };

function bothPay(of: {
  readonly person: PersonThere;
  readonly mine: OwnResult | undefined;
  readonly compared: Compared;
}): NewShadowPerson {
  const { person, mine, compared } = of;
  const text = (minor: bigint | null) => (minor === null ? null : String(minor));
  const parts = compared.parts.map((part) => ({
    ...{ cause: part.cause, column: part.column, differenceMinor: String(part.differenceMinor) },
    ...{ theirsMinor: text(part.theirsMinor), ownMinor: text(part.ownMinor) },
  }));
  return {
    ...{ employeeId: person.employeeId, number: person.number, name: person.name },
    ...{ outcome: compared.outcome, netDifferenceMinor: compared.differenceMinor },
    ...{ ownTotals: mine?.totals ?? null, lineCodes: mine?.lineCodes ?? [] },
    ...{ lineAmounts: mine?.lineAmounts ?? [], ownReason: null, theirs: textsOf(person.amounts) },
    causes: { parts, likely: compared.likely },
  };
}

/** Only the other payroll pays, or Paybeat cannot calculate the person. */
function unpaidHere(person: PersonThere, mine: OwnResult | undefined): NewShadowPerson {
  const unknown = person.employeeId === null ? 'unknown' : 'not_on_schedule';
  return {
    ...{ employeeId: person.employeeId, number: person.number, name: person.name },
    outcome: mine?.isHeld === true ? 'held' : 'only_there',
    netDifferenceMinor: person.amounts.get('net') ?? 0n,
    ...{ ownTotals: null, lineCodes: [], lineAmounts: [], ownReason: mine?.reason ?? unknown },
    ...{ theirs: textsOf(person.amounts), causes: noCauses },
  };
}

/** The file has nothing about the person. Who is paid nothing here either is the same. */
function onlyHere(mine: OwnResult): NewShadowPerson {
  const net = mine.totals?.[5] ?? 0n;
  const outcome = mine.isHeld ? 'held' : net === 0n ? 'same' : 'only_here';
  return {
    ...{ employeeId: mine.employeeId, number: null, name: null, outcome },
    ...{ netDifferenceMinor: -net, ownTotals: mine.totals, lineCodes: mine.lineCodes },
    ...{ lineAmounts: mine.lineAmounts, ownReason: mine.reason, theirs: null, causes: noCauses },
  };
}
