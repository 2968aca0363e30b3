//! The words of titles, so that a word that is spelt wrong finds the right one.
use std::collections::BTreeSet;

use sqlx::PgConnection;
use tandem_kit::{Caller, Result, spelling};
use uuid::Uuid;

use crate::Env;

/// The most words that an account has.
const MOST: i32 = 50_000;
/// The most words that one may have been meant for.
const CANDIDATES: i64 = 100;

/// Learns the words of the titles of items. Those are kept whose item is gone, too: nothing is found by them.
///
/// # Errors
/// Where the database is away.
pub async fn learn(db: &mut PgConnection, accounts: &[Uuid], ids: &[Uuid]) -> Result<()> {
    let titles = sqlx::query!(
        "select item.account, item.title
           from unnest($1::uuid[], $2::uuid[]) as marked (account, id)
           join items.item on item.account = marked.account and item.id = marked.id",
        accounts,
        ids
    )
    .fetch_all(&mut *db)
    .await?;
    let told: BTreeSet<(Uuid, String)> = titles
        .iter()
        .flat_map(|row| spelling::words(&row.title).into_iter().map(|word| (row.account, word)))
        .collect();
    let new = unknown(db, told).await?;
    if new.is_empty() {
        return Ok(());
    }
    keep(db, new).await
}

/// Those that are not known, of accounts that may have more.
async fn unknown(db: &mut PgConnection, told: BTreeSet<(Uuid, String)>) -> Result<Vec<(Uuid, String)>> {
    let (accounts, words): (Vec<Uuid>, Vec<String>) = told.into_iter().unzip();
    let new = sqlx::query!(
        r#"select told.account as "account!", told.word as "word!"
             from unnest($1::uuid[], $2::text[]) as told (account, word)
             left join items.search_vocabulary on search_vocabulary.account = told.account
            where coalesce(search_vocabulary.words, 0) < $3
              and not exists (select from items.search_word
                               where search_word.account = told.account
                                 and search_word.variant = told.word
                                 and search_word.word = told.word)
            order by 1, 2"#,
        &accounts,
        &words,
        MOST
    )
    .fetch_all(db)
    .await?;
    Ok(new.into_iter().map(|row| (row.account, row.word)).collect())
}

async fn keep(db: &mut PgConnection, new: Vec<(Uuid, String)>) -> Result<()> {
    let (mut accounts, mut variants, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for (account, word) in &new {
        for variant in spelling::variants(word) {
            accounts.push(*account);
            variants.push(variant);
            words.push(word.clone());
        }
    }
    sqlx::query!(
        "insert into items.search_word (account, variant, word)
         select * from unnest($1::uuid[], $2::text[], $3::text[])
             on conflict on constraint search_word_pkey do nothing",
        &accounts,
        &variants,
        &words
    )
    .execute(&mut *db)
    .await?;
    let learnt: Vec<Uuid> = new.into_iter().map(|(account, _)| account).collect();
    sqlx::query!(
        "insert into items.search_vocabulary (account, words)
         select account, count(*)::integer from unnest($1::uuid[]) as learnt (account) group by account order by account
             on conflict on constraint search_vocabulary_pkey do update
            set words = search_vocabulary.words + excluded.words",
        &learnt
    )
    .execute(db)
    .await?;
    Ok(())
}

/// Those of some words that no title has.
///
/// # Errors
/// Where the database is away.
pub async fn in_no_title(env: &Env, caller: &Caller, words: &[String]) -> Result<Vec<String>> {
    let missing = sqlx::query_scalar!(
        r#"select asked.word as "word!"
             from unnest($2::text[]) as asked (word)
            where not exists (select from items.search_word
                               where search_word.account = $1
                                 and search_word.variant = asked.word
                                 and search_word.word = asked.word)"#,
        caller.account,
        words
    );
    Ok(missing.fetch_all(env.db.pool()).await?)
}

/// What a word may have been meant for, the likeliest first.
///
/// # Errors
/// Where the database is away.
pub async fn meant(env: &Env, caller: &Caller, word: &str) -> Result<Vec<String>> {
    let variants: Vec<String> = spelling::variants(word).into_iter().collect();
    let candidates = sqlx::query_scalar!(
        "select distinct word from items.search_word where account = $1 and variant = any($2) limit $3",
        caller.account,
        &variants,
        CANDIDATES
    );
    Ok(spelling::meant(word, &candidates.fetch_all(env.db.pool()).await?))
}
