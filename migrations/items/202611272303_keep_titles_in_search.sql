-- Documents keep the title beside the words of it, and the revision at which it was kept, so that parts of words are found out of the write path.
alter table items.search_document add column title text, add column titled bigint;
