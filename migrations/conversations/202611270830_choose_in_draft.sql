-- A draft holds all that a message is sent with: who receives it, in whose name, and when. Each device of its writer has the same.

alter table conversations.draft
    add column leave_out       text[]      not null default '{}',
    add column copy_to         jsonb       not null default '[]',
    add column mailbox         uuid,
    add column send_time       timestamptz,
    add column cancel_on_reply boolean     not null default false,
    add constraint draft_copy_to_check check (jsonb_typeof(copy_to) = 'array') not valid;
