/** The totals of a run by department, as a table. */
import type { Page } from '#cli/output.ts';
import type { Column } from '#cli/table.ts';
import { amountInWords, countInWords } from '#cli/views/amounts.ts';
import { hoursCell } from '#operations/registers/open-register.ts';
import type { OpenRegister } from '#operations/registers/register-pages.ts';

const right: Partial<Column> = { align: 'right' };

export function showDepartments(page: Page, { frame, departments, totals }: OpenRegister): void {
  const { currency } = frame.company;
  const all = { ...totals.all, department: 'total' };
  page.blank();
  page.table({
    columns: [
      { title: 'department', isLong: true },
      ...['payslips', 'hours', 'gross', 'taxes', 'net', 'employer cost'].map((title) => ({
        ...{ title, ...right },
      })),
    ],
    rows: [...(departments ?? []), all].map((one) => [
      ...[one.department ?? 'none', countInWords(one.paid), hoursCell(one.hoursMicro)],
      ...[one.grossMinor, one.taxesMinor, one.netMinor, one.employerMinor].map((minor) =>
        amountInWords(minor, currency),
      ),
    ]),
    whenEmpty: '',
  });
}
