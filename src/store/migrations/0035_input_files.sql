-- What    Each import that changed inputs leaves a row: its file, how it was meant, and what it contained.
-- Why     A list of inputs shows from which file an entry came. A file that is added to stored hours twice
--         would pay them twice, and is recognized by its content.
-- Effect  One table. Nothing is rewritten. Imports of before have no row.
-- Back    Drop the table.

create table if not exists input_file (
  company_id integer not null references company,
  -- What the import wrote begins here.
  revision   integer not null,
  what       text not null check (what ~ '^[a-z]+$'),
  -- Of hours and inputs.
  period_id  integer,
  -- The name without its folders. Null: the program that sent it gave none.
  file_name  text check (length(file_name) between 1 and 200),
  how        text not null check (how in ('new', 'add', 'replace', 'replace_all')),
  rows       integer not null check (rows >= 0),
  -- A hash of the rows in any order and any spelling. Null: not of a period.
  content    text,
  primary key (company_id, revision),
  foreign key (company_id, period_id) references pay_period (company_id, period_id)
);
create index if not exists input_file_content on input_file (company_id, period_id, content)
  where content is not null;

create or replace trigger input_file_append_only before update or delete or truncate on input_file
  for each statement execute function paybeat_refuse_change();

grant select, insert on input_file to paybeat_app, paybeat_worker;
alter table input_file enable row level security;
drop policy if exists one_company on input_file;
create policy one_company on input_file to paybeat_app
  using (company_id = paybeat_company()) with check (company_id = paybeat_company());
drop policy if exists every_company on input_file;
create policy every_company on input_file to paybeat_worker using (true) with check (true);
