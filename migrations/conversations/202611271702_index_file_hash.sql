-- no-transaction
create index concurrently if not exists attachment_sha256 on conversations.attachment (account, sha256);
