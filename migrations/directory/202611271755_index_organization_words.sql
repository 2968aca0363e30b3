-- no-transaction
create index concurrently if not exists organization_words
    on directory.organization using gin ((array_to_tsvector(array['acc' || replace(account::text, '-', '')])
                               || to_tsvector('simple', translate(name, '@.-_+/''', '       '))));
