-- What an account prefers, how items are linked, what was merged into what, and the lines of checklists.
create table items.preference (
    account         uuid    not null,
    roll_up_percent boolean not null,
    roll_up_state   boolean not null,
    refuse_blocked  boolean not null,
    constraint preference_pkey primary key (account)
);

-- Kept from the one end: the inverse is how the other end sees it.
create table items.item_link (
    account     uuid        not null,
    id          uuid        not null,
    kind        text        not null constraint item_link_kind_check check (kind in ('relates', 'duplicates', 'blocks', 'causes')),
    source      uuid        not null,
    target      uuid        not null,
    creator     text        not null,
    create_time timestamptz not null,
    constraint item_link_pkey primary key (account, id),
    constraint item_link_self_check check (source <> target)
);
-- Neither twice nor both ways round.
create unique index item_link_unique on items.item_link (account, kind, least(source, target), greatest(source, target));
create index item_link_source on items.item_link (account, source, create_time);
create index item_link_target on items.item_link (account, target, create_time);

-- An item that was merged, with how it stood and what the other got by it: what unmerging puts back.
create table items.item_merge (
    account     uuid        not null,
    id          uuid        not null,
    source      uuid        not null,
    target      uuid        not null,
    status      uuid        not null,
    finish_time timestamptz,
    requesters  text[]      not null,
    tags        text[]      not null,
    attachments text[]      not null,
    published   boolean     not null,
    actor       text        not null,
    create_time timestamptz not null,
    constraint item_merge_pkey primary key (account, id),
    constraint item_merge_source unique (account, source)
);
create index item_merge_target on items.item_merge (account, target, create_time);

create table items.checklist_line (
    account     uuid        not null,
    id          uuid        not null,
    item        uuid        not null,
    text        text        not null constraint checklist_line_text_check check (char_length(text) between 1 and 500),
    done        boolean     not null default false,
    assignee    text        not null default '',
    position    integer     not null,
    done_by     text        not null default '',
    done_time   timestamptz,
    create_time timestamptz not null,
    constraint checklist_line_pkey primary key (account, id)
);
create index checklist_line_item on items.checklist_line (account, item, position, id);
