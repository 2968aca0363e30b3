//! Imports: files that are read in the background, row by row, each row once.
mod columns;
mod dates;
mod draft;
mod errors;
mod guess;
mod lease;
mod looked_up;
mod messages;
pub mod moves;
mod people;
mod preview;
mod read;
mod replace;
mod rows;
mod run;
mod unpack;
mod value;

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, types::Json};
use tandem_kit::{
    Caller, Cause, Error, Page, Result,
    id::{self, AttachmentId, UserId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use self::{columns::Mapping, dates::Order, replace::Replaced};
pub use self::{
    draft::Wanted,
    errors::{Mistake, download, errors},
    preview::preview,
    read::Pieces,
    run::tick,
};
use crate::{Env, item::request, stored::stored_as_words, text};

tandem_kit::kind!(ImportKind, ImportId, "import");

/// The most columns that a mapping names.
const MOST_MAPPED: usize = 1_000;
/// How many imports of an account are under way at once.
const MOST_OPEN: i64 = 20;

stored_as_words! {
    /// What a file has rows of.
    pub enum Target {
        Items = "items",
        Customers = "customers",
        Organizations = "organizations",
        Users = "users",
        Messages = "messages",
    }
}

stored_as_words! {
    /// How far an import is.
    pub enum State {
        Pending = "pending",
        Running = "running",
        Completed = "completed",
        Failed = "failed",
        Cancelled = "cancelled",
    }
}

/// An import.
#[derive(Clone, Debug)]
pub struct Import {
    pub account: Uuid,
    pub id: Uuid,
    pub attachment: String,
    pub file_name: String,
    pub target: Target,
    pub state: State,
    pub mapping: Json<Mapping>,
    pub headers: Vec<String>,
    pub encoding: String,
    pub dry_run: bool,
    pub run_rules: bool,
    pub total: i32,
    pub processed: i32,
    pub failed: i32,
    pub created: i32,
    pub updated: i32,
    pub unchanged: i32,
    pub problem: String,
    pub creator: Uuid,
    pub lease: Option<Uuid>,
    pub tries: i32,
    /// The move that it is of.
    pub of_move: Option<Uuid>,
    pub replaced: Json<Replaced>,
    pub date_order: Order,
    pub create_time: DateTime<Utc>,
    pub end_time: Option<DateTime<Utc>>,
}

/// One statement that reads imports whole.
macro_rules! read_import {
    ($rest:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            Import,
            r#"select account, id, attachment, file_name, target as "target: Target", state as "state: State",
                      mapping as "mapping: Json<Mapping>", headers, encoding, dry_run, run_rules, total, processed, failed,
                      created, updated, unchanged, problem, creator, lease, tries, move as of_move,
                      replaced as "replaced: Json<Replaced>", date_order as "date_order: Order", create_time, end_time
                 from items.import
                where account = $1 and "# + $rest,
            $($bind),+
        )
    };
}
use read_import;

impl Import {
    /// Whoever began it acts.
    fn cause(&self) -> Cause {
        let system = Caller::system(self.account.into());
        Cause::by(Caller {
            who: tandem_kit::Who::User(self.creator),
            role: tandem_kit::Role::Admin,
            ..system
        })
    }
}

/// One import.
///
/// # Errors
/// `NotFound`.
pub async fn get(env: &Env, caller: &Caller, id: ImportId) -> Result<Import> {
    let found = read_import!("id = $2", caller.account, id.uuid()).fetch_optional(env.db.pool()).await?;
    found.ok_or_else(|| Error::not_found("import", id))
}

/// The imports of an account that are of no move, newest first, a page at a time.
///
/// # Errors
/// Where the database is away.
pub async fn list(env: &Env, caller: &Caller, page: &Page) -> Result<(Vec<Import>, String)> {
    let rows = read_import!(
        "move is null and ($2::uuid is null or id < $2) order by id desc limit $3",
        caller.account,
        page.after::<Uuid>()?,
        page.limit()
    );
    let rows = rows.fetch_all(env.db.pool()).await?;
    Ok(page.cut(rows, |last| last.id))
}

/// What an import is begun with.
pub struct New {
    attachment: AttachmentId,
    file_name: String,
    target: Target,
    mapping: Mapping,
    date_order: Order,
    dry_run: bool,
    run_rules: bool,
    creator: UserId,
    request_id: Option<String>,
}

impl New {
    /// Reads a request, and the columns of the file.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub async fn read(env: &Env, cause: &Cause, request: pb::CreateImportRequest) -> Result<Self> {
        let (target, date_order) = (target(request.target())?, Order::said(request.date_order()));
        let attachment: AttachmentId = id::in_field("attachment_id", &request.attachment_id)?;
        let creator = cause.caller.user().ok_or_else(|| Error::denied("imports are begun by users"))?;
        if request.mapping.len() > MOST_MAPPED {
            let count = request.mapping.len();
            return Err(Error::invalid("mapping", format!("names {count} columns; at most {MOST_MAPPED}")));
        }
        let file_name = env.people.file_name(cause, attachment).await?;
        let mapping = preview::decided(env, cause, attachment, target, &request.mapping).await?;
        Ok(Self {
            attachment,
            file_name,
            target,
            mapping,
            date_order,
            dry_run: request.dry_run,
            run_rules: request.run_rules,
            creator,
            request_id: request::key(&cause.caller, "import", text::key("request_id", &request.request_id)?),
        })
    }
}

