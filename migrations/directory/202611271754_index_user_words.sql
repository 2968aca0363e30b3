-- no-transaction
create index concurrently if not exists user_words
    on directory.user using gin ((array_to_tsvector(array['acc' || replace(account::text, '-', '')])
                               || to_tsvector('simple', translate(name || ' ' || email, '@.-_+/''', '       '))));
