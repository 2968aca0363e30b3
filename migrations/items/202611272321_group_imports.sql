-- Imports that are one move of another desk: done in order, each once those before it have ended, with some values read as others.
alter table items.import
    add column move uuid,
    add column place integer not null default 0,
    add column replaced jsonb not null default '{}' constraint import_replaced_check check (jsonb_typeof(replaced) = 'object');
