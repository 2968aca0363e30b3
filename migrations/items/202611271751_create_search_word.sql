-- The words of titles, by themselves and without each of their letters: how a word that is spelt wrong finds the right one.
create table items.search_word (
    account uuid not null,
    variant text not null,
    word    text not null,
    constraint search_word_pkey primary key (account, variant, word)
);

-- How many words an account has there; they are bounded.
create table items.search_vocabulary (
    account uuid    not null constraint search_vocabulary_pkey primary key,
    words   integer not null
);
