-- Tickets and tasks. Numbers come from a sequence per account (items.number_<account>), which no lock serialises.
create table items.item (
    account               uuid        not null,
    id                    uuid        not null,
    number                bigint      not null,
    kind                  text        not null constraint item_kind_check check (kind in ('ticket', 'task')),
    type                  uuid        not null,
    status                uuid        not null,
    state                 text        not null constraint item_state_check check (state in ('not_started', 'in_progress', 'finished')),
    title                 text        not null constraint item_title_check check (char_length(title) between 1 and 250),
    description_html      text        not null default '',
    priority              smallint    not null default 0 constraint item_priority_check check (priority between 0 and 5),
    assignees             text[]      not null default '{}',
    requesters            text[]      not null default '{}',
    organization          uuid,
    project               uuid,
    tags                  text[]      not null default '{}',
    attachments           text[]      not null default '{}',
    source                text        not null,
    published             boolean     not null default false,
    external_id           text,
    automatic             boolean     not null default false,
    request_id            text,
    sla_policy            uuid,
    sla_clocks            jsonb       not null default '[]' constraint item_sla_clocks_check check (jsonb_typeof(sla_clocks) = 'array'),
    sla_alarm             timestamptz,
    due_time              timestamptz,
    actual_effort_seconds bigint      not null default 0,
    effort_revision       bigint      not null default 0,
    status_time           timestamptz not null,
    finish_time           timestamptz,
    customer_message_time timestamptz,
    user_message_time     timestamptz,
    first_response_time   timestamptz,
    waiting_time          timestamptz,
    revision              bigint      not null default 1,
    create_time           timestamptz not null,
    update_time           timestamptz not null,
    delete_time           timestamptz,
    constraint item_pkey primary key (account, id),
    constraint item_type_fkey foreign key (account, type) references items.item_type (account, id),
    constraint item_status_fkey foreign key (account, status) references items.status (account, id),
    constraint item_project_fkey foreign key (account, project) references items.project (account, id),
    constraint item_sla_policy_fkey foreign key (account, sla_policy) references items.sla_policy (account, id)
);
create unique index item_number on items.item (account, number);
create unique index item_request_id on items.item (account, request_id) where request_id is not null;
create unique index item_external_id on items.item (account, external_id) where external_id is not null and delete_time is null;
-- The orders that lists are walked in, page by page.
create index item_created on items.item (account, create_time, id) where delete_time is null;
create index item_updated on items.item (account, update_time, id) where delete_time is null;
create index item_prioritised on items.item (account, priority, id) where delete_time is null;
create index item_due on items.item (account, coalesce(due_time, 'infinity'::timestamptz), id) where delete_time is null;
create index item_open on items.item (account, create_time, id) where delete_time is null and state <> 'finished';
create index item_status on items.item (account, status, create_time, id) where delete_time is null;
create index item_organization on items.item (account, organization, create_time, id) where organization is not null and delete_time is null;
create index item_project on items.item (account, project, create_time, id) where project is not null and delete_time is null;
-- Ids of people are unique over all accounts, so these need no account.
create index item_assignees on items.item using gin (assignees) with (fastupdate = off) where delete_time is null;
create index item_requesters on items.item using gin (requesters) with (fastupdate = off) where delete_time is null;
-- A queue over all accounts: whose clock rings next.
create index item_sla_alarm on items.item (sla_alarm) where sla_alarm is not null;

-- Requests that were done, so that the same one changes nothing the second time. Kept for a week.
create table items.done_request (
    account     uuid        not null,
    request_id  text        not null,
    create_time timestamptz not null,
    constraint done_request_pkey primary key (account, request_id)
);
create index done_request_time on items.done_request (create_time);
