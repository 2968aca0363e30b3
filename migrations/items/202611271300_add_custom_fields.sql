-- Types get their own lists of statuses, an account its own types, statuses and custom fields. What is retired stays, as items have it.
alter table items.item_type
    add column statuses       uuid[]      not null default '{}',
    add column default_status uuid,
    add column hidden         boolean     not null default false,
    add column retire_time    timestamptz,
    add column request_id     text,
    add column revision       bigint      not null default 1;
create unique index item_type_request_id on items.item_type (account, request_id) where request_id is not null;

alter table items.status
    -- None: as its key says.
    add column pauses      boolean,
    add column retire_time timestamptz,
    add column request_id  text,
    add column revision    bigint not null default 1;
create unique index status_request_id on items.status (account, request_id) where request_id is not null;

-- A type without a list has what ships with its kind, so the release before needs to know nothing of lists.
update items.item_type
   set statuses = (select array_agg(status.id order by status.position)
                     from items.status
                    where status.account = item_type.account and status.kind = item_type.kind),
       default_status = (select status.id
                           from items.status
                          where status.account = item_type.account and status.kind = item_type.kind and status.is_default);

-- Items that go to another status in the background, or follow one whose state became another (from and to are the same).
create table items.status_move (
    account     uuid        not null,
    id          uuid        not null,
    -- None: of every type.
    item_type   uuid,
    from_status uuid        not null,
    to_status   uuid        not null,
    actor       text        not null,
    -- How far this pass came.
    reached_time timestamptz,
    reached_id  uuid,
    -- When it is next looked whether items stand there still: another process may have let one in meanwhile.
    next_time   timestamptz not null,
    end_time    timestamptz not null,
    constraint status_move_pkey primary key (account, id)
);
create index status_move_next on items.status_move (next_time);

create table items.custom_field (
    account              uuid     not null,
    id                   uuid     not null,
    target               text     not null constraint custom_field_target_check check (target in ('item', 'project', 'customer', 'organization', 'user')),
    key                  text     not null constraint custom_field_key_check check (key ~ '^[a-z][a-z0-9_]{0,49}$'),
    name                 text     not null constraint custom_field_name_check check (char_length(name) between 1 and 100),
    help                 text     not null,
    type                 text     not null,
    decimals             smallint not null,
    choices              jsonb    not null constraint custom_field_choices_check check (jsonb_typeof(choices) = 'array'),
    default_value        jsonb,
    required             boolean  not null,
    visible_to_customers boolean  not null,
    position             integer  not null,
    kinds                text[]   not null,
    types                uuid[]   not null,
    retire_time          timestamptz,
    request_id           text,
    revision             bigint   not null default 1,
    constraint custom_field_pkey primary key (account, id)
);
create unique index custom_field_key on items.custom_field (account, target, key);
create unique index custom_field_request_id on items.custom_field (account, request_id) where request_id is not null;

-- Values by the keys of their fields.
alter table items.item add column fields jsonb not null default '{}';
alter table items.item add constraint item_fields_check check (jsonb_typeof(fields) = 'object') not valid;
alter table items.project add column fields jsonb not null default '{}';
alter table items.project add constraint project_fields_check check (jsonb_typeof(fields) = 'object') not valid;
-- How rare a value is, so that the planner takes the index for rare ones and walks the order for common ones.
create statistics items.item_fields_found on (jsonb_set('{}', array[account::text], fields)) from items.item;
