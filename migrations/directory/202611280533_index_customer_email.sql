-- no-transaction
create index concurrently if not exists customer_email on directory.customer (account, email, id);
