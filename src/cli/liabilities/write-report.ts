/** Writes a report that fits into memory: as a table, CSV or JSON, on standard output or in a file. */
import type { CliContext, VerbAnswer } from '#cli/context.ts';
import type { Page } from '#cli/output.ts';
import { writeOutputFile } from '#cli/output-file.ts';
import { type RegisterOptions, registerForm } from '#cli/registers/register-output.ts';
import { toJsonLine } from '#cli/terminal-text.ts';
import { type Answer, answer } from '#errors.ts';

interface Report {
  readonly json: object;
  csv(): string;
  text(page: Page): void;
}

/** Chooses the form before anything is read. Refusals: those of registerForm and of writeOutputFile. */
export async function writeReport(
  cli: CliContext,
  options: RegisterOptions,
  read: () => Promise<Answer<Report>>,
): Promise<VerbAnswer> {
  const form = registerForm(cli, options);
  if (!form.ok) return form;
  const made = await read();
  if (!made.ok) return made;
  const { json, text } = made.value;
  const { output: name, overwrite = false } = options;
  if (name !== undefined) {
    const content = form.value === 'csv' ? made.value.csv() : `${toJsonLine(json)}\n`;
    const written = await writeOutputFile({
      path: cli.resolve(name),
      name,
      overwrite,
      text: content,
    });
    if (!written.ok) return written;
    return answer({
      json: { written: name, format: form.value, bytes: written.value },
      text: (page) => page.sentence(`Wrote ${name}.`),
    });
  }
  if (form.value !== 'csv') return answer({ json, text });
  cli.out.write(made.value.csv());
  return answer(null);
}
