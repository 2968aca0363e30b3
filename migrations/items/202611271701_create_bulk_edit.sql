-- Bulk edits: the same change of many items, in the background, each item once.
create table items.bulk_edit (
    account     uuid        not null,
    id          uuid        not null,
    -- As the contract has it.
    change      bytea       not null,
    state       text        not null constraint bulk_edit_state_check check (state in ('running', 'finished', 'cancelled', 'undoing', 'undone')),
    creator     uuid        not null,
    role        text        not null,
    total       integer     not null,
    request_id  text,
    create_time timestamptz not null,
    finish_time timestamptz,
    constraint bulk_edit_pkey primary key (account, id),
    constraint bulk_edit_request_id unique (account, request_id)
);
create index bulk_edit_working on items.bulk_edit (create_time) where state in ('running', 'undoing');
create index bulk_edit_creator on items.bulk_edit (account, creator, create_time desc);
create index bulk_edit_time on items.bulk_edit (create_time);

create table items.bulk_edit_item (
    account   uuid    not null,
    bulk_edit uuid    not null,
    position  integer not null,
    item      uuid    not null,
    outcome   text    not null default 'waiting'
        constraint bulk_edit_item_outcome_check check (outcome in ('waiting', 'changed', 'unchanged', 'refused', 'undone', 'kept')),
    reason    text    not null default '',
    message   text    not null default '',
    -- The fields that changed, as they were and as they became: what undoing puts back.
    was       jsonb   not null default '[]' constraint bulk_edit_item_was_check check (jsonb_typeof(was) = 'array'),
    constraint bulk_edit_item_pkey primary key (account, bulk_edit, position),
    constraint bulk_edit_item_bulk_edit foreign key (account, bulk_edit)
        references items.bulk_edit (account, id) on delete cascade
);
create index bulk_edit_item_outcome on items.bulk_edit_item (account, bulk_edit, outcome, position);
