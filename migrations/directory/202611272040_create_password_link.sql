-- Links by which users set their password: who forgot it, and who was invited. Only the hash of a secret is kept.
create table directory.password_link (
    account     uuid        not null,
    secret_hash bytea       not null,
    person      uuid        not null,
    expire_time timestamptz not null,
    constraint password_link_pkey primary key (account, secret_hash),
    constraint password_link_person_fkey foreign key (account, person) references directory.user (account, id)
);
create index password_link_person on directory.password_link (account, person);

-- Mails with such links that are still to be sent. Who forgot a password names no account, and is not told whether there is one.
create table directory.password_mail (
    id          uuid        not null constraint password_mail_pkey primary key,
    account     uuid,
    email       text        not null,
    invited_by  text        not null default '',
    attempts    smallint    not null default 0,
    create_time timestamptz not null,
    next_time   timestamptz not null
);
create index password_mail_next on directory.password_mail (next_time);
