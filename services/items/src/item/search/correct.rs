//! What may have been meant where little is found: words that nothing of the account has are taken for those of titles.
use std::collections::BTreeSet;

use tandem_kit::{Caller, Result, spelling};

use crate::{Env, item::words::KEPT};

/// The most words of one question that are corrected.
const MOST: usize = 5;
/// How many readings are tried.
const TRIED: usize = 3;
/// Of what word is looked for whether anything has it.
const FEW: i64 = 1_000;

/// Other readings of a question, the likeliest first.
///
/// # Errors
/// Where the database is away.
pub async fn corrections(env: &Env, caller: &Caller, asked: &str) -> Result<Vec<String>> {
    let typed: BTreeSet<String> = spelling::words(asked);
    let typed: Vec<String> = typed.into_iter().collect();
    let missing = KEPT.unknown(env.db.pool(), caller.account, &typed).await?;
    if missing.is_empty() || missing.len() > MOST {
        return Ok(Vec::new());
    }
    let last = spelling::split(asked).last().unwrap_or_default();
    let mut readings = vec![asked.to_owned()];
    for word in missing {
        if is_anywhere(env, caller, &word, word == last).await? {
            continue;
        }
        let meant = KEPT.meant(env.db.pool(), caller.account, &word).await?;
        let Some(likeliest) = meant.first() else { continue };
        readings = if readings.len() == 1 {
            meant.iter().take(TRIED).map(|other| spelling::rewritten(&readings[0], &word, other)).collect()
        } else {
            readings.iter().map(|text| spelling::rewritten(text, &word, likeliest)).collect()
        };
    }
    readings.retain(|text| text != asked);
    Ok(readings)
}

/// Whether any item has the word, wherever it is written. Only words that no title has are looked for, so few have it.
async fn is_anywhere(env: &Env, caller: &Caller, word: &str, begins: bool) -> Result<bool> {
    let account = caller.account.simple();
    let query = format!("'acc{account}' & '{word}'{}", if begins { ":*" } else { "" });
    let found = sqlx::query_scalar!(
        r#"with hit as materialized (select 1 from items.search_document
                                      where account = $1 and document @@ $2::text::tsquery
                                      limit $3)
           select exists (select from hit) as "found!""#,
        caller.account,
        query,
        FEW
    );
    Ok(found.fetch_one(env.db.pool()).await?)
}
