-- Messages are changed and deleted, with their history; they name users; an account says for how long.
alter table conversations.message
    add column edit_time   timestamptz,
    add column delete_time timestamptz,
    add column mentions    uuid[] not null default '{}';

create table conversations.message_revision (
    account    uuid        not null,
    message    uuid        not null,
    revision   bigint      not null,
    text       text        not null,
    reply_text text        not null,
    html       text        not null,
    editor     text        not null,
    end_time   timestamptz not null,
    constraint message_revision_pkey primary key (account, message, revision),
    constraint message_revision_message foreign key (account, message)
        references conversations.message (account, id) on delete cascade
);

create table conversations.message_policy (
    account      uuid    not null constraint message_policy_pkey primary key,
    edit_minutes integer not null constraint message_policy_minutes_check check (edit_minutes between 0 and 10080)
);
