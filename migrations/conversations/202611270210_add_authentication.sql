-- What a mail proves of its sender, and what else was found out about it: who brought it, what is kept with its message, what the policy
-- makes of it, by which pictures and threads it is known again.
alter table conversations.inbound_mail
    add column peer text not null default '',
    add column helo text not null default '';

alter table conversations.message
    add column reading jsonb,
    add constraint message_reading_check check (jsonb_typeof(reading) = 'object') not valid;

alter table conversations.mail_policy
    add column quarantine jsonb not null default '{}',
    add column agent_mail jsonb not null default '{}';

-- The roots of Outlook's Thread-Index that the mails of a conversation had.
create table conversations.thread_index (
    account      uuid        not null,
    root         text        not null,
    conversation uuid        not null,
    create_time  timestamptz not null,
    constraint thread_index_pkey primary key (account, root, conversation)
);

-- The small pictures in the mails of a sender: one that comes again and again is their signature's.
create table conversations.sender_picture (
    account     uuid        not null,
    sender      text        not null,
    sha256      text        not null,
    mails       integer     not null default 1,
    last_mail   uuid        not null,
    update_time timestamptz not null,
    constraint sender_picture_pkey primary key (account, sender, sha256)
);
