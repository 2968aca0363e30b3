-- How long an account keeps the entries of its audit; 0 for ever.
alter table directory.account
    add column audit_kept_days integer not null default 400
        constraint account_audit_kept_days_check check (audit_kept_days = 0 or audit_kept_days between 30 and 3650);
