-- How a mail came: by which mailbox, why it was put aside, and whether somebody let it in all the same.
alter table conversations.inbound_mail
    add column mailbox  uuid,
    add column reason   text    not null default '',
    add column released boolean not null default false;
create index inbound_mail_outcome on conversations.inbound_mail (account, outcome, create_time desc, id desc);

alter table conversations.message add column mailbox uuid, add column threaded_because text not null default '';
