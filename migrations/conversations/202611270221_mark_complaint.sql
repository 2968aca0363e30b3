-- When the recipient of a mail called it spam.

alter table conversations.outgoing_mail
    add column complaint_time timestamptz;
