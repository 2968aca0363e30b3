-- Private projects, and with whom projects are shared.
alter table items.project add column private boolean not null default false;
create index project_private on items.project (account, id) where private;

create table items.project_share (
    account     uuid        not null,
    project     uuid        not null,
    -- `usr_…`, `team_…`, `cus_…`, `org_…`
    person      text        not null,
    role        text        not null
        constraint project_share_role_check check (role in ('manager', 'lead', 'standard', 'restricted', 'follower')),
    create_time timestamptz not null,
    constraint project_share_pkey primary key (account, person, project),
    constraint project_share_project_fkey foreign key (account, project) references items.project (account, id) on delete cascade
);
create index project_share_project on items.project_share (account, project);
