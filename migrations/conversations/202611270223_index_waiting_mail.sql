-- no-transaction
-- What waits for a relay: its backlog in the channel health.
create index concurrently outgoing_mail_waiting on conversations.outgoing_mail (account, mailbox) where state in (1, 3) and mailbox is not null;
