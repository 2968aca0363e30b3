-- SLA policies, and the business calendars that their clocks run in: copies of what directory announces.
create table items.sla_policy (
    account  uuid    not null,
    id       uuid    not null,
    name     text    not null constraint sla_policy_name_check check (char_length(name) between 1 and 250),
    promises jsonb   not null constraint sla_policy_promises_check check (jsonb_typeof(promises) = 'array'),
    sample   boolean not null default false,
    revision bigint  not null default 1,
    constraint sla_policy_pkey primary key (account, id)
);

create table items.business_calendar (
    account  uuid   not null,
    calendar bytea  not null,
    revision bigint not null,
    constraint business_calendar_pkey primary key (account)
);
