//! Items as the database keeps them.
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, PgExecutor, types::Json};
use tandem_kit::{Result, id::ActivityId};
use uuid::Uuid;

use super::By;
use crate::{
    field::values::Values,
    sla::{Clock, Facts},
    stored::stored_as_words,
    vocabulary::{Kind, State, step::Way},
};

stored_as_words! {
    /// Where an item came from.
    pub enum Source {
        Manual = "manual",
        Email = "email",
        Chat = "chat",
        WebForm = "web_form",
        Import = "import",
        Api = "api",
        Portal = "portal",
    }
}

/// A ticket or a task.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct Item {
    pub account: Uuid,
    pub id: Uuid,
    pub number: i64,
    pub kind: Kind,
    pub r#type: Uuid,
    pub status: Uuid,
    pub state: State,
    pub title: String,
    pub description_html: String,
    pub priority: i16,
    pub assignees: Vec<String>,
    pub requesters: Vec<String>,
    pub organization: Option<Uuid>,
    pub project: Option<Uuid>,
    pub tags: Vec<String>,
    pub attachments: Vec<String>,
    pub source: Source,
    pub published: bool,
    pub external_id: Option<String>,
    pub automatic: bool,
    pub request_id: Option<String>,
    pub sla_policy: Option<Uuid>,
    pub sla_clocks: Json<Vec<Clock>>,
    /// When its clocks must be looked at next.
    pub sla_alarm: Option<DateTime<Utc>>,
    /// When the first running clock runs out.
    pub due_time: Option<DateTime<Utc>>,
    pub actual_effort_seconds: i64,
    pub effort_revision: i64,
    pub status_time: DateTime<Utc>,
    pub finish_time: Option<DateTime<Utc>>,
    pub customer_message_time: Option<DateTime<Utc>>,
    pub user_message_time: Option<DateTime<Utc>>,
    /// A user's first message to the customer.
    pub first_response_time: Option<DateTime<Utc>>,
    /// A customer's oldest message, after the first response, that no user has answered.
    pub waiting_time: Option<DateTime<Utc>>,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
    pub delete_time: Option<DateTime<Utc>>,
    /// Custom ones, by key.
    pub fields: Json<Values>,
    /// The item that it is a subtask of.
    pub parent: Option<Uuid>,
    pub child_count: i32,
    pub finished_child_count: i32,
    /// As somebody set it, or as its subtasks have it.
    pub percent_complete: i16,
    pub merged_into: Option<Uuid>,
    pub merged_into_number: Option<i64>,
    pub archive_time: Option<DateTime<Utc>>,
    pub checklist_count: i32,
    pub checklist_done_count: i32,
    pub folder: Option<Uuid>,
    /// When work on it is planned.
    pub planned_start: Option<DateTime<Utc>>,
    pub planned_finish: Option<DateTime<Utc>>,
}

impl Item {
    /// Whether a customer may see it: published, and asked for by them.
    pub fn seen_by(&self, customer: &str) -> bool {
        self.published && self.requesters.iter().any(|r| r == customer)
    }
    /// How much of it is done: what is finished is done.
    pub fn percent(&self) -> i16 {
        if self.state == State::Finished { 100 } else { self.percent_complete }
    }
    /// What its clocks depend on.
    pub fn facts(&self, paused: bool) -> Facts {
        Facts {
            priority: self.priority,
            created: self.create_time,
            paused,
            status_time: self.status_time,
            finished: self.finish_time,
            first_response: self.first_response_time,
            waiting: self.waiting_time,
            last_response: self.user_message_time,
            stood: Vec::new(),
        }
    }
}

/// The columns, for lists.
pub const COLUMNS: &str = "item.account, item.id, item.number, item.kind, item.type, item.status, item.state, item.title, \
     item.description_html, item.priority, item.assignees, item.requesters, item.organization, item.project, item.tags, \
     item.attachments, item.source, item.published, item.external_id, item.automatic, item.request_id, item.sla_policy, \
     item.sla_clocks, item.sla_alarm, item.due_time, item.actual_effort_seconds, item.effort_revision, item.status_time, \
     item.finish_time, item.customer_message_time, item.user_message_time, item.first_response_time, item.waiting_time, \
     item.revision, item.create_time, item.update_time, item.delete_time, item.fields, item.parent, item.child_count, \
     item.finished_child_count, item.percent_complete, item.merged_into, item.merged_into_number, item.archive_time, \
     item.checklist_count, item.checklist_done_count, item.folder, item.planned_start, item.planned_finish";

