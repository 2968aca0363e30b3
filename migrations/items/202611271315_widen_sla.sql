-- Policies that run in a calendar of their own, or around the clock, and that can be taken out of choice.
alter table items.sla_policy
    add column calendar uuid,
    add column around_the_clock boolean not null default false,
    add column removed boolean not null default false,
    add column request_id text,
    add constraint sla_policy_request_unique unique (account, request_id);

-- All calendars of an account, not its default one alone. The rows are copies: what is missing is asked for again.
delete from items.business_calendar;
alter table items.business_calendar
    drop constraint business_calendar_pkey,
    add column id uuid not null,
    add column removed boolean not null default false,
    add constraint business_calendar_pkey primary key (account, id);

-- Whose open items' clocks must be reckoned anew, because a policy or a calendar changed; walked oldest item first.
create table items.sla_rewind (
    account     uuid        not null,
    after_time  timestamptz not null default to_timestamp(0),
    after_item  uuid        not null default '00000000-0000-0000-0000-000000000000',
    create_time timestamptz not null,
    constraint sla_rewind_pkey primary key (account)
);
create index sla_rewind_time on items.sla_rewind (create_time);
