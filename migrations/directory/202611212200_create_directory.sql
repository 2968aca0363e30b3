-- Accounts and their people: users, teams, customers, organizations; how they prove who they are; when the account works.
create table directory.account (
    id          uuid        not null constraint account_pkey primary key,
    name        text        not null constraint account_name_check check (length(name) between 1 and 200),
    mail_domain text        not null constraint account_mail_domain_check check (mail_domain = lower(mail_domain) and mail_domain <> ''),
    time_zone   text        not null,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint account_mail_domain_unique unique (mail_domain)
);

-- One row while an installation waits for its first account.
create table directory.setup (
    token_hash  bytea       not null constraint setup_pkey primary key,
    create_time timestamptz not null
);

-- An address belongs to one user or one customer of an account, never to two people.
create table directory.address (
    account uuid not null constraint address_account_fkey references directory.account (id),
    email   text not null constraint address_email_check check (email = lower(email) and length(email) between 3 and 320),
    kind    text not null constraint address_kind_check check (kind in ('usr', 'cus')),
    person  uuid not null,
    constraint address_pkey primary key (account, email)
);
create index address_email on directory.address (email);

create table directory.user (
    account       uuid        not null constraint user_account_fkey references directory.account (id),
    id            uuid        not null,
    name          text        not null constraint user_name_check check (length(name) between 1 and 200),
    email         text        not null,
    role          smallint    not null constraint user_role_check check (role between 1 and 3),
    disabled      boolean     not null default false,
    password_hash text        not null,
    request_id    uuid,
    revision      bigint      not null default 1,
    create_time   timestamptz not null,
    update_time   timestamptz not null,
    constraint user_pkey primary key (account, id),
    constraint user_request_unique unique (account, request_id)
);
create index user_name on directory.user (account, lower(name), id);

create table directory.organization (
    account     uuid        not null constraint organization_account_fkey references directory.account (id),
    id          uuid        not null,
    name        text        not null constraint organization_name_check check (length(name) between 1 and 200),
    request_id  uuid,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint organization_pkey primary key (account, id),
    constraint organization_request_unique unique (account, request_id)
);
create index organization_name on directory.organization (account, lower(name), id);

create table directory.organization_domain (
    account      uuid not null,
    domain       text not null constraint organization_domain_check check (domain = lower(domain) and domain like '%.%'),
    organization uuid not null,
    constraint organization_domain_pkey primary key (account, domain),
    constraint organization_domain_organization_fkey foreign key (account, organization) references directory.organization (account, id)
);
create index organization_domain_organization on directory.organization_domain (account, organization);

create table directory.customer (
    account       uuid        not null constraint customer_account_fkey references directory.account (id),
    id            uuid        not null,
    name          text        not null constraint customer_name_check check (length(name) between 1 and 200),
    email         text        not null,
    organization  uuid,
    disabled      boolean     not null default false,
    password_hash text,
    request_id    uuid,
    revision      bigint      not null default 1,
    create_time   timestamptz not null,
    update_time   timestamptz not null,
    constraint customer_pkey primary key (account, id),
    constraint customer_organization_fkey foreign key (account, organization) references directory.organization (account, id),
    constraint customer_request_unique unique (account, request_id)
);
create index customer_name on directory.customer (account, lower(name), id);
create index customer_organization on directory.customer (account, organization, lower(name), id);

create table directory.team (
    account     uuid        not null constraint team_account_fkey references directory.account (id),
    id          uuid        not null,
    name        text        not null constraint team_name_check check (length(name) between 1 and 200),
    request_id  uuid,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint team_pkey primary key (account, id),
    constraint team_request_unique unique (account, request_id)
);
create index team_name on directory.team (account, lower(name), id);

create table directory.team_member (
    account uuid not null,
    team    uuid not null,
    member  uuid not null,
    constraint team_member_pkey primary key (account, team, member),
    constraint team_member_team_fkey foreign key (account, team) references directory.team (account, id) on delete cascade,
    constraint team_member_user_fkey foreign key (account, member) references directory.user (account, id)
);
create index team_member_member on directory.team_member (account, member);

-- Sessions and API tokens. Only the hash of a secret is kept.
create table directory.credential (
    account     uuid        not null constraint credential_account_fkey references directory.account (id),
    id          uuid        not null,
    kind        text        not null constraint credential_kind_check check (kind in ('ses', 'tok')),
    secret_hash bytea       not null,
    person_kind text        not null,
    person      uuid        not null,
    name        text        not null,
    create_time timestamptz not null,
    expire_time timestamptz,
    constraint credential_pkey primary key (account, id),
    constraint credential_secret_unique unique (account, secret_hash)
);
create index credential_person on directory.credential (account, person, kind, create_time);

create table directory.magic_link (
    account     uuid        not null,
    secret_hash bytea       not null,
    customer    uuid        not null,
    expire_time timestamptz not null,
    constraint magic_link_pkey primary key (account, secret_hash),
    constraint magic_link_customer_fkey foreign key (account, customer) references directory.customer (account, id)
);

create table directory.business_calendar (
    account    uuid     not null constraint business_calendar_account_fkey references directory.account (id),
    id         uuid     not null,
    name       text     not null constraint business_calendar_name_check check (length(name) between 1 and 200),
    time_zone  text     not null,
    spans      jsonb    not null constraint business_calendar_spans_check check (jsonb_typeof(spans) = 'array'),
    holidays   text[]   not null default '{}',
    is_default boolean  not null,
    revision   bigint   not null default 1,
    constraint business_calendar_pkey primary key (account, id)
);
