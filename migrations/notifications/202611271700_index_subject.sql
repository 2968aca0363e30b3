-- no-transaction
-- What is known of an item, whoever was told: it goes with the item.
create index concurrently if not exists notification_subject on notifications.notification (account, subject);
