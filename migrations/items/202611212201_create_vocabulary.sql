-- What items can be and where they can stand: types and statuses, each of one kind of item.
create table items.item_type (
    account    uuid     not null,
    id         uuid     not null,
    kind       text     not null constraint item_type_kind_check check (kind in ('ticket', 'task')),
    name       text     not null constraint item_type_name_check check (char_length(name) between 1 and 100),
    icon       text     not null,
    color      text     not null,
    is_default boolean  not null default false,
    position   integer  not null,
    constraint item_type_pkey primary key (account, id)
);
create unique index item_type_default on items.item_type (account, kind) where is_default;

create table items.status (
    account    uuid     not null,
    id         uuid     not null,
    kind       text     not null constraint status_kind_check check (kind in ('ticket', 'task')),
    name       text     not null constraint status_name_check check (char_length(name) between 1 and 100),
    state      text     not null constraint status_state_check check (state in ('not_started', 'in_progress', 'finished')),
    color      text     not null,
    is_default boolean  not null default false,
    position   integer  not null,
    key        text     not null default '',
    constraint status_pkey primary key (account, id)
);
create unique index status_default on items.status (account, kind) where is_default;
create unique index status_key on items.status (account, kind, key) where key <> '';
