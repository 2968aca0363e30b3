-- no-transaction
create index concurrently if not exists customer_updated on directory.customer (account, update_time, id);
