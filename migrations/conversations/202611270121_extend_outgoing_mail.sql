-- What became of a mail, in full: when a server took it, what was said of its address, in whose name it went, how to be rid of its like.

alter table conversations.outgoing_mail
    add column sent_time   timestamptz,
    add column status_code text    not null default '',
    add column hard        boolean not null default false,
    add column mailbox     uuid,
    add column notice      text    not null default '',
    drop constraint outgoing_mail_state_check,
    add constraint outgoing_mail_state_check check (state between 1 and 8) not valid;

alter table conversations.message
    add column report jsonb;
