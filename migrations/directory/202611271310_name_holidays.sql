-- What a holiday is called, and calendars that are made on request.
alter table directory.business_calendar
    add column holiday_names jsonb not null default '{}' constraint business_calendar_holiday_names_check check (jsonb_typeof(holiday_names) = 'object'),
    add column request_id uuid,
    add constraint business_calendar_request_unique unique (account, request_id);
-- One default, whoever changes it at the same time.
create unique index business_calendar_default on directory.business_calendar (account) where is_default;
