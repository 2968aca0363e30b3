-- Macros: what a user does with items by one click; and their runs, each item's of which is a row of rule_run.
create table automation.macro (
    account     uuid        not null,
    id          uuid        not null,
    name        text        not null constraint macro_name_check check (length(name) between 1 and 100),
    description text        not null constraint macro_description_check check (length(description) <= 500),
    icon        text        not null constraint macro_icon_check check (icon ~ '^[a-z0-9-]{0,40}$'),
    heading     text        not null constraint macro_heading_check check (length(heading) <= 100),
    -- 1 everybody, 2 the teams, 3 whoever made it
    scope       smallint    not null constraint macro_scope_check check (scope between 1 and 3),
    teams       uuid[]      not null constraint macro_teams_check check (cardinality(teams) <= 20 and (scope = 2) = (cardinality(teams) > 0)),
    owner       uuid        not null,
    enabled     boolean     not null,
    kinds       smallint[]  not null constraint macro_kinds_check check (cardinality(kinds) between 1 and 2),
    -- Condition and actions: a tandem.automation.v1.Rule as proto3 JSON.
    definition  jsonb       not null constraint macro_definition_check check (jsonb_typeof(definition) = 'object'),
    position    integer     not null,
    request_id  uuid,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint macro_pkey primary key (account, id),
    constraint macro_request_unique unique (account, owner, request_id)
);

-- One time that a macro was run, on one item or on many.
create table automation.macro_run (
    account     uuid        not null,
    id          uuid        not null,
    macro       uuid        not null,
    name        text        not null,
    actor       uuid        not null,
    total       integer     not null,
    request_id  uuid,
    create_time timestamptz not null,
    -- What is not begun then is left.
    cancel_time timestamptz,
    undo_time   timestamptz,
    constraint macro_run_pkey primary key (account, id),
    constraint macro_run_request_unique unique (account, actor, request_id)
);
create index macro_run_actor on automation.macro_run (account, actor, create_time desc);
create index macro_run_latest on automation.macro_run (account, create_time desc);
create index macro_run_time on automation.macro_run (create_time);

-- An item of a run, as whoever ran it saw it; what is done to it is the row of rule_run that is named, and undoing another.
create table automation.macro_run_item (
    account   uuid    not null,
    macro_run uuid    not null,
    position  integer not null,
    item      uuid    not null,
    number    bigint  not null,
    title     text    not null,
    run       uuid    not null,
    undo_run  uuid,
    constraint macro_run_item_pkey primary key (account, macro_run, position),
    constraint macro_run_item_macro_run foreign key (account, macro_run) references automation.macro_run (account, id) on delete cascade
);
