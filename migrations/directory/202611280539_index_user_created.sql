-- no-transaction
create index concurrently if not exists user_created on directory.user (account, create_time, id);
