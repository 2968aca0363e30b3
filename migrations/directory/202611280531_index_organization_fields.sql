-- no-transaction
create index concurrently if not exists organization_fields on directory.organization using gin (jsonb_set('{}', array[account::text], fields) jsonb_path_ops)
  where fields <> '{}';
