-- The custom fields that a web form asks for: key, and whether it is required.
alter table customer_apps.web_form add column fields jsonb not null default '[]';
alter table customer_apps.web_form add constraint web_form_fields_check check (jsonb_typeof(fields) = 'array');
