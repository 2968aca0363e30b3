-- A create asked for the same two rows of item_type and status, and locked them, beside every other create of the account.
-- The process that writes knows the types and statuses, of which none is ever deleted. An activity is written in the
-- transaction that makes or locks its item.
alter table items.item drop constraint item_type_fkey, drop constraint item_status_fkey;
alter table items.activity drop constraint activity_item_fkey;
