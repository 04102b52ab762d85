/** Compares the answer to a case with amounts that an authority published, to the cent. */
import type { PublishedExample } from '#payslip/taxes/coverage.ts';
import type { JsonObject } from '#text/json-text.ts';

interface ExampleDifference {
  /** The pay code, or `gross`. */
  readonly of: string;
  readonly published: string;
  /** Null: the answer has no such line. */
  readonly calculated: string | null;
}

type Published = Pick<PublishedExample, 'lines'> & { readonly gross?: string | undefined };

/** Null: the answer is no payslip. */
export function exampleDifferences(
  { lines, gross }: Published,
  result: JsonObject,
): readonly ExampleDifference[] | null {
  if (result['kind'] !== 'payslip') return null;
  const calculated = result['lines'] as readonly { code: string; amount: string }[];
  const amounts = new Map(calculated.map(({ code, amount }) => [code, amount]));
  const published = Object.entries(lines).map(([of, amount]) => ({
    ...{ of, published: amount, calculated: amounts.get(of) ?? null },
  }));
  const paid = result['gross'] as string;
  const whole = { of: 'gross', published: gross ?? '', calculated: paid };
  return [...published, ...(gross === undefined ? [] : [whole])].filter(
    (one) => one.calculated !== one.published,
  );
}
