-- no-transaction
create index concurrently if not exists inbound_mail_message on conversations.inbound_mail (account, message) where message is not null;
