-- no-transaction
create index concurrently if not exists item_planned_finish on items.item (account, planned_finish, id) where planned_finish is not null and delete_time is null;
