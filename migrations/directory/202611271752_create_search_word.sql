-- The words of names and addresses, by themselves and without each of their letters: how a name that is spelt wrong is found.
create table directory.search_word (
    account uuid not null,
    variant text not null,
    word    text not null,
    constraint search_word_pkey primary key (account, variant, word)
);

-- How many words an account has there; they are bounded.
create table directory.search_vocabulary (
    account uuid    not null constraint search_vocabulary_pkey primary key,
    words   integer not null
);
