-- Whether a user takes chats (1), has said that they do not (0), or has left without a word (2): what they leave behind goes back to the queue.
alter table conversations.chat_agent
    add column shift smallint not null default 0 constraint chat_agent_shift_check check (shift in (0, 1, 2));
create index chat_agent_shift on conversations.chat_agent (account, until_time) where shift = 1;
