//! Pictures of signatures that no mail shows to be such: the same small one comes with several mails of a sender.
use tandem_kit::{Result, id::AccountId};

use super::Inbound;
use crate::{mail::Mail, tools::Tools};

/// A picture that is learned is no larger, in bytes: a screenshot is.
const LARGEST: usize = 48 * 1024;
/// Most pictures of one mail that are counted.
const MOST: usize = 20;
/// With so many mails of its sender it is their signature's.
const ENOUGH: i32 = 3;

/// Counts the small pictures of a mail, and marks those that came often before. The same mail counts once.
///
/// # Errors
/// Where the database is away.
pub async fn learn(tools: &Tools, account: AccountId, kept: &Inbound, mail: &mut Mail) -> Result<()> {
    let sender = mail.from.address.to_lowercase();
    let candidates = mail.attachments.iter().filter(|file| {
        let shown = file.inline || file.content_id.is_some();
        shown && file.content_type.starts_with("image/") && file.size <= LARGEST && !file.signature_picture
    });
    let mut hashes: Vec<String> = candidates.take(MOST).map(|file| file.sha256.clone()).collect();
    hashes.sort();
    hashes.dedup();
    if hashes.is_empty() || sender.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into conversations.sender_picture (account, sender, sha256, last_mail, update_time)
         select $1, $2, picture.sha256, $4, $5
           from unnest($3::text[]) as picture (sha256)
         on conflict on constraint sender_picture_pkey do update
            set mails = least(sender_picture.mails + 1, 1000), last_mail = excluded.last_mail, update_time = excluded.update_time
          where sender_picture.last_mail <> excluded.last_mail",
        account.uuid(),
        sender,
        &hashes,
        kept.id,
        tools.clock.now()
    )
    .execute(tools.db.pool())
    .await?;
    let often = sqlx::query_scalar!(
        "select sha256 from conversations.sender_picture
          where account = $1 and sender = $2 and sha256 = any($3) and mails >= $4",
        account.uuid(),
        sender,
        &hashes,
        ENOUGH
    )
    .fetch_all(tools.db.pool())
    .await?;
    for file in &mut mail.attachments {
        file.signature_picture |= file.size <= LARGEST && often.contains(&file.sha256);
    }
    Ok(())
}
