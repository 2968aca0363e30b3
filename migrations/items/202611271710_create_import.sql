-- Imports: files that are read in the background, how far each is, and the rows that were not taken.
create table items.import (
    account       uuid        not null,
    id            uuid        not null,
    attachment    text        not null,
    file_name     text        not null,
    target        text        not null constraint import_target_check check (target in ('items', 'customers', 'organizations', 'users')),
    state         text        not null constraint import_state_check check (state in ('pending', 'running', 'completed', 'failed', 'cancelled')),
    -- What was asked for, column by column; then what each column is.
    mapping       jsonb       not null constraint import_mapping_check check (jsonb_typeof(mapping) = 'object'),
    -- The columns as the file has them; none until it was looked into.
    headers       text[]      not null default '{}',
    encoding      text        not null default '',
    dry_run       boolean     not null,
    run_rules     boolean     not null,
    total         integer     not null default 0,
    processed     integer     not null default 0,
    failed        integer     not null default 0,
    created       integer     not null default 0,
    updated       integer     not null default 0,
    unchanged     integer     not null default 0,
    problem       text        not null default '',
    creator       uuid        not null,
    request_id    text,
    -- Who works on it, and until when nobody else does; how often it broke down since it last went on.
    lease         uuid,
    lease_until   timestamptz not null default '-infinity',
    tries         integer     not null default 0,
    create_time   timestamptz not null,
    end_time      timestamptz,
    constraint import_pkey primary key (account, id),
    constraint import_request_id unique (account, request_id)
);
-- A queue over all accounts: what is to be done next.
create index import_open on items.import (create_time) where end_time is null;

create table items.import_error (
    account uuid    not null,
    import  uuid    not null,
    row     integer not null,
    place   integer not null,
    field   text    not null,
    problem text    not null,
    constraint import_error_pkey primary key (account, import, row, place)
);
