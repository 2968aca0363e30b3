-- "My open items" is the list that is asked for most: it reads open items alone, however many are finished.
create index item_assignees_open on items.item using gin (assignees) with (fastupdate = off) where delete_time is null and state <> 'finished';
