-- What is asked for of items of a type, by whom: forms that an account changed. One that was reset keeps its row, so that its revision counts on.
create table items.item_form (
    account   uuid    not null,
    id        uuid    not null,
    item_type uuid    not null,
    audience  text    not null constraint item_form_audience_check check (audience in ('agent', 'customer')),
    -- In order: the name of the field, and when it is required. Null: as nobody changed it.
    fields    jsonb   constraint item_form_fields_check check (jsonb_typeof(fields) = 'array'),
    offered   boolean not null default false,
    revision  bigint  not null,
    constraint item_form_pkey primary key (account, id),
    constraint item_form_item_type_fkey foreign key (account, item_type) references items.item_type (account, id)
);
create unique index item_form_audience on items.item_form (account, item_type, audience);
