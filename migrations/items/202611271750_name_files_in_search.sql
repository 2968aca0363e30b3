-- What the attachments of a message are called stands apart from what it says, so that a hit can tell which it is.
alter table items.search_text add column names text not null default '';
