//! Mails that were blocked or put aside, looked at again by a person: let in, read again, or their sender blocked.
use tandem_kit::{
    Cause, Error, Result, Tx,
    id::{AccountId, MailId},
};
use tandem_proto::conversations::receive_email_response::Outcome;

use super::{Inbound, read};
use crate::{job, mail_policy, message::code, tools::Tools};

/// Lets a mail in. Announces `InboundMailChanged`.
///
/// # Errors
/// `NotFound`; `NOT_ASIDE` where it became something.
pub async fn release(tools: &Tools, cause: &Cause, id: MailId) -> Result<Inbound> {
    anew(tools, cause, id, Again::Released).await
}

/// Reads a mail again. Announces `InboundMailChanged`.
///
/// # Errors
/// `NotFound`; `NOT_ASIDE` where it became something.
pub async fn retry(tools: &Tools, cause: &Cause, id: MailId) -> Result<Inbound> {
    anew(tools, cause, id, Again::Judged).await
}

/// Blocks the sender of a mail.
///
/// # Errors
/// `NotFound`; `NO_SENDER` where it names none.
pub async fn block(tools: &Tools, cause: &Cause, id: MailId) -> Result<Inbound> {
    let mail = super::get(&tools.db, cause.account(), id).await?;
    let sender = [Some(&mail.from_address), mail.envelope_from.as_ref()]
        .into_iter()
        .flatten()
        .find(|one| one.contains('@'));
    let Some(sender) = sender else {
        return Err(Error::refused("NO_SENDER", "the mail names no sender that could be blocked"));
    };
    let mut tx = tools.db.begin().await?;
    mail_policy::block(&mut tx, cause.account(), sender).await?;
    tx.commit().await?;
    Ok(mail)
}

/// Throws a mail away that was kept out. Announces `InboundMailChanged`.
///
/// # Errors
/// `NotFound`; `NOT_ASIDE` where it became something, or waits to be read.
pub async fn discard(tools: &Tools, cause: &Cause, id: MailId) -> Result<()> {
    let account = cause.account();
    let mail = super::get(&tools.db, account, id).await?;
    let mut tx = tools.db.begin().await?;
    if super::lock(&mut tx, account, &mail).await? || !is_aside(&mail) {
        return Err(not_aside(&mail));
    }
    forget_text(&mut tx, account, &mail).await?;
    let gone = sqlx::query!(
        "delete from conversations.inbound_mail
          where account = $1 and id = $2 and outcome = any($3)",
        account.uuid(),
        mail.id,
        &[code(Outcome::Blocked as i32), code(Outcome::Quarantined as i32)]
    )
    .execute(&mut *tx)
    .await?;
    if gone.rows_affected() == 0 {
        return Err(Error::not_found("mail", id)); // let in or thrown away in this moment
    }
    super::tell(&mut tx, cause, &mail, None);
    tx.commit().await
}

fn is_aside(mail: &Inbound) -> bool {
    matches!(mail.outcome(), Outcome::Blocked | Outcome::Quarantined)
}

fn not_aside(mail: &Inbound) -> Error {
    let outcome = mail.outcome().as_str_name();
    Error::refused("NOT_ASIDE", format!("the mail was neither blocked nor put aside: it is {outcome}"))
}

/// What a mail that was kept out said goes.
async fn forget_text(tx: &mut Tx, account: AccountId, mail: &Inbound) -> Result<()> {
    sqlx::query!(
        "delete from conversations.message where account = $1 and id = $2 and conversation is null",
        account.uuid(),
        mail.message_id().uuid()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How a mail is read the second time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Again {
    /// By the same rules.
    Judged,
    /// Whatever they say.
    Released,
}

/// Makes a mail one that was not read yet: what it was kept as aside goes, its bytes stay.
async fn anew(tools: &Tools, cause: &Cause, id: MailId, again: Again) -> Result<Inbound> {
    let account = cause.account();
    let mail = super::get(&tools.db, account, id).await?;
    let mut tx = tools.db.begin().await?;
    if super::lock(&mut tx, account, &mail).await? {
        // It waits to be read: now is the time.
        job::put(&mut tx, job::Kind::Inbound, account, mail.id, tools.clock.now()).await?;
    } else if !is_aside(&mail) {
        return Err(not_aside(&mail));
    } else {
        forget_text(&mut tx, account, &mail).await?;
        sqlx::query!(
            "update conversations.inbound_mail
                set done = false, outcome = 8, message = null, problems = '{}', reason = '', released = released or $3
              where account = $1 and id = $2",
            account.uuid(),
            mail.id,
            again == Again::Released
        )
        .execute(&mut *tx)
        .await?;
        job::put(&mut tx, job::Kind::Inbound, account, mail.id, tools.clock.now() + super::LEASE).await?;
        super::tell(&mut tx, cause, &mail, Some(Outcome::Pending));
    }
    tx.commit().await?;
    read::read_now(tools, account, id).await
}
