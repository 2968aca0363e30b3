-- What the file before says of rows that were there: read without a lock on writers.
alter table items.project validate constraint project_planned_check;
alter table items.project validate constraint project_status_fkey;
