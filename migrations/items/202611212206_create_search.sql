-- Full text, out of the write path: writes leave a mark, and documents are made from the marks in batches.
create table items.search_mark (
    id      bigint generated always as identity constraint search_mark_pkey primary key,
    account uuid not null,
    item    uuid not null
);

-- The messages of items, and the names of what they carry, as text.
create table items.search_text (
    account uuid not null,
    item    uuid not null,
    message uuid not null,
    text    text not null,
    constraint search_text_pkey primary key (account, item, message)
);

-- The account is a word of the document, so one inverted index answers "this word in this account".
create table items.search_document (
    account     uuid        not null,
    item        uuid        not null,
    create_time timestamptz not null,
    document    tsvector    not null,
    revision    bigint      not null,
    constraint search_document_pkey primary key (account, item)
);
create index search_document_words on items.search_document using gin (document);
create index search_document_newest on items.search_document (account, create_time, item);
