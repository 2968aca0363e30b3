-- no-transaction
create index concurrently if not exists item_merged on items.item (account, merged_into) where merged_into is not null;
