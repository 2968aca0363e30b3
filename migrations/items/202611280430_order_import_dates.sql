-- How the dates of a file are written that may be two: 3/4/2026.
alter table items.import
    add column date_order text not null default 'unsaid' constraint import_date_order_check check (date_order in ('unsaid', 'day_first', 'month_first'));
