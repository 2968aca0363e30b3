-- Items that were merged into others, as items tells it, and the conversations that moved with each: what goes back when one is unmerged.
create table conversations.item_merge (
    account uuid not null,
    id      uuid not null,
    source  uuid not null,
    target  uuid not null,
    constraint item_merge_pkey primary key (account, id),
    constraint item_merge_source unique (account, source)
);

create table conversations.merged_conversation (
    account      uuid not null,
    merge        uuid not null,
    conversation uuid not null,
    constraint merged_conversation_pkey primary key (account, merge, conversation),
    constraint merged_conversation_conversation foreign key (account, conversation)
        references conversations.conversation (account, id) on delete cascade
);
create index merged_conversation_conversation on conversations.merged_conversation (account, conversation, merge);