/// One statement that reads an item whole.
macro_rules! read_item {
    ($condition:tt, $($bind:expr),+) => {
        sqlx::query_as!(
            Item,
            r#"select account, id, number, kind as "kind: Kind", type, status, state as "state: State", title,
                      description_html, priority, assignees, requesters, organization, project, tags, attachments,
                      source as "source: Source", published, external_id, automatic, request_id, sla_policy,
                      sla_clocks as "sla_clocks: Json<Vec<Clock>>", sla_alarm, due_time, actual_effort_seconds,
                      effort_revision, status_time, finish_time, customer_message_time, user_message_time,
                      first_response_time, waiting_time, revision, create_time, update_time, delete_time,
                      fields as "fields: Json<Values>",
                      parent, child_count, finished_child_count, percent_complete, merged_into, merged_into_number,
                      archive_time, checklist_count, checklist_done_count, folder, planned_start, planned_finish
                 from items.item
                where account = $1 and "# + $condition,
            $($bind),+
        )
    };
}
pub(super) use read_item;

/// The item of that id.
///
/// # Errors
/// Where the database is away.
pub async fn by_id(db: impl PgExecutor<'_>, account: Uuid, id: Uuid) -> Result<Option<Item>> {
    Ok(read_item!("id = $2 and delete_time is null", account, id).fetch_optional(db).await?)
}

/// The item of that number.
///
/// # Errors
/// Where the database is away.
pub async fn by_number(db: impl PgExecutor<'_>, account: Uuid, number: i64) -> Result<Option<Item>> {
    Ok(read_item!("number = $2 and delete_time is null", account, number).fetch_optional(db).await?)
}

/// The item that a request made, also where it is out of sight by now.
///
/// # Errors
/// Where the database is away.
pub async fn by_request(db: impl PgExecutor<'_>, account: Uuid, request_id: &str) -> Result<Option<Item>> {
    Ok(read_item!("request_id = $2", account, request_id).fetch_optional(db).await?)
}

/// The item of that id, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database is away.
pub async fn lock(db: &mut PgConnection, account: Uuid, id: Uuid) -> Result<Option<Item>> {
    Ok(read_item!("id = $2 and delete_time is null for no key update", account, id)
        .fetch_optional(db)
        .await?)
}

/// The next items on a step's way that stand there still, oldest first, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database is away.
pub async fn standing(db: &mut PgConnection, way: &Way, state: State, most: i64) -> Result<Vec<Item>> {
    let items = read_item!(
        "status = $2 and delete_time is null
           and ($3::uuid is null or type = $3)
           and ($2 <> $4 or state <> $5)
           and ($6::timestamptz is null or (create_time, id) > ($6, $7::uuid))
         order by create_time, id
         limit $8
           for no key update",
        way.account,
        way.from_status,
        way.item_type,
        way.to_status,
        state as State,
        way.reached_time,
        way.reached_id,
        most
    );
    Ok(items.fetch_all(db).await?)
}

/// The items of a project that are neither finished nor put away, oldest first.
///
/// # Errors
/// Where the database is away.
pub async fn open_of_project(
    db: impl PgExecutor<'_>,
    account: Uuid,
    project: Uuid,
    most: i64,
) -> Result<Vec<Item>> {
    let items = read_item!(
        "project = $2 and delete_time is null and state <> 'finished' and archive_time is null and merged_into is null
           order by create_time, id
           limit $3",
        account,
        project,
        most
    );
    Ok(items.fetch_all(db).await?)
}

/// The next items in a folder, which nobody else changes until the transaction ends.
///
/// # Errors
/// Where the database is away.
pub async fn in_folder(db: &mut PgConnection, account: Uuid, folder: Uuid, most: i64) -> Result<Vec<Item>> {
    let items = read_item!(
        "folder = $2 and delete_time is null order by id limit $3 for no key update",
        account,
        folder,
        most
    );
    Ok(items.fetch_all(db).await?)
}

