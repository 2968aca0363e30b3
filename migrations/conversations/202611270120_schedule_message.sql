-- Messages that are posted later, or can still be taken back: their state, and what was chosen for them.

alter table conversations.message
    add column state        smallint not null default 1,
    add column send_time    timestamptz,
    add column state_reason text     not null default '',
    add constraint message_state_check check (state between 1 and 4) not valid;

-- What a message that waits is posted with. The row stays with one that was cancelled, so that it can be written on.
create table conversations.scheduled_message (
    account         uuid        not null,
    message         uuid        not null,
    conversation    uuid        not null,
    cancel_on_reply boolean     not null,
    leave_out       text[]      not null,
    copy_to         jsonb       not null,
    attachments     uuid[]      not null,
    mailbox         uuid,
    constraint scheduled_message_pkey primary key (account, message),
    constraint scheduled_message_copy_to_check check (jsonb_typeof(copy_to) = 'array'),
    constraint scheduled_message_message foreign key (account, message)
        references conversations.message (account, id) on delete cascade
);
create index scheduled_message_conversation on conversations.scheduled_message (account, conversation);
