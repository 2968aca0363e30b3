-- Whether nobody had the item when the run was decided: then a round robin leaves it to whoever took it meanwhile.

alter table automation.rule_run add column unassigned boolean not null default false;
