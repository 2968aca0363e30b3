-- no-transaction
create index concurrently if not exists item_attachment on items.item using gin (attachments) with (fastupdate = off) where attachments <> '{}';
