/**
 * The registers of a month as CSV: a row for each person and run, for each person, for each department, and one file
 * for each run. They are read page by page.
 */
import { assert } from '#errors.ts';
import type { AskRegister } from '#operations/registers/open-register.ts';
import { registerCsv } from '#operations/registers/register-csv.ts';
import { openRegister } from '#operations/registers/register-pages.ts';
import type { World } from '#operations/world.ts';
import type { FoundMonth } from './find-month.ts';
import type { FolderWriter } from './folder-writer.ts';

interface WriteRegisters {
  readonly found: FoundMonth;
  readonly unsound: ReadonlySet<number>;
  /** Null: only the checks are wanted, and those of registers are made elsewhere. */
  readonly writer: FolderWriter | null;
  readonly read: (payslips: number) => void;
}

const pageRows = 2_000;

/** The registers of the month are left out if one of its runs is unsound. */
export async function writeRegisters(world: World, of: WriteRegisters): Promise<void> {
  const { found, unsound, writer, read } = of;
  if (writer === null) return;
  const { company, fromOn, toOn, frame } = found;
  const write = async (path: string, ask: AskRegister) => {
    const opened = await openRegister(world, ask);
    assert(opened.ok, 'a committed run has a register');
    const { frame: own, totals, departments, pages } = opened.value;
    const csv = registerCsv(own, totals, departments);
    const file = await writer.open(path);
    await file.write(csv.header);
    for await (const page of pages(pageRows)) {
      assert(page.ok, 'a committed run keeps its rows');
      await file.write(csv.rows(page.value));
      read(page.value.people.reduce((sum, { payslips }) => sum + payslips, 0));
    }
    await file.write(csv.end());
    await file.end();
  };
  if (unsound.size === 0) {
    const time = { company, fromOn, toOn };
    await write('register.csv', { ...time, by: 'run' });
    await write('register-by-person.csv', { ...time, by: 'person' });
    await write('register-by-department.csv', { ...time, by: 'department' });
  }
  for (const { run } of frame.runs) {
    const { runId } = run;
    if (!unsound.has(runId)) await write(`runs/run-${runId}-register.csv`, { runId });
  }
}
