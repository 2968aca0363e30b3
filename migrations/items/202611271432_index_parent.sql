-- no-transaction
create index concurrently if not exists item_parent on items.item (account, parent, create_time, id) where parent is not null;
