-- no-transaction
create index concurrently if not exists conversation_open on conversations.conversation (account, last_message_time desc, id desc)
 where visibility = 1 and last_message_time is not null and close_time is null;
