-- What customers use: web forms, portals, surveys.
create table customer_apps.web_form (
    account      uuid    not null,
    id           uuid    not null,
    key          text    not null,
    name         text    not null constraint web_form_name_check check (length(name) between 1 and 200),
    introduction text    not null constraint web_form_introduction_check check (length(introduction) <= 5000),
    item_type    uuid,
    enabled      boolean not null default true,
    revision     bigint  not null default 1,
    constraint web_form_pkey primary key (account, id),
    constraint web_form_key_unique unique (key)
);

create table customer_apps.portal (
    account uuid    not null,
    id      uuid    not null,
    key     text    not null,
    name    text    not null constraint portal_name_check check (length(name) between 1 and 200),
    enabled boolean not null default true,
    constraint portal_pkey primary key (account, id),
    constraint portal_key_unique unique (key)
);

create table customer_apps.survey (
    account     uuid        not null,
    id          uuid        not null,
    secret      bytea       not null,
    -- The request that made it: the same item and finish is one survey, and gives the same link again.
    request_id  uuid        not null,
    item        uuid        not null,
    item_number bigint      not null,
    item_title  text        not null,
    customer    uuid        not null,
    score       smallint    constraint survey_score_check check (score between 1 and 5),
    comment     text        not null default '' constraint survey_comment_check check (length(comment) <= 5000),
    create_time timestamptz not null,
    answer_time timestamptz,
    revision    bigint      not null default 1,
    constraint survey_pkey primary key (account, id),
    constraint survey_secret_unique unique (account, secret),
    constraint survey_request_unique unique (account, request_id)
);
create index survey_item on customer_apps.survey (account, item, id desc);
create index survey_time on customer_apps.survey (account, create_time);
