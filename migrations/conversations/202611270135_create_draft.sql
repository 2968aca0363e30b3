-- What users began to write, one for each conversation, or for each visibility of an item; and canned replies.
create table conversations.draft (
    account      uuid        not null,
    user_id      uuid        not null,
    subject      text        not null,
    visibility   smallint    not null,
    html         text        not null,
    attachments  uuid[]      not null,
    base_message text        not null,
    mentions     uuid[]      not null,
    revision     bigint      not null default 1,
    update_time  timestamptz not null,
    constraint draft_pkey primary key (account, user_id, subject, visibility),
    constraint draft_visibility_check check (visibility between 0 and 2)
);
create index draft_newest on conversations.draft (account, user_id, update_time desc, subject, visibility);

create table conversations.canned_reply (
    account     uuid        not null,
    id          uuid        not null,
    name        text        not null,
    shortcut    text        not null,
    html        text        not null,
    scope       smallint    not null,
    team        uuid,
    owner       uuid        not null,
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint canned_reply_pkey primary key (account, id),
    constraint canned_reply_request_id unique (account, request_id),
    constraint canned_reply_scope_check check (scope between 1 and 3 and (team is not null) = (scope = 2))
);
create index canned_reply_name on conversations.canned_reply (account, lower(name), id);
