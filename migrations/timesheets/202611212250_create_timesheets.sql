-- Work on items: timers that run, time that was logged, and the total of each item.

-- Stopped timers stay, so that starting or stopping one again gives the same answer.
create table timesheets.timer (
    account     uuid        not null,
    id          uuid        not null,
    item        uuid        not null,
    person      uuid        not null,
    start_time  timestamptz not null,
    billable    boolean     not null,
    -- The time that it logged when it was stopped.
    time_entry  uuid,
    request_id  uuid,
    constraint timer_pkey primary key (account, id),
    constraint timer_request_unique unique (account, request_id)
);
create unique index timer_running on timesheets.timer (account, person) where time_entry is null;
create index timer_item on timesheets.timer (account, item, start_time) where time_entry is null;

create table timesheets.time_entry (
    account     uuid        not null,
    id          uuid        not null,
    item        uuid        not null,
    person      uuid        not null,
    start_time  timestamptz not null,
    duration_us bigint      not null constraint time_entry_duration_check check (duration_us between 1000000 and 86400000000),
    billable    boolean     not null,
    notes       text        not null constraint time_entry_notes_check check (length(notes) <= 2000),
    request_id  uuid,
    revision    bigint      not null default 1,
    create_time timestamptz not null,
    update_time timestamptz not null,
    constraint time_entry_pkey primary key (account, id),
    constraint time_entry_request_unique unique (account, request_id)
);
create index time_entry_start on timesheets.time_entry (account, start_time, id);
create index time_entry_item on timesheets.time_entry (account, item, start_time, id);
create index time_entry_person on timesheets.time_entry (account, person, start_time, id);

-- All time on an item. Its row is locked by whoever changes time there, so that totals leave in the order in which they came about.
create table timesheets.item_total (
    account  uuid   not null,
    item     uuid   not null,
    total_us bigint not null constraint item_total_total_check check (total_us >= 0),
    revision bigint not null,
    constraint item_total_pkey primary key (account, item)
);
