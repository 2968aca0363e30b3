-- Fetching mail from mailboxes: whose turn it is (a lease is only a later next_time), how far a folder is read, and which mails of it
-- are known. A mail's row is written after the mail is kept, so what a crash leaves is fetched again and known by its bytes.

create table conversations.mailbox_poll (
    account      uuid        not null,
    mailbox      uuid        not null,
    next_time    timestamptz not null,
    failures     integer     not null default 0,
    folder       text        not null default '',
    uid_validity bigint      not null default 0,
    last_uid     bigint      not null default 0,
    since        timestamptz not null,
    constraint mailbox_poll_pkey primary key (account, mailbox),
    constraint mailbox_poll_mailbox foreign key (account, mailbox)
        references conversations.mailbox (account, id) on delete cascade
);
create index mailbox_poll_due on conversations.mailbox_poll (next_time);

-- States: 1 kept, 2 to be tried again, 3 skipped (its problem says why), 4 kept and dealt with on the server.
create table conversations.mailbox_mail (
    account      uuid        not null,
    mailbox      uuid        not null,
    uid_validity bigint      not null,
    uid          bigint      not null,
    state        smallint    not null,
    attempts     integer     not null default 0,
    next_time    timestamptz,
    problem      text        not null default '',
    mail         uuid,
    create_time  timestamptz not null,
    constraint mailbox_mail_pkey primary key (account, mailbox, uid_validity, uid),
    constraint mailbox_mail_state_check check (state between 1 and 4),
    constraint mailbox_mail_poll foreign key (account, mailbox)
        references conversations.mailbox_poll (account, mailbox) on delete cascade
);

-- How a channel does: what last worked, what last failed.
create table conversations.channel_health (
    account        uuid        not null,
    channel        text        not null,
    mailbox        uuid,
    good           boolean     not null,
    success_time   timestamptz,
    error_time     timestamptz,
    error          text        not null default '',
    advice         text        not null default '',
    next_time      timestamptz,
    backlog        bigint      not null default 0,
    certificate_expire_time timestamptz,
    token_expire_time       timestamptz,
    update_time    timestamptz not null,
    constraint channel_health_pkey primary key (account, channel),
    constraint channel_health_mailbox foreign key (account, mailbox)
        references conversations.mailbox (account, id) on delete cascade
);