/// What there is to be imported.
///
/// # Errors
/// `Invalid` where nothing was said.
pub fn target(given: pb::import::Target) -> Result<Target> {
    match given {
        pb::import::Target::Items => Ok(Target::Items),
        pb::import::Target::Customers => Ok(Target::Customers),
        pb::import::Target::Organizations => Ok(Target::Organizations),
        pb::import::Target::Users => Ok(Target::Users),
        pb::import::Target::Messages => Ok(Target::Messages),
        pb::import::Target::Unspecified => Err(Error::invalid(
            "target",
            "must be TARGET_ITEMS, TARGET_CUSTOMERS, TARGET_ORGANIZATIONS, TARGET_USERS or TARGET_MESSAGES",
        )),
    }
}

/// A target as the contract has it.
pub fn to_target(target: Target) -> pb::import::Target {
    match target {
        Target::Items => pb::import::Target::Items,
        Target::Customers => pb::import::Target::Customers,
        Target::Organizations => pb::import::Target::Organizations,
        Target::Users => pb::import::Target::Users,
        Target::Messages => pb::import::Target::Messages,
    }
}

/// Begins an import. The same request id gives the same import.
///
/// # Errors
/// `Refused` `TOO_MANY_IMPORTS` where too many are under way.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Import> {
    let (account, id) = (cause.caller.account, ImportId::new());
    let mut tx = env.db.begin().await?;
    hold(&mut tx, account).await?;
    tx.about(id);
    let written = sqlx::query!(
        "insert into items.import (account, id, attachment, file_name, target, state, mapping, dry_run, run_rules, creator,
                                   request_id, create_time, date_order)
         values ($1, $2, $3, $4, $5, 'pending', $6, $7, $8, $9, $10, $11, $12)
             on conflict on constraint import_request_id do nothing",
        account,
        id.uuid(),
        new.attachment.to_string(),
        new.file_name,
        new.target as Target,
        Json(&new.mapping) as _,
        new.dry_run,
        new.run_rules,
        new.creator.uuid(),
        new.request_id,
        env.clock.now(),
        new.date_order as Order
    )
    .execute(&mut *tx)
    .await?;
    // The same request again is the same import, however many are under way.
    if written.rows_affected() > 0 {
        check_open(&mut tx, account).await?;
    }
    tx.commit().await?;
    let made = read_import!("(id = $2 or request_id = $3)", account, id.uuid(), new.request_id);
    made.fetch_optional(env.db.pool()).await?.ok_or_else(|| Error::not_found("import", id))
}

/// Imports and moves of an account are begun one after another: two at once would both count what is under way before either is.
///
/// # Errors
/// Where the database is away.
async fn hold(tx: &mut PgConnection, account: Uuid) -> Result<()> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("items.import.{account}")
    )
    .fetch_one(tx)
    .await?;
    Ok(())
}

/// Refuses one too many, which is written and not committed.
async fn check_open(tx: &mut PgConnection, account: Uuid) -> Result<()> {
    let open = sqlx::query_scalar!(
        r#"select count(*) as "count!" from items.import where account = $1 and end_time is null and move is null"#,
        account
    );
    if open.fetch_one(tx).await? > MOST_OPEN {
        let why = format!("{MOST_OPEN} imports are under way; wait for one, or cancel one");
        return Err(Error::refused("TOO_MANY_IMPORTS", why));
    }
    Ok(())
}

/// Ends an import that has not ended. What it has made stays.
///
/// # Errors
/// `NotFound`.
pub async fn cancel(env: &Env, caller: &Caller, id: ImportId) -> Result<Import> {
    let mut tx = env.db.begin().await?;
    sqlx::query!(
        "update items.import
            set state = 'cancelled', end_time = $3, lease = null
          where account = $1 and id = $2 and end_time is null",
        caller.account,
        id.uuid(),
        env.clock.now()
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    get(env, caller, id).await
}
