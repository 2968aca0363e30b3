-- Dashboards that users make for themselves. The shipped ones are no rows.
create table items.dashboard (
    account     uuid        not null,
    id          uuid        not null,
    owner       uuid        not null,
    name        text        not null constraint dashboard_name_check check (char_length(name) between 1 and 100),
    widgets     jsonb       not null constraint dashboard_widgets_check check (jsonb_typeof(widgets) = 'array'),
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint dashboard_pkey primary key (account, id)
);
create index dashboard_owner on items.dashboard (account, owner, name, id);
create unique index dashboard_request_id on items.dashboard (account, request_id) where request_id is not null;
