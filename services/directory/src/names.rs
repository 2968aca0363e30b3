//! Learning the words of names that were written before words were learnt, a batch at a time.
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use tandem_kit::{Db, Page, Result, id::AccountId, spelling};
use uuid::Uuid;

use crate::search::KEPT;

/// How many names are read at a call.
pub const BATCH: i64 = 1_000;

/// Whose names are read, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Of {
    #[default]
    Users,
    Customers,
    Organizations,
}

impl Of {
    fn next(self) -> Option<Self> {
        match self {
            Self::Users => Some(Self::Customers),
            Self::Customers => Some(Self::Organizations),
            Self::Organizations => None,
        }
    }
}

/// Where a batch ended.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct After {
    of: Of,
    account: Uuid,
    id: Uuid,
}

struct Name {
    account: Uuid,
    id: Uuid,
    text: String,
}

/// Learns the words of the next names; answers how many there were, and how to go on where more may follow.
///
/// # Errors
/// Where the database is away.
pub async fn learn(db: &Db, account: Option<AccountId>, after: After) -> Result<(usize, String)> {
    let mut tx = db.begin().await?;
    let names = read(&mut tx, account.map(|account| account.uuid()), after).await?;
    let words = names
        .iter()
        .flat_map(|name| spelling::words(&name.text).into_iter().map(|word| (name.account, word)))
        .collect::<BTreeSet<_>>();
    KEPT.learn(&mut tx, words).await?;
    tx.commit().await?;
    let more = i64::try_from(names.len()).is_ok_and(|read| read >= BATCH);
    let next = match names.last().filter(|_| more) {
        Some(last) => Some(After { of: after.of, account: last.account, id: last.id }),
        None => after.of.next().map(|of| After { of, ..After::default() }),
    };
    Ok((names.len(), next.as_ref().map(Page::token).unwrap_or_default()))
}

async fn read(db: &mut sqlx::PgConnection, account: Option<Uuid>, after: After) -> Result<Vec<Name>> {
    Ok(match after.of {
        Of::Users => {
            sqlx::query_as!(
                Name,
                r#"/* every account: the operator asks for all of them */
                   select account, id, name || ' ' || email as "text!"
                     from directory.user
                    where (account, id) > ($2, $3) and ($1::uuid is null or account = $1)
                    order by account, id
                    limit $4"#,
                account,
                after.account,
                after.id,
                BATCH
            )
            .fetch_all(db)
            .await?
        }
        Of::Customers => {
            sqlx::query_as!(
                Name,
                r#"/* every account: the operator asks for all of them */
                   select account, id, name || ' ' || email as "text!"
                     from directory.customer
                    where (account, id) > ($2, $3) and ($1::uuid is null or account = $1)
                    order by account, id
                    limit $4"#,
                account,
                after.account,
                after.id,
                BATCH
            )
            .fetch_all(db)
            .await?
        }
        Of::Organizations => {
            sqlx::query_as!(
                Name,
                r#"/* every account: the operator asks for all of them */
                   select account, id,
                          name || ' ' || array_to_string(array(select domain from directory.organization_domain d
                                                                where d.account = o.account and d.organization = o.id), ' ') as "text!"
                     from directory.organization o
                    where (account, id) > ($2, $3) and ($1::uuid is null or account = $1)
                    order by account, id
                    limit $4"#,
                account,
                after.account,
                after.id,
                BATCH
            )
            .fetch_all(db)
            .await?
        }
    })
}
