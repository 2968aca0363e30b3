-- Views: saved lists of items, of an account or of a user, and what each user wants of them for themselves.
create table items.view (
    account     uuid        not null,
    id          uuid        not null,
    name        text        not null constraint view_name_check check (char_length(name) between 1 and 100),
    kind        text        not null constraint view_kind_check check (kind in ('ticket', 'task')),
    layout      text        not null constraint view_layout_check check (layout in ('list', 'board')),
    filter      text        not null default '',
    order_by    text        not null default '',
    group_by    text[]      not null default '{}',
    columns     jsonb       not null default '[]' constraint view_columns_check check (jsonb_typeof(columns) = 'array'),
    visibility  text        not null constraint view_visibility_check check (visibility in ('private', 'shared', 'teams')),
    teams       text[]      not null default '{}',
    key         text        not null default '',
    -- Nobody's are the system's.
    owner       uuid,
    position    integer     not null,
    hidden      boolean     not null default false,
    is_default  boolean     not null default false,
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint view_pkey primary key (account, id),
    constraint view_system_check check (owner is not null or visibility = 'shared')
);
create unique index view_default on items.view (account, kind) where is_default;
create unique index view_request_id on items.view (account, request_id) where request_id is not null;

create table items.view_preference (
    account    uuid    not null,
    person     uuid    not null,
    view       uuid    not null,
    kind       text    not null,
    pinned     boolean not null default false,
    hidden     boolean not null default false,
    is_default boolean not null default false,
    constraint view_preference_pkey primary key (account, person, view),
    constraint view_preference_view_fkey foreign key (account, view) references items.view (account, id) on delete cascade
);
create index view_preference_view on items.view_preference (account, view);
create unique index view_preference_default on items.view_preference (account, person, kind) where is_default;
