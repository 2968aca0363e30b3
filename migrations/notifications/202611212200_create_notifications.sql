-- Who follows what, and what each user should know; what stayed unseen for a minute goes by e-mail.
create table notifications.follow (
    account     uuid        not null,
    subject     text        not null,
    follower    text        not null constraint follow_follower_check check (follower like 'usr\_%' or follower like 'cus\_%'),
    create_time timestamptz not null,
    constraint follow_pkey primary key (account, subject, follower)
);
create index follow_follower on notifications.follow (account, follower);

-- What a line about an item needs, kept from the items' own events.
create table notifications.item (
    account   uuid   not null,
    id        uuid   not null,
    title     text   not null,
    number    bigint not null,
    assignees text[] not null,
    revision  bigint not null,
    constraint item_pkey primary key (account, id)
);

create table notifications.notification (
    account     uuid        not null,
    id          uuid        not null,
    user_id     uuid        not null,
    event_id    uuid        not null,
    reason      smallint    not null,
    subject     text        not null,
    line        text        not null,
    actor       text        not null,
    create_time timestamptz not null,
    see_time    timestamptz,
    -- Set together when a mail about it is begun, so that a crash repeats the same mail and no other.
    mail_batch  uuid,
    mail_lease  timestamptz,
    mail_time   timestamptz,
    constraint notification_pkey primary key (account, id),
    constraint notification_event_unique unique (account, event_id, user_id, reason)
);
create index notification_user on notifications.notification (account, user_id, id desc);
create index notification_unseen on notifications.notification (account, user_id, subject) where see_time is null;
create index notification_unmailed on notifications.notification (create_time) where see_time is null and mail_time is null;

create table notifications.preference (
    account uuid    not null,
    user_id uuid    not null,
    email   boolean not null,
    constraint preference_pkey primary key (account, user_id)
);
