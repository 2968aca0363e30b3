-- no-transaction
create index concurrently if not exists customer_words
    on directory.customer using gin ((array_to_tsvector(array['acc' || replace(account::text, '-', '')])
                               || to_tsvector('simple', translate(name || ' ' || email, '@.-_+/''', '       '))));
