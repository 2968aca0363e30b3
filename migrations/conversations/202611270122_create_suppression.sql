-- Addresses that do not work, or do not want our mail: nothing automatic is sent there until somebody lifts it.

create table conversations.suppression (
    account     uuid        not null,
    id          uuid        not null,
    address     text        not null,
    person      text        not null default '',
    reason      smallint    not null,
    status_code text        not null default '',
    detail      text        not null default '',
    create_time timestamptz not null,
    constraint suppression_pkey primary key (account, id),
    constraint suppression_address unique (account, address),
    constraint suppression_reason_check check (reason between 1 and 3)
);
create index suppression_time on conversations.suppression (account, create_time desc, id desc);
create index suppression_person on conversations.suppression (account, person) where person <> '';
