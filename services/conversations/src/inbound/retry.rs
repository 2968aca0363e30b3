//! A mail that was put aside, read once more because somebody asks for it.
use tandem_kit::{
    Error, Result,
    id::{AccountId, MailId},
};
use tandem_proto::conversations::receive_email_response::Outcome;
use tracing::warn;

use super::Inbound;
use crate::{job, message::code, tools::Tools};

/// Reads a quarantined mail again. The message that showed it goes: it becomes one where it belongs, or is put aside anew.
///
/// # Errors
/// `NotFound`; `NOT_QUARANTINED` for any other mail.
pub async fn again(tools: &Tools, account: AccountId, id: MailId) -> Result<Inbound> {
    take_back(tools, account, id).await?;
    if let Err(error) = super::read::read(tools, account, id).await {
        warn!(mail.id = %id, error = format!("{error:#}"), "a mail that is retried could not be read yet");
    }
    super::get(&tools.db, account, id).await
}

/// Makes it one that has yet to be read: now, or else when its lease ends.
async fn take_back(tools: &Tools, account: AccountId, id: MailId) -> Result<()> {
    let mut tx = tools.db.begin().await?;
    let taken = sqlx::query_scalar!(
        "update conversations.inbound_mail
            set done = false, outcome = $4, problems = '{}', message = null, conversation = null, item = null
          where account = $1 and id = $2 and done and outcome = $3
         returning id",
        account.uuid(),
        id.uuid(),
        code(Outcome::Quarantined as i32),
        code(Outcome::Pending as i32)
    )
    .fetch_optional(&mut *tx)
    .await?;
    if taken.is_none() {
        let mail = super::get(&tools.db, account, id).await?;
        let outcome = mail.outcome().as_str_name().trim_start_matches("OUTCOME_").to_owned();
        return Err(Error::refused("NOT_QUARANTINED", format!("the mail is {outcome}, not QUARANTINED")));
    }
    let mail = super::get(&tools.db, account, id).await?;
    sqlx::query!(
        "delete from conversations.message where account = $1 and id = $2 and conversation is null",
        account.uuid(),
        mail.message_id().uuid()
    )
    .execute(&mut *tx)
    .await?;
    job::put(&mut tx, job::Kind::Inbound, account, id.uuid(), tools.clock.now() + super::LEASE).await?;
    tx.commit().await
}
