-- no-transaction
create index concurrently if not exists customer_created on directory.customer (account, create_time, id);
