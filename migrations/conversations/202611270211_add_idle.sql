-- Which mailboxes tell of new mail by themselves (IMAP IDLE), and until when somebody listens to one.
alter table conversations.mailbox_poll
    add column idles      boolean     not null default false,
    add column idle_until timestamptz;
