-- What happened to items: one row for each thing, written with it.
create table items.activity (
    account     uuid        not null,
    id          uuid        not null,
    item        uuid        not null,
    actor       text        not null,
    verb        text        not null,
    field       text        not null default '',
    before      text        not null default '',
    after       text        not null default '',
    cause       text        not null default '',
    create_time timestamptz not null,
    constraint activity_pkey primary key (account, id),
    constraint activity_item_fkey foreign key (account, item) references items.item (account, id)
);
create index activity_item on items.activity (account, item, id);
