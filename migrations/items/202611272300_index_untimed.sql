-- no-transaction
-- Documents of an earlier release have no words for the time that their item was made in; they get them one after the other.
create index concurrently if not exists search_document_untimed on items.search_document (account, item)
 where length(document) > 0 and not document @@ ''' 24.'':*'::tsquery;
