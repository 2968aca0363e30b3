-- no-transaction
create index concurrently if not exists item_purge on items.item (delete_time) where delete_time is not null;
