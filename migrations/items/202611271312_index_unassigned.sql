-- no-transaction
create index concurrently if not exists item_unassigned on items.item
    (account, kind, priority desc, coalesce(due_time, 'infinity'::timestamptz), create_time desc, id desc)
 where delete_time is null and state <> 'finished' and cardinality(assignees) = 0;
