-- Messages are imported, too, into the conversations of items.
alter table items.import
    drop constraint import_target_check,
    add constraint import_target_check check (target in ('items', 'customers', 'organizations', 'users', 'messages')) not valid;
