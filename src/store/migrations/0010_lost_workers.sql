-- What    Counts how often a chunk was begun since it was last heard of.
-- Why     A chunk that takes its worker with it (out of memory, a fault below Node) was begun again for
--         ever, and took every worker in turn, with everybody else's runs.
-- Effect  One column with a constant default: no row is rewritten.
-- Back    Drop the column.

alter table run_chunk add column claims integer not null default 0;
