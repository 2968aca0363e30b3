-- no-transaction
-- Lists of a tag that few items have. The account stands among the tags, so that those of others are passed over; what has none costs nothing.
create index concurrently if not exists item_tags on items.item using gin (array_prepend(account::text, tags))
  with (fastupdate = off)
 where delete_time is null and tags <> '{}';
