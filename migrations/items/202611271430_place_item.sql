-- Where an item stands among others: under which it is, what it was merged into, whether it is archived, and what is counted of its parts.
alter table items.item
    add column parent               uuid,
    add column child_count          integer  not null default 0,
    add column finished_child_count integer  not null default 0,
    add column percent_complete     smallint not null default 0,
    add column merged_into          uuid,
    add column merged_into_number   bigint,
    add column archive_time         timestamptz,
    add column checklist_count      integer  not null default 0,
    add column checklist_done_count integer  not null default 0,
    add constraint item_parent_check check (parent <> id) not valid,
    add constraint item_child_count_check check (child_count between 0 and 500) not valid,
    add constraint item_percent_complete_check check (percent_complete between 0 and 100) not valid,
    add constraint item_checklist_check check (checklist_count between 0 and 100) not valid;
