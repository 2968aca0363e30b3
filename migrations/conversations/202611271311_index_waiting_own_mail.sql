-- no-transaction
-- What waits for the installation's relay: its backlog in the channel health.
create index concurrently outgoing_mail_waiting_own on conversations.outgoing_mail (account) where state in (1, 3) and mailbox is null;
