-- no-transaction
create index concurrently if not exists item_at_risk on items.item (account, due_time)
 where delete_time is null and state <> 'finished' and due_time is not null;
