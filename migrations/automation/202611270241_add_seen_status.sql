-- A rule changes the status that its condition saw, and leaves the one that somebody gave an item meanwhile.
alter table automation.rule_run add column seen_status uuid;
