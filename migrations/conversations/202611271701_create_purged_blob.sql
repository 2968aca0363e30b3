-- Files and raw mails that nothing names any more: they go from the blob store a day later, so that nobody who keeps the same bytes at
-- that moment loses them.
create table conversations.purged_blob (
    account    uuid        not null,
    key        text        not null,
    purge_time timestamptz not null,
    constraint purged_blob_pkey primary key (account, key)
);
create index purged_blob_time on conversations.purged_blob (purge_time);
