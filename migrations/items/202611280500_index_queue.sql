-- no-transaction
-- Lists by priority over everything, finished or not, and what is due first of equal priorities: read either way.
create index concurrently if not exists item_queue on items.item
    (account, priority desc, coalesce(due_time, 'infinity'::timestamptz), create_time desc, id desc)
 where delete_time is null;
