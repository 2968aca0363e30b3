-- Chats of websites' visitors: the widgets that they are loaded by, who the visitors are, the chats, who answers, and what customers saw.

create table conversations.widget (
    account               uuid        not null,
    id                    uuid        not null,
    key                   text        not null,
    name                  text        not null constraint widget_name_check check (length(name) between 1 and 200),
    enabled               boolean     not null default true,
    greeting              text        not null default '' constraint widget_greeting_check check (length(greeting) <= 2000),
    offline_text          text        not null default '' constraint widget_offline_text_check check (length(offline_text) <= 2000),
    title                 text        not null default '' constraint widget_title_check check (length(title) <= 100),
    color                 text        not null default '#4f46e5',
    position              smallint    not null default 1,
    allowed_sites         text[]      not null default '{}',
    hours                 smallint    not null default 1,
    routing               smallint    not null default 1,
    team                  uuid,
    answer_within_seconds integer     not null default 120
        constraint widget_answer_within_check check (answer_within_seconds between 0 and 86400),
    require_identity      boolean     not null default false,
    -- Sealed, not hashed: signatures are checked with it. None where the installation has no key to seal it with.
    secret                bytea,
    old_secret            bytea,
    old_secret_until      timestamptz,
    request_id            text,
    revision              bigint      not null default 1,
    create_time           timestamptz not null,
    constraint widget_pkey primary key (account, id),
    constraint widget_key_unique unique (key),
    constraint widget_request_id unique (account, request_id)
);

create table conversations.visitor (
    account        uuid        not null,
    id             uuid        not null,
    -- As the website knows the person, proven; nobody else is two visitors with one.
    identifier     text,
    customer       uuid,
    name           text        not null default '',
    email          text        not null default '',
    verified       boolean     not null default false,
    email_verified boolean     not null default false,
    page_url       text        not null default '',
    page_title     text        not null default '',
    referrer       text        not null default '',
    locale         text        not null default '',
    create_time    timestamptz not null,
    constraint visitor_pkey primary key (account, id),
    constraint visitor_identifier_unique unique (account, identifier)
);
create index visitor_customer on conversations.visitor (account, customer) where customer is not null;

-- What a visitor's browser shows: only the hash of its secret is kept.
create table conversations.visitor_session (
    account     uuid        not null,
    id          uuid        not null,
    visitor     uuid        not null,
    widget      uuid        not null,
    secret_hash bytea       not null,
    create_time timestamptz not null,
    expire_time timestamptz not null,
    constraint visitor_session_pkey primary key (account, id),
    constraint visitor_session_visitor foreign key (account, visitor) references conversations.visitor (account, id) on delete cascade
);
create index visitor_session_visitor_time on conversations.visitor_session (account, visitor, create_time);

create table conversations.chat (
    account             uuid        not null,
    id                  uuid        not null,
    conversation        uuid        not null,
    widget              uuid        not null,
    visitor             uuid        not null,
    state               smallint    not null constraint chat_state_check check (state in (1, 2, 3)),
    assignee            uuid,
    team                uuid,
    item                uuid,
    -- Since when it waits: its place in the queue.
    wait_time           timestamptz not null,
    asked_address       boolean     not null default false,
    answer_time         timestamptz,
    end_time            timestamptz,
    last_message_time   timestamptz not null,
    visitor_seen_time   timestamptz,
    seen_time           timestamptz,
    transcript_sent     boolean     not null default false,
    revision            bigint      not null default 1,
    create_time         timestamptz not null,
    constraint chat_pkey primary key (account, id),
    constraint chat_conversation_unique unique (account, conversation),
    constraint chat_conversation foreign key (account, conversation)
        references conversations.conversation (account, id) on delete cascade
);
-- A visitor has one chat that has not ended.
create unique index chat_open on conversations.chat (account, visitor) where state < 3;
create index chat_queue on conversations.chat (account, wait_time, id) where state < 3;
create index chat_ended on conversations.chat (account, end_time desc, id desc) where state = 3;
create index chat_visitor on conversations.chat (account, visitor, create_time desc);
create index chat_assignee on conversations.chat (account, assignee) where state = 2;

-- Who takes chats, until when they said so.
create table conversations.chat_agent (
    account    uuid        not null,
    id         uuid        not null,
    most_chats smallint    not null constraint chat_agent_most_check check (most_chats between 1 and 50),
    until_time timestamptz not null,
    constraint chat_agent_pkey primary key (account, id)
);

-- Up to when a customer or visitor has seen a conversation in portal or chat, and when they were last there.
create table conversations.customer_seen (
    account      uuid        not null,
    conversation uuid        not null,
    person       text        not null,
    seen_time    timestamptz not null,
    there_time   timestamptz not null,
    constraint customer_seen_pkey primary key (account, conversation, person)
);

-- A message that waits to be seen in portal or chat, and goes by mail to a person where it is not. States: 1 waits, 2 seen, 3 mailed.
create table conversations.held_message (
    account      uuid        not null,
    id           uuid        not null,
    message      uuid        not null,
    person       text        not null,
    conversation uuid        not null,
    name         text        not null,
    address      text        not null,
    channel      smallint    not null,
    state        smallint    not null default 1 constraint held_message_state_check check (state in (1, 2, 3)),
    -- The mail that took it along.
    mail         uuid,
    due_time     timestamptz not null,
    create_time  timestamptz not null,
    constraint held_message_pkey primary key (account, id),
    constraint held_message_once unique (account, message, person)
);
create index held_message_waiting on conversations.held_message (account, conversation, person) where state = 1;
