-- no-transaction
create index concurrently if not exists organization_updated on directory.organization (account, update_time, id);
