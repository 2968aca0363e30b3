//! Entries that are older than their account keeps them are forgotten, a thousand at a time; those of what was deleted stay.
#![expect(
    clippy::disallowed_methods,
    reason = "the kit's tables are in the schema of each service, whose name is known at run time only"
)]
use chrono::{DateTime, TimeDelta, Utc};
use tandem_proto::directory::{GetAccountByIdRequest, accounts_service_client::AccountsServiceClient};
use tonic::Code;
use uuid::Uuid;

use crate::{Cause, Db, Result, auth, id::AccountId, rpc::Channel};

/// The fewest days that an account can keep them.
const FEWEST_DAYS: i64 = 30;

/// How often so many are forgotten of an account in one turn: more than it makes in an hour.
const ROUNDS: usize = 100;

/// Forgets some of each account; answers how many.
pub(crate) async fn forget(db: &Db, directory: &Channel) -> Result<usize> {
    let eldest = db.now() - TimeDelta::days(FEWEST_DAYS);
    let accounts: Vec<Uuid> =
        sqlx::query_scalar(db.statements().audited_long.clone()).bind(eldest).fetch_all(db.pool()).await?;
    let mut gone = 0;
    for account in accounts {
        let Some(until) = kept_since(db, directory, account).await? else { continue };
        for _ in 0..ROUNDS {
            let forgotten = sqlx::query(db.statements().forget_entries.clone()).bind(account).bind(until);
            let forgotten = usize::try_from(forgotten.execute(db.pool()).await?.rows_affected()).unwrap_or(0);
            gone += forgotten;
            if forgotten == 0 {
                break;
            }
        }
    }
    Ok(gone)
}

/// From when on an account keeps them; none: all of them.
async fn kept_since(db: &Db, directory: &Channel, account: Uuid) -> Result<Option<DateTime<Utc>>> {
    let id = AccountId::from(account);
    let request = GetAccountByIdRequest { id: id.to_string() };
    let mut directory = AccountsServiceClient::new(directory.clone());
    let days = match auth::acting(&Cause::system(id), directory.get_account_by_id(request)).await {
        Ok(account) => i64::from(account.into_inner().audit_kept_days),
        Err(status) if status.code() == Code::NotFound => 0,
        Err(status) => return Err(status.into()),
    };
    Ok((days > 0).then(|| db.now() - TimeDelta::days(days.max(FEWEST_DAYS))))
}
