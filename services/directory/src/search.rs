//! People and organizations by the beginnings of words, or by words that are spelt much the same.
use std::{collections::BTreeSet, sync::Arc};

use tandem_kit::{
    Cause, Consumer, Db, Readers, Result, Tx,
    id::AccountId,
    spelling::{self, Kept},
};
use tandem_proto::{
    directory::{
        CustomerCreated, CustomerUpdated, OrganizationCreated, OrganizationUpdated, UserCreated, UserUpdated,
    },
    event::Event,
};

const WORDS: &str = "directory.words";
pub const KEPT: Kept = Kept("directory");
/// The most words of a question.
const MOST: usize = 10;
/// How many readings of a word that is spelt wrong are tried.
const TRIED: usize = 3;

/// Words, as the index reads them.
pub struct Words {
    /// Each may be the beginning of a word; the account is one of them.
    pub sql: String,
    /// As they are typed, for the beginnings of domains.
    typed: String,
}

impl Words {
    /// What begins as typed, for `like`.
    pub fn beginning(&self) -> String {
        format!("{}%", self.typed.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
    }
}

/// Whether a question has any words.
pub fn has_words(query: &str) -> bool {
    spelling::split(query).next().is_some()
}

/// The words of a question.
pub fn words_of(account: AccountId, query: &str) -> Words {
    let beginnings = spelling::split(query).take(MOST).map(|word| format!(" & '{word}':*"));
    let sql = format!("'acc{}'{}", account.uuid().simple(), beginnings.collect::<String>());
    Words { sql, typed: query.trim().to_lowercase() }
}

/// Other readings of a question, the likeliest first.
///
/// # Errors
/// Where the database is away.
pub async fn corrections(db: &Readers, account: AccountId, query: &str) -> Result<Vec<String>> {
    let typed: Vec<String> = spelling::words(query).into_iter().take(MOST).collect();
    let mut readings = vec![query.to_lowercase()];
    for word in KEPT.unknown(db, account.uuid(), &typed).await? {
        let meant = KEPT.meant(db, account.uuid(), &word).await?;
        let Some(likeliest) = meant.first() else { continue };
        readings = if readings.len() == 1 {
            meant.iter().take(TRIED).map(|other| spelling::rewritten(&readings[0], &word, other)).collect()
        } else {
            readings.iter().map(|text| spelling::rewritten(text, &word, likeliest)).collect()
        };
    }
    readings.retain(|text| *text != query.to_lowercase());
    Ok(readings)
}

/// Learns the words of names and addresses after they were written.
pub fn consumer(db: &Db) -> Consumer {
    let writing = db.clone();
    Consumer::reading(WORDS)
        .on(|_: Arc<Event>, what: UserCreated| async move { Ok(what.user.map(|u| named(&u.name, &u.email))) })
        .on(|_: Arc<Event>, what: UserUpdated| async move { Ok(what.user.map(|u| named(&u.name, &u.email))) })
        .on(|_: Arc<Event>, what: CustomerCreated| async move {
            Ok(what.customer.map(|c| named(&c.name, &c.email)))
        })
        .on(|_: Arc<Event>, what: CustomerUpdated| async move {
            Ok(what.customer.map(|c| named(&c.name, &c.email)))
        })
        .on(|_: Arc<Event>, what: OrganizationCreated| async move {
            Ok(what.organization.map(|o| named(&o.name, &o.domains.join(" "))))
        })
        .on(|_: Arc<Event>, what: OrganizationUpdated| async move {
            Ok(what.organization.map(|o| named(&o.name, &o.domains.join(" "))))
        })
        .write(move |told| {
            let db = writing.clone();
            async move { learn(&db, told).await }
        })
}

fn named(name: &str, also: &str) -> String {
    format!("{name} {also}")
}

async fn learn(db: &Db, told: Vec<(Arc<Event>, String)>) -> Result<()> {
    let mut tx: Tx = db.begin().await?;
    let mut words = BTreeSet::new();
    for (event, text) in tx.first_of(WORDS, told).await? {
        let account = Cause::of_event(&event)?.caller.account;
        words.extend(spelling::words(&text).into_iter().map(|word| (account, word)));
    }
    KEPT.learn(&mut tx, words).await?;
    tx.commit().await
}
