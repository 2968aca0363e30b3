-- Time of items that were merged: where the time of an item is logged now, and which entries moved by which merge.
alter table timesheets.item_total add column merged_into uuid, add column merge uuid;

create table timesheets.merged_entry (
    account    uuid not null,
    merge      uuid not null,
    time_entry uuid not null,
    constraint merged_entry_pkey primary key (account, merge, time_entry)
);
create index merged_entry_entry on timesheets.merged_entry (account, time_entry, merge);
