-- no-transaction
-- What is due in a month, beside what is planned in it: the calendar asks for either, and what is due never is left out here.
create index concurrently if not exists item_due_known on items.item (account, due_time, id)
 where due_time is not null and delete_time is null;
