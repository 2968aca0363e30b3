-- Mailboxes with their addresses, and what of the mail that comes in is let in. Settings are jsonb, one for each server; secrets are
-- sealed by the service, one for each server too.

create table conversations.mailbox (
    account         uuid        not null,
    id              uuid        not null,
    name            text        not null,
    enabled         boolean     not null,
    plus_addressing boolean     not null,
    copy_policy     smallint    not null default 0,
    imap            jsonb,
    imap_secret     bytea,
    sender          jsonb       not null default '{}',
    relay           jsonb,
    relay_secret    bytea,
    dkim            jsonb,
    dkim_secret     bytea,
    layout          jsonb       not null default '{}',
    request_id      text,
    revision        bigint      not null default 1,
    create_time     timestamptz not null,
    update_time     timestamptz not null,
    constraint mailbox_pkey primary key (account, id),
    constraint mailbox_request_id unique (account, request_id),
    constraint mailbox_name_check check (char_length(name) between 1 and 100),
    constraint mailbox_copy_policy_check check (copy_policy between 0 and 3),
    constraint mailbox_imap_check check (jsonb_typeof(imap) = 'object'),
    constraint mailbox_relay_check check (jsonb_typeof(relay) = 'object'),
    constraint mailbox_dkim_check check (jsonb_typeof(dkim) = 'object')
);
create index mailbox_name on conversations.mailbox (account, lower(name), id);

-- An address is one account's: a mail does not know its account. `*@acme.com` takes what no other address does.
create table conversations.mailbox_address (
    account  uuid     not null,
    address  text     not null,
    mailbox  uuid     not null,
    position integer  not null,
    kind     smallint not null,
    type     uuid,
    project  uuid,
    constraint mailbox_address_pkey primary key (account, address),
    constraint mailbox_address_unique unique (address),
    constraint mailbox_address_check check (address = lower(address) and address like '_%@_%'),
    constraint mailbox_address_mailbox foreign key (account, mailbox)
        references conversations.mailbox (account, id) on delete cascade
);
create index mailbox_address_mailbox on conversations.mailbox_address (account, mailbox, position);

create table conversations.mail_policy (
    account      uuid        not null constraint mail_policy_pkey primary key,
    domains      text[]      not null default '{}',
    blocked      text[]      not null default '{}',
    allowed      text[]      not null default '{}',
    never_follow text[]      not null default '{}',
    copy_policy  smallint    not null default 0,
    quarantine   smallint    not null default 0,
    agent_mail   smallint    not null default 0,
    max_bytes    bigint      not null default 0,
    revision     bigint      not null default 1,
    update_time  timestamptz not null
);
