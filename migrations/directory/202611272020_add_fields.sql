-- Customers, organizations and users have custom fields: values by the keys of their fields, which items knows.
alter table directory.customer add column fields jsonb not null default '{}';
alter table directory.customer add constraint customer_fields_check check (jsonb_typeof(fields) = 'object') not valid;
alter table directory.organization add column fields jsonb not null default '{}';
alter table directory.organization add constraint organization_fields_check check (jsonb_typeof(fields) = 'object') not valid;
alter table directory.user add column fields jsonb not null default '{}';
alter table directory.user add constraint user_fields_check check (jsonb_typeof(fields) = 'object') not valid;
