-- Users and conversations: who takes part, and up to where each has read. last_time, closed and internal are the conversation's, kept
-- here so that a user's own conversations are a page of one index; they are kept for those who take part only.
create table conversations.member (
    account      uuid        not null,
    user_id      uuid        not null,
    conversation uuid        not null,
    takes_part   boolean     not null default false,
    internal     boolean     not null default false,
    closed       boolean     not null default false,
    last_time    timestamptz not null,
    read_time    timestamptz not null,
    join_time    timestamptz not null,
    constraint member_pkey primary key (account, user_id, conversation),
    constraint member_conversation_fkey foreign key (account, conversation)
        references conversations.conversation (account, id) on delete cascade
);
create index member_conversation on conversations.member (account, conversation) where takes_part;
create index member_mine on conversations.member (account, user_id, closed, last_time desc, conversation desc) where takes_part;
create index member_internal on conversations.member (account, user_id, closed, last_time desc, conversation desc)
 where takes_part and internal;
