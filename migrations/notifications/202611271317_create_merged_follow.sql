-- Who follows an item because they followed one that was merged into it: they leave with that.
create table notifications.merged_follow (
    account  uuid not null,
    merge    uuid not null,
    subject  text not null,
    follower text not null,
    constraint merged_follow_pkey primary key (account, merge, follower)
);
