-- no-transaction
create index concurrently if not exists customer_fields on directory.customer using gin (jsonb_set('{}', array[account::text], fields) jsonb_path_ops)
  where fields <> '{}';
