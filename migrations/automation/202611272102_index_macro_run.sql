-- no-transaction
create index concurrently if not exists rule_run_macro_run on automation.rule_run (account, macro_run) where macro_run is not null;
