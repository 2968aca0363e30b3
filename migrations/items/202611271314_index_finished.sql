-- no-transaction
create index concurrently if not exists item_finished on items.item (account, kind, coalesce(finish_time, '-infinity'::timestamptz), id)
 where delete_time is null and state = 'finished';
