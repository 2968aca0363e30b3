-- no-transaction
create index concurrently if not exists item_folder on items.item (account, folder, create_time, id) where folder is not null;
