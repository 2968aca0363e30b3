-- What is there is checked without holding up who writes.
alter table directory.customer validate constraint customer_fields_check;
alter table directory.organization validate constraint organization_fields_check;
alter table directory.user validate constraint user_fields_check;
