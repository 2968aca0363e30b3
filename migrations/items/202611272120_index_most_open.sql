-- no-transaction
create index concurrently if not exists rollup_open_most on items.rollup_open (account, measure, kind, items desc, value);
