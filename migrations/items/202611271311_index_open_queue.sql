-- no-transaction
create index concurrently if not exists item_open_queue on items.item
    (account, kind, priority desc, coalesce(due_time, 'infinity'::timestamptz), create_time desc, id desc)
 where delete_time is null and state <> 'finished';
