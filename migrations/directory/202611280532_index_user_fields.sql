-- no-transaction
create index concurrently if not exists user_fields on directory.user using gin (jsonb_set('{}', array[account::text], fields) jsonb_path_ops)
  where fields <> '{}';
