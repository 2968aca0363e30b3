-- What the file before says of rows that were there: read without a lock on writers.
alter table items.item validate constraint item_folder_check;
alter table items.item validate constraint item_planned_check;
alter table items.item validate constraint item_folder_fkey;
