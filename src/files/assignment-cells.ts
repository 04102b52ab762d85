/** The cells of a roster that say where a person's cost belongs: department, cost centre and job. */
import type { RowReader } from './row-reader.ts';

/** Null: the file does not say. */
export interface Assignment {
  readonly department: string | null;
  readonly costCentre: string | null;
  readonly jobTitle: string | null;
}

export const unassigned: Assignment = { department: null, costCentre: null, jobTitle: null };

/** The columns of an assignment itself. */
export const assignedBy = ['department', 'cost_centre', 'job_title'] as const;
export const assignmentColumns = [...assignedBy, 'assigned_from'] as const;

/** As exports of other programs name them. */
export const assignmentNames: Readonly<
  Record<(typeof assignmentColumns)[number], readonly string[]>
> = {
  department: ['dept', 'department_name', 'home_department'],
  cost_centre: ['cost_center', 'cost_centre_code', 'cost_center_code'],
  job_title: ['job', 'position', 'position_title'],
  assigned_from: ['department_from', 'assignment_date'],
};

export interface DatedAssignment extends Assignment {
  /** The first day of the department, the cost centre and the job. Null: the file does not say. */
  readonly assignedOn: Temporal.PlainDate | null;
}

export function saysNothing({ department, costCentre, jobTitle }: Assignment): boolean {
  return department === null && costCentre === null && jobTitle === null;
}

/** A day without a department, a cost centre or a job means nothing. */
export function readAssignment(reader: RowReader): DatedAssignment {
  const text = (column: (typeof assignedBy)[number]) => reader.key(column, { lengthMax: 100 });
  const said = {
    department: text('department'),
    costCentre: text('cost_centre'),
    jobTitle: text('job_title'),
  };
  const assignedOn = reader.date('assigned_from');
  return { ...said, assignedOn: saysNothing(said) ? null : assignedOn };
}
