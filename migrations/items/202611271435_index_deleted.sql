-- no-transaction
create index concurrently if not exists item_deleted on items.item (account, delete_time, id) where delete_time is not null;
