-- How items are put in order: folders within a project, projects within portfolios, and when work is planned.
create table items.folder (
    account     uuid        not null,
    id          uuid        not null,
    project     uuid        not null,
    parent      uuid,
    name        text        not null constraint folder_name_check check (char_length(name) between 1 and 250),
    position    integer     not null,
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint folder_pkey primary key (account, id),
    constraint folder_place unique (account, project, id),
    constraint folder_parent_check check (parent <> id),
    constraint folder_project_fkey foreign key (account, project) references items.project (account, id),
    constraint folder_parent_fkey foreign key (account, project, parent) references items.folder (account, project, id)
);
create index folder_parent on items.folder (account, project, parent, position);
create unique index folder_request_id on items.folder (account, request_id) where request_id is not null;

create table items.portfolio (
    account     uuid        not null,
    id          uuid        not null,
    parent      uuid,
    name        text        not null constraint portfolio_name_check check (char_length(name) between 1 and 250),
    position    integer     not null,
    request_id  text,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint portfolio_pkey primary key (account, id),
    constraint portfolio_parent_check check (parent <> id),
    constraint portfolio_parent_fkey foreign key (account, parent) references items.portfolio (account, id)
);
create unique index portfolio_request_id on items.portfolio (account, request_id) where request_id is not null;

-- Which portfolios a project is in by being put there, and by those being in others: what filters ask.
create table items.portfolio_project (
    account   uuid    not null,
    portfolio uuid    not null,
    project   uuid    not null,
    directly  boolean not null,
    constraint portfolio_project_pkey primary key (account, project, portfolio),
    constraint portfolio_project_portfolio_fkey foreign key (account, portfolio) references items.portfolio (account, id) on delete cascade,
    constraint portfolio_project_project_fkey foreign key (account, project) references items.project (account, id)
);
create index portfolio_project_portfolio on items.portfolio_project (account, portfolio);
