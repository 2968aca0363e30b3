-- Calendars on the web whose days become holidays here, fetched day by day.
create table directory.holiday_feed (
    account       uuid        not null,
    id            uuid        not null,
    calendar      uuid        not null,
    url           text        not null constraint holiday_feed_url_check check (length(url) between 1 and 2000),
    request_id    uuid,
    -- By what its server knows what it answered with.
    etag          text        not null default '',
    last_modified text        not null default '',
    -- What it brought, by date, and what of it somebody took out of the holidays.
    days          jsonb       not null default '{}' constraint holiday_feed_days_check check (jsonb_typeof(days) = 'object'),
    left_out      text[]      not null default '{}',
    problem       text        not null default '',
    failures      integer     not null default 0,
    -- When it was last read whole, when it was last found to be as it is known, and when it was last tried.
    read_time     timestamptz,
    fetch_time    timestamptz,
    try_time      timestamptz,
    next_time     timestamptz not null,
    create_time   timestamptz not null,
    revision      bigint      not null default 1,
    constraint holiday_feed_pkey primary key (account, id),
    constraint holiday_feed_calendar_fkey foreign key (account, calendar)
        references directory.business_calendar (account, id) on delete cascade,
    constraint holiday_feed_unique unique (account, calendar, url),
    constraint holiday_feed_request_unique unique (account, request_id)
);
create index holiday_feed_next on directory.holiday_feed (next_time);
