-- What a mail says that is for its reader alone, such as a link by which they set their password, is shown to no administrator.
alter table conversations.outgoing_mail add column confidential boolean not null default false;
