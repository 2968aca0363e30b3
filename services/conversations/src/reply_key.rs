//! The secret that an account's reply addresses are signed with, made when it is first needed.
use tandem_kit::{
    Db, Result,
    id::{AccountId, ConversationId},
};

use crate::mail::{Bound, ReplyKey};

/// The account's key.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: &Db, account: AccountId) -> Result<ReplyKey> {
    if let Some(key) = known(db, account).await? {
        return Ok(key);
    }
    let mut secret = [0_u8; 32];
    getrandom::fill(&mut secret).map_err(anyhow::Error::from)?;
    let kept = sqlx::query_scalar!(
        "insert into conversations.setting (account, reply_secret)
         values ($1, $2)
         on conflict (account) do update set reply_secret = setting.reply_secret
         returning reply_secret",
        account.uuid(),
        secret.as_slice()
    )
    .fetch_one(db.pool())
    .await?;
    Ok(ReplyKey::new(&kept))
}

/// The key of an account that has one: what a stranger names makes none.
///
/// # Errors
/// Where the database is away.
pub async fn known(db: &Db, account: AccountId) -> Result<Option<ReplyKey>> {
    let known = sqlx::query_scalar!(
        "select reply_secret from conversations.setting where account = $1",
        account.uuid()
    )
    .fetch_optional(db.pool())
    .await?;
    Ok(known.map(|secret| ReplyKey::new(&secret)))
}

/// What a conversation's reply address stands for.
#[must_use]
pub fn bound(account: AccountId, conversation: ConversationId) -> Bound {
    Bound { account: account.uuid().into_bytes(), conversation: conversation.uuid().into_bytes() }
}
