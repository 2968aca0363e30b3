-- The customers who follow an item or a conversation, as notifications tells it: so a reply reaches them while notifications is away.

create table conversations.follower (
    account uuid not null,
    subject text not null,
    person  text not null,
    constraint follower_pkey primary key (account, subject, person)
);
