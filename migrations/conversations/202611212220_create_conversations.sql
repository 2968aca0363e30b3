-- Conversations, their messages and files, the mails that come and go, and the work that waits: the service's whole first schema.

create table conversations.conversation (
    account           uuid        not null,
    id                uuid        not null,
    subject_kind      text        not null,
    subject           uuid        not null,
    visibility        smallint    not null,
    request_id        text,
    last_message_time timestamptz,
    revision          bigint      not null default 1,
    create_time       timestamptz not null,
    constraint conversation_pkey primary key (account, id),
    constraint conversation_request_id unique (account, request_id),
    constraint conversation_subject_kind_check check (subject_kind in ('item', 'proj', 'cus')),
    constraint conversation_visibility_check check (visibility in (1, 2))
);
create index conversation_subject on conversations.conversation (account, subject, create_time, id);

-- Customers who take part beside the requesters of the item: they receive what is posted.
create table conversations.participant (
    account      uuid        not null,
    conversation uuid        not null,
    person       text        not null,
    name         text        not null,
    address      text        not null,
    create_time  timestamptz not null,
    constraint participant_pkey primary key (account, conversation, person),
    constraint participant_conversation foreign key (account, conversation)
        references conversations.conversation (account, id) on delete cascade
);

create table conversations.message (
    account             uuid        not null,
    id                  uuid        not null,
    conversation        uuid,
    item                uuid,
    author              text        not null,
    author_kind         smallint    not null,
    visibility          smallint    not null,
    channel             smallint    not null,
    opening             boolean     not null default false,
    sender              jsonb       not null,
    recipients          jsonb       not null default '[]',
    copies              jsonb       not null default '[]',
    subject             text        not null,
    text                text        not null,
    reply_text          text        not null,
    html                text        not null,
    automatic           boolean     not null default false,
    unanswerable        boolean     not null default false,
    threaded_by         text        not null default '',
    header_id           text,
    refers_to           text[]      not null default '{}',
    problems            text[]      not null default '{}',
    raw_key             text,
    request_id          text,
    revision            bigint      not null default 1,
    create_time         timestamptz not null,
    constraint message_pkey primary key (account, id),
    constraint message_request_id unique (account, request_id),
    constraint message_visibility_check check (visibility in (1, 2)),
    constraint message_conversation foreign key (account, conversation)
        references conversations.conversation (account, id) on delete cascade
);
create index message_conversation_time on conversations.message (account, conversation, create_time, id);
-- A mail's Message-ID may be used twice by others, so it is not unique.
create index message_header_id on conversations.message (account, header_id) where header_id is not null;

create table conversations.attachment (
    account      uuid        not null,
    id           uuid        not null,
    message      uuid,
    owner        text        not null,
    name         text        not null,
    size         bigint      not null,
    sha256       text        not null,
    content_type text        not null,
    inline       boolean     not null default false,
    content_id   text        not null default '',
    position     integer     not null default 0,
    request_id   text,
    create_time  timestamptz not null,
    constraint attachment_pkey primary key (account, id),
    constraint attachment_request_id unique (account, request_id),
    constraint attachment_size_check check (size >= 0)
);
create index attachment_message on conversations.attachment (account, message, position) where message is not null;

-- One mail to one address: of a message, or of its own (a notification, a magic link).
create table conversations.outgoing_mail (
    account      uuid        not null,
    id           uuid        not null,
    message      uuid,
    conversation uuid,
    person       text        not null default '',
    name         text        not null,
    address      text        not null,
    subject      text        not null,
    text         text        not null,
    html         text        not null,
    thread       text        not null default '',
    bot          boolean     not null default false,
    state        smallint    not null,
    detail       text        not null default '',
    attempts     integer     not null default 0,
    next_time    timestamptz,
    raw_key      text,
    request_id   text,
    create_time  timestamptz not null,
    constraint outgoing_mail_pkey primary key (account, id),
    constraint outgoing_mail_request_id unique (account, request_id),
    constraint outgoing_mail_state_check check (state between 1 and 6)
);
create index outgoing_mail_message on conversations.outgoing_mail (account, message) where message is not null;
create index outgoing_mail_time on conversations.outgoing_mail (account, create_time desc, id desc);
create index outgoing_mail_address on conversations.outgoing_mail (account, address, create_time desc, id desc);

-- Every mail that came in, kept before anything else is done with it.
create table conversations.inbound_mail (
    account       uuid        not null,
    id            uuid        not null,
    raw_key       text        not null,
    sha256        text        not null,
    size          bigint      not null,
    envelope_from text,
    envelope_to   text[]      not null,
    from_address  text        not null default '',
    subject       text        not null default '',
    dedup_key     text,
    duplicate_of  uuid,
    done          boolean     not null default false,
    outcome       smallint    not null default 8,
    threaded_by   text        not null default '',
    message       uuid,
    conversation  uuid,
    item          uuid,
    problems      text[]      not null default '{}',
    attempts      integer     not null default 0,
    create_time   timestamptz not null,
    constraint inbound_mail_pkey primary key (account, id),
    constraint inbound_mail_sha256 unique (account, sha256),
    constraint inbound_mail_dedup_key unique (account, dedup_key)
);
create index inbound_mail_time on conversations.inbound_mail (account, create_time desc, id desc);
create index inbound_mail_from on conversations.inbound_mail (account, from_address, create_time);

-- What is an account's own and secret: its reply addresses are signed with it.
create table conversations.setting (
    account      uuid  not null constraint setting_pkey primary key,
    reply_secret bytea not null
);

-- What waits to be done, for all accounts: taken by lease, which is only a later next_time. Kinds: 1 inbound mail, 2 outgoing mail.
create table conversations.job (
    id        uuid        not null constraint job_pkey primary key,
    kind      smallint    not null,
    account   uuid        not null,
    attempts  integer     not null default 0,
    next_time timestamptz not null
);
create index job_due on conversations.job (kind, account, next_time);
