-- no-transaction
create index concurrently if not exists item_planned_start on items.item (account, planned_start, id) where planned_start is not null and delete_time is null;
