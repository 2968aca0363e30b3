-- no-transaction
create index concurrently if not exists organization_domain_beginning on directory.organization_domain (account, domain text_pattern_ops);
