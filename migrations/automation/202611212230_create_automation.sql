-- Rules, what they did, whose turn it is, and what automation remembers of an item: what is to be done to it, and since when it rests.

-- One row an account: the version of its rules, which every change raises, so that processes know when to read them again.
create table automation.book (
    account   uuid    not null constraint book_pkey primary key,
    version   bigint  not null,
    next_code integer not null
);

create table automation.rule (
    account      uuid        not null,
    id           uuid        not null,
    code         text        not null,
    name         text        not null constraint rule_name_check check (length(name) between 1 and 200),
    enabled      boolean     not null,
    kinds        smallint[]  not null constraint rule_kinds_check check (cardinality(kinds) between 1 and 2),
    -- Triggers, condition and actions: a tandem.automation.v1.Rule as proto3 JSON.
    definition   jsonb       not null constraint rule_definition_check check (jsonb_typeof(definition) = 'object'),
    position     integer     not null,
    organization uuid,
    shipped      boolean     not null,
    request_id   uuid,
    revision     bigint      not null default 1,
    create_time  timestamptz not null,
    update_time  timestamptz not null,
    constraint rule_pkey primary key (account, id),
    constraint rule_code_unique unique (account, code),
    constraint rule_request_unique unique (account, request_id)
);
create index rule_position on automation.rule (account, position, id);

-- One time that a rule was started. While outcome is 0 it has yet to be carried out, and plan holds its actions.
create table automation.rule_run (
    account       uuid        not null,
    id            uuid        not null,
    sequence      bigint      not null generated always as identity,
    rule          uuid        not null,
    item          uuid        not null,
    event_id      uuid        not null,
    event_type    text        not null,
    depth         integer     not null,
    outcome       smallint    not null constraint rule_run_outcome_check check (outcome between 0 and 4),
    plan          bytea,
    -- Lines of the actions done before a failure that is tried again; how often that was.
    lines         jsonb       not null default '[]' constraint rule_run_lines_check check (jsonb_typeof(lines) = 'array'),
    attempts      smallint    not null default 0,
    -- The member that a round robin chose, and for which action: chosen once, however often it is tried.
    chosen        uuid,
    chosen_for    smallint,
    duration_us   bigint      not null default 0,
    create_time   timestamptz not null,
    constraint rule_run_pkey primary key (account, id)
);
create index rule_run_sequence on automation.rule_run (account, sequence);
create index rule_run_rule on automation.rule_run (account, rule, sequence);
create index rule_run_item on automation.rule_run (account, item, sequence);
create index rule_run_pending on automation.rule_run (account, item, sequence) where outcome = 0;
create index rule_run_create_time on automation.rule_run (create_time);

-- Whose turn it was last in a rule's round robin.
create table automation.turn (
    account uuid not null,
    rule    uuid not null,
    last    uuid not null,
    constraint turn_pkey primary key (account, rule)
);

-- What automation remembers of an item.
create table automation.subject (
    account       uuid        not null,
    item          uuid        not null,
    -- Not finished; unknown until the item was seen.
    open          boolean     not null,
    -- When a person last wrote or changed something.
    last_activity timestamptz not null,
    -- When to see whether a rule wants an item that rests so long; none: no rule does.
    idle_time     timestamptz,
    -- When runs of the item are to be carried out; none: there are none. One process at a time holds it, by lease.
    due_time      timestamptz,
    taken_until   timestamptz not null default '-infinity',
    -- How many runs the item had since the window began.
    window_start  timestamptz not null,
    window_runs   integer     not null,
    constraint subject_pkey primary key (account, item)
);
create index subject_due on automation.subject (due_time) where due_time is not null;
create index subject_idle on automation.subject (idle_time) where idle_time is not null;
create index subject_last_activity on automation.subject (last_activity) where not open;
