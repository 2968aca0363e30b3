-- The folder of an item, which is one of its project's, and when its work is planned.
alter table items.item
    add column folder         uuid,
    add column planned_start  timestamptz,
    add column planned_finish timestamptz,
    add constraint item_folder_check check (folder is null or project is not null) not valid,
    add constraint item_planned_check check (planned_finish >= planned_start) not valid,
    add constraint item_folder_fkey foreign key (account, project, folder) references items.folder (account, project, id) not valid;
