-- A chat whose visitor does not write any more ends by itself after so many minutes (0: never), and says by whom it was ended.
alter table conversations.widget
    add column end_after_minutes integer not null default 30
        constraint widget_end_after_check check (end_after_minutes between 0 and 10080);
alter table conversations.chat
    add column ending smallint not null default 0
        constraint chat_ending_check check (ending between 0 and 3);
