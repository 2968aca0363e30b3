-- no-transaction
create index concurrently if not exists item_fields on items.item using gin (jsonb_set('{}', array[account::text], fields) jsonb_path_ops)
  with (fastupdate = off) where delete_time is null and fields <> '{}';
