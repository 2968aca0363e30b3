-- Templates of items, and recurrences that make items of them, none twice.
create table items.item_template (
    account     uuid        not null,
    id          uuid        not null,
    name        text        not null constraint item_template_name_check check (char_length(name) between 1 and 250),
    -- As the contract has it; read whole, never asked about.
    content     bytea       not null,
    creator     text        not null,
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint item_template_pkey primary key (account, id),
    constraint item_template_request_id unique (account, request_id)
);

create table items.recurrence (
    account       uuid        not null,
    id            uuid        not null,
    name          text        not null constraint recurrence_name_check check (char_length(name) between 1 and 250),
    template      uuid        not null,
    rrule         text        not null,
    start         text        not null,
    time_zone     text        not null,
    excluded      text[]      not null default '{}',
    additional    text[]      not null default '{}',
    paused        boolean     not null default false,
    -- What is due next; none where nothing more comes.
    next_time     timestamptz,
    made_count    bigint      not null default 0,
    skipped_count bigint      not null default 0,
    last_item     uuid,
    last_time     timestamptz,
    problem       text        not null default '',
    creator       text        not null,
    request_id    text,
    revision      bigint      not null default 1,
    create_time   timestamptz not null,
    update_time   timestamptz not null,
    constraint recurrence_pkey primary key (account, id),
    constraint recurrence_request_id unique (account, request_id),
    constraint recurrence_template foreign key (account, template) references items.item_template (account, id)
);
create index recurrence_template on items.recurrence (account, template);
create index recurrence_due on items.recurrence (next_time) where not paused and next_time is not null;

create table items.recurrence_occurrence (
    account    uuid        not null,
    recurrence uuid        not null,
    due_time   timestamptz not null,
    item       uuid,
    problem    text        not null default '',
    constraint recurrence_occurrence_pkey primary key (account, recurrence, due_time),
    constraint recurrence_occurrence_recurrence foreign key (account, recurrence)
        references items.recurrence (account, id) on delete cascade
);
