//! Files: bytes kept once in an account, by their hash, under as many names as they were sent with.
use bytes::Bytes;
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};
use tandem_kit::{
    Cause, Db, Error, Result, Tx,
    id::{AccountId, AttachmentId, MessageId},
};
use uuid::Uuid;

use crate::{mail, tools::Tools};

pub mod receive;
pub mod show;

/// Largest file that may be uploaded, in bytes.
pub const LARGEST: usize = 25 * 1024 * 1024;
/// The same of one that an administrator uploads to import it.
pub const LARGEST_IMPORT: usize = 100 * 1024 * 1024;
/// Most files of one message.
pub const MOST: usize = 50;

/// A file.
#[derive(Clone, Debug)]
pub struct File {
    pub id: Uuid,
    pub message: Option<Uuid>,
    /// Who uploaded it; empty for a mail's.
    pub owner: String,
    pub name: String,
    pub size: i64,
    pub sha256: String,
    pub content_type: String,
    pub inline: bool,
    pub content_id: String,
}

/// A file to be kept.
pub struct NewFile {
    pub id: AttachmentId,
    pub owner: String,
    pub name: String,
    pub content_type: String,
    pub inline: bool,
    pub content_id: String,
    pub bytes: Bytes,
    pub position: i32,
    pub request_key: Option<String>,
}

impl NewFile {
    /// An empty one of somebody, to be filled.
    fn of(owner: String) -> Self {
        Self {
            id: AttachmentId::new(),
            owner,
            name: String::new(),
            content_type: String::new(),
            inline: false,
            content_id: String::new(),
            bytes: Bytes::new(),
            position: 0,
            request_key: None,
        }
    }
}

/// Where the bytes with that hash are.
#[must_use]
pub fn key(account: AccountId, sha256: &str) -> String {
    format!("{account}/file/{sha256}")
}

/// The hash that bytes are kept by, in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// Keeps a file. The same id twice, or the same request, is one.
///
/// # Errors
/// Where the blob store or the database is away.
pub async fn keep(tools: &Tools, account: AccountId, new: NewFile, now: DateTime<Utc>) -> Result<File> {
    let sha256 = sha256(&new.bytes);
    let key = key(account, &sha256);
    if !tools.blobs.exists(&key).await? {
        tools.blobs.put(&key, new.bytes.clone()).await?;
    }
    write(tools, account, &new, (&sha256, new.bytes.len()), now).await
}

/// Writes down a file whose bytes are kept.
async fn write(
    tools: &Tools,
    account: AccountId,
    new: &NewFile,
    (sha256, size): (&str, usize),
    now: DateTime<Utc>,
) -> Result<File> {
    sqlx::query!(
        "insert into conversations.attachment
            (account, id, owner, name, size, sha256, content_type, inline, content_id, position, request_id, create_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict do nothing",
        account.uuid(),
        new.id.uuid(),
        new.owner,
        new.name,
        i64::try_from(size).unwrap_or(i64::MAX),
        sha256,
        new.content_type,
        new.inline,
        new.content_id,
        new.position,
        new.request_key.as_deref(),
        now
    )
    .execute(tools.db.pool())
    .await?;
    let id = match &new.request_key {
        Some(key) => sqlx::query_scalar!(
            "select id from conversations.attachment where account = $1 and request_id = $2",
            account.uuid(),
            key
        )
        .fetch_optional(tools.db.pool())
        .await?
        .unwrap_or(new.id.uuid()),
        None => new.id.uuid(),
    };
    get(&tools.db, account, id.into()).await
}

/// Takes what a person uploads: its name made safe, its type looked for in its bytes.
///
/// # Errors
/// `Invalid` where it is empty of a name or too large.
pub async fn upload(
    tools: &Tools,
    cause: &Cause,
    name: &str,
    claimed: &str,
    bytes: Bytes,
    request_key: Option<String>,
) -> Result<File> {
    if bytes.len() > LARGEST {
        return Err(too_large(bytes.len(), LARGEST));
    }
    let name = mail::parse::name::safe(name, "file");
    let content_type = show::content_type(&name, claimed, &bytes);
    let new = NewFile { name, content_type, bytes, request_key, ..NewFile::of(cause.actor()) };
    keep(tools, cause.account(), new, tools.clock.now()).await
}

fn too_large(bytes: usize, most: usize) -> Error {
    Error::invalid("content", format!("has {bytes} bytes or more; at most {most} are taken"))
}

/// A file, whoever asks.
///
/// # Errors
/// `NotFound` where the account has none with that id.
pub async fn get(db: &Db, account: AccountId, id: AttachmentId) -> Result<File> {
    let found = batch(db, account, &[id.uuid()]).await?;
    found.into_iter().next().ok_or_else(|| Error::not_found("attachment", id))
}

/// Files by their ids; unknown ones are left out.
///
/// # Errors
/// Where the database is away.
pub async fn batch(db: &Db, account: AccountId, ids: &[Uuid]) -> Result<Vec<File>> {
    Ok(sqlx::query_as!(
        File,
        "select id, message, owner, name, size, sha256, content_type, inline, content_id
           from conversations.attachment
          where account = $1 and id = any($2)",
        account.uuid(),
        ids
    )
    .fetch_all(db.pool())
    .await?)
}

/// Those of files that a user may not know of: they came with a message of a private conversation of others, or one that was deleted.
///
/// # Errors
/// Where the database is away.
pub async fn hidden(db: &Db, cause: &Cause, ids: &[Uuid]) -> Result<Vec<Uuid>> {
    Ok(sqlx::query_scalar!(
        "select a.id
           from conversations.attachment a
           join conversations.message m
             on m.account = $1 and m.id = a.message
           left join conversations.conversation c
             on c.account = $1 and c.id = m.conversation
          where a.account = $1 and a.id = any($2)
            and ((m.delete_time is not null and m.author <> $3 and not $4)
                 or (c.kind in (5, 6)
                     and not exists (select
                                       from conversations.member
                                      where member.account = $1 and member.user_id = $5 and member.conversation = c.id
                                        and member.takes_part)))",
        cause.account().uuid(),
        ids,
        cause.actor(),
        cause.caller.is_admin(),
        cause.caller.user().map(|user| user.uuid())
    )
    .fetch_all(db.pool())
    .await?)
}

/// The files of messages, in their order.
///
/// # Errors
/// Where the database is away.
pub async fn of_messages(db: &Db, account: AccountId, messages: &[Uuid]) -> Result<Vec<File>> {
    Ok(sqlx::query_as!(
        File,
        "select id, message, owner, name, size, sha256, content_type, inline, content_id
           from conversations.attachment
          where account = $1 and message = any($2)
          order by message, position, id",
        account.uuid(),
        messages
    )
    .fetch_all(db.pool())
    .await?)
}

/// Checks that files can be given to a message, before anything is done that needs them. Answers with them.
///
/// # Errors
/// `Invalid` names the first that cannot be taken.
pub async fn check(
    db: &Db,
    account: AccountId,
    message: MessageId,
    files: &[AttachmentId],
    owner: &str,
) -> Result<Vec<File>> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Uuid> = files.iter().map(AttachmentId::uuid).collect();
    let found = batch(db, account, &ids).await?;
    let free = |one: &&File| one.owner == owner && one.message.is_none_or(|taken| taken == message.uuid());
    let free: Vec<File> = found.iter().filter(free).cloned().collect();
    match files.iter().find(|file| free.iter().all(|one| one.id != file.uuid())) {
        Some(file) => Err(not_free(*file)),
        None => Ok(free),
    }
}

