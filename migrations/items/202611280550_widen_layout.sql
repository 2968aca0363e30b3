-- Views are laid out by service level too.
alter table items.view
    drop constraint view_layout_check,
    add constraint view_layout_check check (layout in ('list', 'board', 'folders', 'subtasks', 'customers', 'portfolios', 'calendar', 'service_level'));
