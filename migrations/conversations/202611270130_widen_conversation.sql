-- Conversations about organizations, among users and in a chat: their kind, title, who opened them, whether they are closed.
-- A conversation about nothing is its own subject; kind 0 is what the subject says (rows of the release before).
alter table conversations.conversation
    add column kind       smallint not null default 0,
    add column title      text     not null default '',
    add column creator    text     not null default '',
    add column close_time timestamptz,
    drop constraint conversation_subject_kind_check,
    add constraint conversation_subject_kind_check check (subject_kind in ('item', 'proj', 'cus', 'org', 'chat', '')) not valid,
    add constraint conversation_kind_check check (kind between 0 and 7) not valid,
    add constraint conversation_private_check check (kind not in (5, 6) or visibility = 2) not valid;