/// Writes a new item, that it was created, and its marks for the index and the counters; answers with its number, or with nothing where its request
/// was done before.
///
/// # Errors
/// Where a constraint of the table refuses it, or the account has no sequence of numbers yet.
pub async fn insert(db: &mut PgConnection, item: &Item, by: &By) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar!(
        r#"with made as (
             insert into items.item (account, id, number, kind, type, status, state, title, description_html, priority,
                                     assignees, requesters, organization, project, tags, attachments, source, external_id,
                                     automatic, request_id, status_time, finish_time, published, create_time, update_time, fields,
                                     folder, planned_start, planned_finish)
             values ($1, $2, nextval(('items.number_' || replace($1::uuid::text, '-', ''))::regclass), $3, $4, $5, $6, $7, $8, $9,
                     $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $25, $20, $20, $26, $27, $28, $29)
             on conflict (account, request_id) where request_id is not null do nothing
             returning number),
           recorded as (
             insert into items.activity (account, id, item, actor, verb, cause, create_time)
             select $1, $22, $2, $23, 'created', $24, $20 from made),
           marked as (
             insert into items.search_mark (account, item) select $1, $2 from made),
           counted as (
             insert into items.rollup_mark (account, item) select $1, $2 from made)
           select number as "number!" from made"#,
        item.account,
        item.id,
        item.kind as Kind,
        item.r#type,
        item.status,
        item.state as State,
        item.title,
        item.description_html,
        item.priority,
        &item.assignees,
        &item.requesters,
        item.organization,
        item.project,
        &item.tags,
        &item.attachments,
        item.source as Source,
        item.external_id,
        item.automatic,
        item.request_id,
        item.create_time,
        item.finish_time,
        ActivityId::new().uuid(),
        by.actor,
        by.event,
        item.published,
        Json(&item.fields.0) as _,
        item.folder,
        item.planned_start,
        item.planned_finish
    )
    .fetch_optional(db)
    .await
}

/// Writes what of an item can change, and its mark for the counters where it counts as something else.
///
/// # Errors
/// Where a constraint of the table refuses it.
pub async fn save(db: &mut PgConnection, item: &Item) -> sqlx::Result<()> {
    sqlx::query!(
        "with before as (
             select from items.item
              where account = $1 and id = $2
                and (kind, type, status, state, priority, assignees, organization, project, finish_time, delete_time)
                    is distinct from ($3::text, $4::uuid, $5::uuid, $6::text, $9::smallint, $10::text[], $12::uuid, $13::uuid,
                                      $22::timestamptz, $30::timestamptz)),
           counted as (
             insert into items.rollup_mark (account, item) select $1, $2 from before)
         update items.item
            set kind = $3, type = $4, status = $5, state = $6, title = $7, description_html = $8, priority = $9,
                assignees = $10, requesters = $11, organization = $12, project = $13, tags = $14, published = $15,
                sla_policy = $16, sla_clocks = $17, sla_alarm = $18, due_time = $19, actual_effort_seconds = $20,
                effort_revision = $21, status_time = $22, finish_time = $23, customer_message_time = $24,
                user_message_time = $25, first_response_time = $26, waiting_time = $27, revision = $28,
                update_time = $29, delete_time = $30, fields = $31, folder = $32
          where account = $1 and id = $2",
        item.account,
        item.id,
        item.kind as Kind,
        item.r#type,
        item.status,
        item.state as State,
        item.title,
        item.description_html,
        item.priority,
        &item.assignees,
        &item.requesters,
        item.organization,
        item.project,
        &item.tags,
        item.published,
        item.sla_policy,
        Json(&item.sla_clocks.0) as _,
        item.sla_alarm,
        item.due_time,
        item.actual_effort_seconds,
        item.effort_revision,
        item.status_time,
        item.finish_time,
        item.customer_message_time,
        item.user_message_time,
        item.first_response_time,
        item.waiting_time,
        item.revision,
        item.update_time,
        item.delete_time,
        Json(&item.fields.0) as _,
        item.folder
    )
    .execute(db)
    .await?;
    Ok(())
}
