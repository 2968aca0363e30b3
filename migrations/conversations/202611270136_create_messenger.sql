-- The messenger: each user's settings, the project of an item's conversations, and words found out of the write path.
create table conversations.messenger_setting (
    account        uuid     not null,
    user_id        uuid     not null,
    from_customers smallint not null,
    play_sound     boolean  not null,
    constraint messenger_setting_pkey primary key (account, user_id),
    constraint messenger_setting_scope_check check (from_customers between 1 and 4)
);

-- The project of an item, as items tells it.
create table conversations.item_place (
    account  uuid   not null,
    item     uuid   not null,
    project  uuid,
    revision bigint not null,
    constraint item_place_pkey primary key (account, item)
);
create index item_place_project on conversations.item_place (account, project, item) where project is not null;

-- The words of a message, or of a conversation's title (its own id). The account is a word of the document.
create table conversations.search_document (
    account      uuid        not null,
    id           uuid        not null,
    conversation uuid        not null,
    create_time  timestamptz not null,
    document     tsvector    not null,
    constraint search_document_pkey primary key (account, id),
    constraint search_document_conversation foreign key (account, conversation)
        references conversations.conversation (account, id) on delete cascade
);
create index search_document_words on conversations.search_document using gin (document);
