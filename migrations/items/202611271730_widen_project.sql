-- Projects have statuses of the account's own, a description, a manager, a plan; they are archived, and copied from templates.
create table items.project_status (
    account     uuid        not null,
    id          uuid        not null,
    name        text        not null constraint project_status_name_check check (char_length(name) between 1 and 100),
    state       text        not null constraint project_status_state_check check (state in ('not_started', 'in_progress', 'finished')),
    color       text        not null,
    position    integer     not null,
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint project_status_pkey primary key (account, id)
);
create unique index project_status_request_id on items.project_status (account, request_id) where request_id is not null;

alter table items.project
    add column description_html text    not null default '',
    add column status           uuid,
    add column color            text    not null default '',
    add column manager          text    not null default '',
    add column planned_start    timestamptz,
    add column planned_finish   timestamptz,
    add column archive_time     timestamptz,
    add column template         boolean not null default false,
    add constraint project_planned_check check (planned_finish >= planned_start) not valid,
    add constraint project_status_fkey foreign key (account, status) references items.project_status (account, id) not valid;
-- Lists leave out what is in these.
create index project_archived on items.project (account, id) where archive_time is not null;
