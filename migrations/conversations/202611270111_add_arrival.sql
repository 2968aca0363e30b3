-- How a mail came: by which mailbox, from which server, what its checks found, why it was put aside; and the same for its message.
alter table conversations.inbound_mail
    add column mailbox        uuid,
    add column peer           text,
    add column helo           text,
    add column authentication jsonb,
    add column reason         text    not null default '',
    add column released       boolean not null default false;
create index inbound_mail_outcome on conversations.inbound_mail (account, outcome, create_time desc, id desc);

alter table conversations.message add column arrival jsonb not null default '{}';
alter table conversations.attachment add column signature_picture boolean not null default false;
