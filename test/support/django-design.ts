/**
 * The tables of the Django design, as its migrations make them, and a small database of it.
 *
 * test/scenarios/data/django/ has dumps of exactly these statements: two of pg_dump, and one of manage.py
 * dumpdata.
 */

/** What `manage.py migrate` makes. */
export const designTables = `
create table payroll_company (id bigserial primary key, name varchar(200) not null);
create table payroll_employee (id bigserial primary key, first_name varchar(100) not null,
  last_name varchar(100) not null, annual_salary numeric(12, 2) not null, is_active boolean not null,
  company_id bigint references payroll_company deferrable initially deferred);
create table payroll_payrollperiod (id bigserial primary key, start_date date not null, end_date date not null,
  period_type varchar(20) not null, status varchar(20) not null, automation_enabled boolean not null,
  automation_rule jsonb, processed_at timestamptz,
  company_id bigint references payroll_company deferrable initially deferred);
create table payroll_payslip (id bigserial primary key, gross_pay numeric(12, 2) not null,
  federal_withholding numeric(12, 2) not null, social_security numeric(12, 2) not null,
  medicare numeric(12, 2) not null, net_pay numeric(12, 2) not null, created_at timestamptz not null,
  employee_id bigint not null references payroll_employee deferrable initially deferred,
  period_id bigint not null references payroll_payrollperiod deferrable initially deferred);
create table auth_user (id bigserial primary key, username varchar(150) not null);
`;

/**
 * Employee 4 has left. Period 1 was paid, employee 2 twice. Period 2 fell due this morning. The rule of period 5
 * names two days.
 */
export const designRows = `
insert into auth_user (username) values ('admin');
insert into payroll_company (name) values ('Small & Co');
insert into payroll_employee (first_name, last_name, annual_salary, is_active, company_id) values
  ('Ada', 'O''Neil Byron', 91000.00, true, 1), ('Ben', 'Carter; Jr.', 60000.00, true, 1),
  ('Zoë', 'Hale', 240000.00, true, 1), ('Gone', 'Away', 50000.00, false, 1);
insert into payroll_payrollperiod (start_date, end_date, period_type, status, automation_enabled,
  automation_rule, processed_at, company_id) values
  ('2026-10-01', '2026-10-31', 'monthly', 'completed', true, '{"days_before_end": 3}', '2026-10-28 02:00:03.5+00', 1),
  ('2026-11-01', '2026-11-30', 'monthly', 'active', true, '{"days_before_end": 3}', null, 1),
  ('2026-12-01', '2026-12-31', 'monthly', 'active', true, '{"run_on_date": "2026-12-29"}', null, 1),
  ('2027-01-01', '2027-01-31', 'monthly', 'active', true, '{"cron": "0 0 25 * *"}', null, 1),
  ('2027-02-01', '2027-02-28', 'monthly', 'active', true,
    '{"run_on_date": "2027-02-24", "days_before_end": 1}', null, 1),
  ('2027-03-01', '2027-03-31', 'monthly', 'draft', false, null, null, 1);
insert into payroll_payslip (gross_pay, federal_withholding, social_security, medicare, net_pay, created_at,
  employee_id, period_id) values
  (7583.33, 1004.28, 470.17, 109.96, 5998.92, '2026-10-28 02:00:02+00', 1, 1),
  (5000.00, 434.00, 310.00, 72.50, 4183.50, '2026-10-28 02:00:02+00', 2, 1),
  (5000.00, 434.00, 310.00, 72.50, 4183.50, '2026-10-28 02:00:02+00', 2, 1),
  (20000.00, 4265.53, 871.10, 290.00, 14573.37, '2026-10-28 02:00:02+00', 3, 1);
`;
