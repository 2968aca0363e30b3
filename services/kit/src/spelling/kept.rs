//! The words that an account has, kept in the schema of the service that has them, in tables named `search_word` and
//! `search_vocabulary`.
#![expect(
    clippy::disallowed_methods,
    reason = "the tables are in the schema of each service, whose name is known at run time only"
)]
use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, PgConnection, SqlSafeStr, SqlStr};
use uuid::Uuid;

use super::{meant, variants};
use crate::{Readers, Result};

/// The most words that an account has.
const MOST: i32 = 50_000;
/// The most words that one may have been meant for.
const CANDIDATES: i64 = 100;

/// The schema whose words they are, which is a constant of ours.
#[derive(Clone, Copy, Debug)]
pub struct Kept(pub &'static str);

impl Kept {
    fn sql(self, text: &str) -> SqlStr {
        AssertSqlSafe(text.replace("{s}", self.0)).into_sql_str()
    }

    /// Learns the words that are not known yet, of accounts that may have more. Words stay whose texts are gone: nothing is
    /// found by them.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn learn(self, db: &mut PgConnection, told: BTreeSet<(Uuid, String)>) -> Result<()> {
        let (accounts, words): (Vec<Uuid>, Vec<String>) = told.into_iter().unzip();
        let new: Vec<(Uuid, String)> = sqlx::query_as(self.sql(
            "select told.account, told.word
               from unnest($1::uuid[], $2::text[]) as told (account, word)
               left join {s}.search_vocabulary as kept on kept.account = told.account
              where coalesce(kept.words, 0) < $3
                and not exists (select from {s}.search_word as known
                                 where known.account = told.account and known.variant = told.word and known.word = told.word)
              order by 1, 2",
        ))
        .bind(accounts)
        .bind(words)
        .bind(MOST)
        .fetch_all(&mut *db)
        .await?;
        if new.is_empty() {
            return Ok(());
        }
        self.keep(db, new).await
    }

    async fn keep(self, db: &mut PgConnection, new: Vec<(Uuid, String)>) -> Result<()> {
        let (mut accounts, mut kept, mut words) = (Vec::new(), Vec::new(), Vec::new());
        for (account, word) in &new {
            for variant in variants(word) {
                accounts.push(*account);
                kept.push(variant);
                words.push(word.clone());
            }
        }
        let insert = self.sql(
            "insert into {s}.search_word (account, variant, word)
             select * from unnest($1::uuid[], $2::text[], $3::text[]) on conflict do nothing",
        );
        sqlx::query(insert).bind(accounts).bind(kept).bind(words).execute(&mut *db).await?;
        let learnt: Vec<Uuid> = new.into_iter().map(|(account, _)| account).collect();
        let count = self.sql(
            "insert into {s}.search_vocabulary as kept (account, words)
             select account, count(*)::integer from unnest($1::uuid[]) as learnt (account) group by account order by account
                 on conflict (account) do update set words = kept.words + excluded.words",
        );
        sqlx::query(count).bind(learnt).execute(db).await?;
        Ok(())
    }

    /// Those of some words that the account does not have.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn unknown(self, db: &Readers, account: Uuid, words: &[String]) -> Result<Vec<String>> {
        let unknown = sqlx::query_scalar(self.sql(
            "select asked.word
               from unnest($2::text[]) as asked (word)
              where not exists (select from {s}.search_word as known
                                 where known.account = $1 and known.variant = asked.word and known.word = asked.word)",
        ));
        Ok(unknown.bind(account).bind(words).fetch_all(db).await?)
    }

    /// What a word may have been meant for, the likeliest first.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn meant(self, db: &Readers, account: Uuid, word: &str) -> Result<Vec<String>> {
        let written: Vec<String> = variants(word).into_iter().collect();
        let candidates = sqlx::query_scalar(self.sql(
            "select distinct word from {s}.search_word where account = $1 and variant = any($2) limit $3",
        ));
        let candidates: Vec<String> =
            candidates.bind(account).bind(written).bind(CANDIDATES).fetch_all(db).await?;
        Ok(meant(word, &candidates))
    }
}
