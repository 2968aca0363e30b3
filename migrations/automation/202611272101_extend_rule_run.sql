-- A run of a macro is told from one of a rule; what its item was before and after is kept, so that it can be put back.
alter table automation.rule_run
    add column macro_run uuid,
    -- The run whose changes this one puts back.
    add column undoes uuid,
    add column before jsonb,
    add column after jsonb;
