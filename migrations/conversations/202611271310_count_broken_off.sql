-- How often a relay broke off over a mail without a word: that is the mail's doing, where the relay takes others.
alter table conversations.outgoing_mail
    add column broken_off smallint not null default 0;
