-- What dashboards show of all items of an account, counted as items change: who writes an item leaves a mark, and marks are worked off in batches.
create table items.rollup_mark (
    id      bigint generated always as identity constraint rollup_mark_pkey primary key,
    account uuid not null,
    item    uuid not null
);

-- What an item adds to the counters, as it was last looked at; what adds nothing has no row.
create table items.rollup_item (
    account uuid  not null,
    item    uuid  not null,
    counted jsonb not null constraint rollup_item_counted_check check (jsonb_typeof(counted) = 'object'),
    constraint rollup_item_pkey primary key (account, item)
);

-- Open items by one value of one thing; where none has it there is no row.
create table items.rollup_open (
    account uuid   not null,
    measure text   not null constraint rollup_open_measure_check
            check (measure in ('all', 'status', 'type', 'priority', 'assignee', 'project', 'organization')),
    kind    text   not null constraint rollup_open_kind_check check (kind in ('ticket', 'task')),
    value   text   not null,
    items   bigint not null,
    constraint rollup_open_pkey primary key (account, measure, kind, value)
);

-- Items made and items finished in each half hour: days begin at another half hour in other time zones.
create table items.rollup_slot (
    account  uuid        not null,
    kind     text        not null constraint rollup_slot_kind_check check (kind in ('ticket', 'task')),
    slot     timestamptz not null,
    created  bigint      not null,
    finished bigint      not null,
    constraint rollup_slot_pkey primary key (account, kind, slot)
);

-- What is there already is counted soon.
insert into items.rollup_mark (account, item) select account, id from items.item where delete_time is null order by account, id;
