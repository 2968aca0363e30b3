-- no-transaction
create index concurrently if not exists organization_created on directory.organization (account, create_time, id);