/// Checks that files are the caller's, and no message's yet.
///
/// # Errors
/// `Invalid` names the first that is not.
pub async fn check_free(db: &Db, cause: &Cause, field: &str, files: &[Uuid]) -> Result<()> {
    let found = if files.is_empty() { Vec::new() } else { batch(db, cause.account(), files).await? };
    let (owner, free) = (cause.actor(), |one: &&File| one.message.is_none());
    let free: Vec<Uuid> =
        found.iter().filter(free).filter(|one| one.owner == owner).map(|one| one.id).collect();
    match files.iter().find(|file| !free.contains(file)) {
        Some(file) => {
            let file = AttachmentId::from(*file);
            Err(Error::invalid(field, format!("{file} is no file of yours that waits to be sent")))
        }
        None => Ok(()),
    }
}

fn not_free(file: AttachmentId) -> Error {
    Error::invalid("attachments", format!("{file} is no file of yours that waits to be sent"))
}

/// Gives files to a message, in the order given. They must be of `owner`, and no message's yet.
///
/// # Errors
/// `Invalid` names the first that cannot be taken.
pub async fn attach(
    tx: &mut Tx,
    account: AccountId,
    message: MessageId,
    files: &[AttachmentId],
    owner: &str,
) -> Result<()> {
    for (position, file) in files.iter().enumerate() {
        let taken = sqlx::query!(
            "update conversations.attachment
                set message = $3, position = $4
              where account = $1 and id = $2 and owner = $5 and (message is null or message = $3)",
            account.uuid(),
            file.uuid(),
            message.uuid(),
            i32::try_from(position).unwrap_or(i32::MAX),
            owner
        )
        .execute(&mut **tx)
        .await?;
        if taken.rows_affected() == 0 {
            return Err(not_free(*file));
        }
    }
    Ok(())
}

/// Takes the files of `owner` from a message that will not be sent: they can be given to another.
///
/// # Errors
/// Where the database is away.
pub async fn free(tx: &mut Tx, account: AccountId, message: MessageId, owner: &str) -> Result<()> {
    sqlx::query!(
        "update conversations.attachment set message = null where account = $1 and message = $2 and owner = $3",
        account.uuid(),
        message.uuid(),
        owner
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The files of a message that is being written.
///
/// # Errors
/// Where the database is away.
pub async fn within(tx: &mut Tx, account: AccountId, message: MessageId) -> Result<Vec<File>> {
    Ok(sqlx::query_as!(
        File,
        "select id, message, owner, name, size, sha256, content_type, inline, content_id
           from conversations.attachment
          where account = $1 and message = $2
          order by position, id",
        account.uuid(),
        message.uuid()
    )
    .fetch_all(&mut **tx)
    .await?)
}
