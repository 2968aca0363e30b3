-- What the checks of the file before say of rows that were there: read without a lock on writers.
alter table conversations.conversation validate constraint conversation_subject_kind_check;
alter table conversations.conversation validate constraint conversation_kind_check;
alter table conversations.conversation validate constraint conversation_private_check;
