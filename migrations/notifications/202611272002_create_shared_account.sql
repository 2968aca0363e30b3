-- Accounts in which something is shared with some only: before somebody is told, it is asked who sees what.
create table notifications.shared_account (
    account uuid not null,
    constraint shared_account_pkey primary key (account)
);
