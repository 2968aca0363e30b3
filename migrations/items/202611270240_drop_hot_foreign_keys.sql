-- Every create locked the same two rows of item_type and status, beside every other create of its account: that was half of
-- what a create cost (docs/decisions/0010). Types and statuses are never deleted, which a walk over all statements holds.
alter table items.item drop constraint item_type_fkey, drop constraint item_status_fkey;
