-- What items are put in. An organization has at most one intake project: two first requests at once make one.
create table items.project (
    account      uuid        not null,
    id           uuid        not null,
    name         text        not null constraint project_name_check check (char_length(name) between 1 and 250),
    organization uuid,
    intake       boolean     not null default false,
    request_id   text,
    revision     bigint      not null default 1,
    create_time  timestamptz not null,
    update_time  timestamptz not null,
    constraint project_pkey primary key (account, id),
    constraint project_intake_check check (not intake or organization is not null)
);
create unique index project_intake on items.project (account, organization) where intake;
create unique index project_request_id on items.project (account, request_id);
