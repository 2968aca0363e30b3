-- What the checks of the file before say of rows that were there: read without a lock on writers.
alter table items.item validate constraint item_parent_check;
alter table items.item validate constraint item_child_count_check;
alter table items.item validate constraint item_percent_complete_check;
alter table items.item validate constraint item_checklist_check;
