-- The mailbox in whose name goes what has none of its own; at most one of an account. The table has few rows: 500 an account at most.

alter table conversations.mailbox
    add column standard boolean not null default false;
create unique index mailbox_standard on conversations.mailbox (account) where standard;
