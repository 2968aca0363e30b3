-- no-transaction
create index concurrently if not exists user_email on directory.user (account, email, id);
