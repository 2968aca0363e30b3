-- no-transaction
-- Chats that wait, which every screen counts.
create index concurrently chat_waiting on conversations.chat (account, wait_time, id) where state = 1;
