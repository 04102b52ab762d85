/** An instalment as somebody writes it: an amount for each run, or a percentage of gross pay. */
import { type Answer, answer, refuse } from '#errors.ts';
import { type Currency, parseAmount } from '#money/minor.ts';

interface Instalment {
  readonly amountMinor: bigint | null;
  /** Millionths of a percent. */
  readonly percentMicro: bigint | null;
}

export function instalmentOf(text: string, currency: Currency): Answer<Instalment> {
  const percent = /^(\d{1,3})(?:\.(\d{1,6}))? ?%$/.exec(text.trim());
  if (percent !== null) {
    const [, whole = '0', part = ''] = percent;
    const percentMicro = BigInt(whole) * 1_000_000n + BigInt(part.padEnd(6, '0'));
    const isPart = percentMicro > 0n && percentMicro <= 100_000_000n;
    return isPart ? answer({ amountMinor: null, percentMicro }) : invalid(text);
  }
  const amount = parseAmount(text.trim(), currency);
  if (!amount.ok || amount.value <= 0n) return invalid(text);
  return answer({ amountMinor: amount.value, percentMicro: null });
}

function invalid(text: string): Answer<never> {
  return refuse({
    family: 'invalid',
    code: 'instalment_invalid',
    message: `"${text}" is no instalment`,
    hint: 'write an amount above zero, such as 100.00, or a percentage of gross pay, such as 10%',
  });
}
