-- no-transaction
-- Documents that do not keep their title yet, or an earlier release wrote; they get it one after the other.
create index concurrently if not exists search_document_untitled on items.search_document (account, item)
 where titled is distinct from revision;
