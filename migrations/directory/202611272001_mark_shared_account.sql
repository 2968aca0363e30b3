-- Since when something in an account is shared with some only: before that, nobody asks who sees what. Told with each credential.
alter table directory.account add column share_time timestamptz;
