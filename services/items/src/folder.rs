//! Folders: what the items of one project are put in.
mod delete;

use chrono::{DateTime, Utc};
use sqlx::PgExecutor;
use tandem_kit::{
    Caller, Cause, Emit, Error, OnConstraint, Result, Tx,
    id::{FolderId, ProjectId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

pub use self::delete::{Content, delete};
use crate::{
    Env, error,
    hierarchy::{Node, Tree},
    sight::{
        self,
        role::{self, Deed},
    },
    wire,
};

/// Most folders of a project.
const MOST: usize = 500;

/// A folder.
#[derive(Clone, Debug)]
pub struct Folder {
    pub id: Uuid,
    pub project: Uuid,
    pub parent: Option<Uuid>,
    pub name: String,
    pub position: i32,
    pub revision: i64,
    pub create_time: DateTime<Utc>,
    pub update_time: DateTime<Utc>,
}

/// The folders of a project, those within one in their order.
///
/// # Errors
/// `NotFound` where there is no such project.
pub async fn list(env: &Env, caller: &Caller, project: ProjectId) -> Result<Vec<Folder>> {
    crate::project::get(env, caller, project).await?;
    of(env.db.pool(), caller.account, project.uuid()).await
}

/// The folders of a project that is there.
///
/// # Errors
/// Where the database is away.
pub async fn of(db: impl PgExecutor<'_>, account: Uuid, project: Uuid) -> Result<Vec<Folder>> {
    Ok(sqlx::query_as!(
        Folder,
        "select id, project, parent, name, position, revision, create_time, update_time
           from items.folder
          where account = $1 and project = $2
          order by position, id",
        account,
        project
    )
    .fetch_all(db)
    .await?)
}

/// One folder.
///
/// # Errors
/// `NotFound`.
pub async fn get(db: impl PgExecutor<'_>, account: Uuid, id: FolderId) -> Result<Folder> {
    let folder = sqlx::query_as!(
        Folder,
        "select id, project, parent, name, position, revision, create_time, update_time
           from items.folder
          where account = $1 and id = $2",
        account,
        id.uuid()
    );
    let found = folder.fetch_optional(db).await?.filter(|folder| sight::sees_project(folder.project));
    found.ok_or_else(|| Error::not_found("folder", id))
}

/// Makes those who change the folders of a project wait for each other: two moves at once could make a circle that neither of them sees.
async fn hold(tx: &mut Tx, account: Uuid, project: Uuid) -> Result<Tree> {
    sqlx::query!(
        r#"select pg_advisory_xact_lock(hashtextextended($1, 0)) is null as "done!""#,
        format!("items.folder.{account}.{project}")
    )
    .fetch_one(&mut **tx)
    .await?;
    let folders = of(&mut **tx, account, project).await?;
    let node = |f: Folder| Node { id: f.id, parent: f.parent, position: f.position };
    Ok(Tree { what: "folder", nodes: folders.into_iter().map(node).collect() })
}

/// What a folder is made of.
#[derive(Debug)]
pub struct New {
    pub project: ProjectId,
    pub parent: Option<FolderId>,
    pub name: String,
    pub request_id: Option<String>,
}

/// Makes a folder. The same request id gives the same one.
///
/// # Errors
/// `Denied`; `Invalid` where the project or the parent is not there; `Refused` where there are too many, or it would be too far down.
pub async fn create(env: &Env, cause: &Cause, new: New) -> Result<Folder> {
    let account = cause.caller.account;
    if !sight::sees_project(new.project.uuid()) {
        return Err(error::no_project("project_id"));
    }
    let mut tx = env.db.begin().await?;
    role::check_project(&mut tx, &cause.caller, new.project.uuid(), Deed::Plan).await?;
    let tree = hold(&mut tx, account, new.project.uuid()).await?;
    if let Some(folder) = by_request(&mut tx, account, new.request_id.as_deref()).await? {
        return Ok(folder);
    }
    if tree.nodes.len() >= MOST {
        return Err(error::too_many("TOO_MANY_FOLDERS", "folders", tree.nodes.len() + 1, MOST));
    }
    let parent = new.parent.map(|id| id.uuid());
    tree.check_parent(None, parent)?;
    let now = env.clock.now();
    let folder = Folder {
        id: FolderId::new().uuid(),
        project: new.project.uuid(),
        parent,
        name: new.name,
        position: tree.last_in(parent),
        revision: 1,
        create_time: now,
        update_time: now,
    };
    insert(&mut tx, account, &folder, new.request_id.as_deref()).await?;
    tell_created(&mut tx, cause, &folder);
    tx.commit().await?;
    Ok(folder)
}

/// Writes a new folder.
///
/// # Errors
/// `Invalid` where there is no such project.
pub async fn insert(tx: &mut Tx, account: Uuid, folder: &Folder, request_id: Option<&str>) -> Result<()> {
    sqlx::query!(
        "insert into items.folder (account, id, project, parent, name, position, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8)",
        account,
        folder.id,
        folder.project,
        folder.parent,
        folder.name,
        folder.position,
        request_id,
        folder.create_time
    )
    .execute(&mut **tx)
    .await
    .on_constraint("folder_project_fkey", || error::no_project("project_id"))?;
    Ok(())
}

/// Tells that a folder was made.
pub fn tell_created(tx: &mut Tx, cause: &Cause, folder: &Folder) {
    let created = pb::FolderCreated { folder: Some(wire::place::folder(folder)) };
    tx.emit(cause, about(folder, Emit::new(&created)));
}

async fn by_request(tx: &mut Tx, account: Uuid, request_id: Option<&str>) -> Result<Option<Folder>> {
    let Some(request_id) = request_id else { return Ok(None) };
    Ok(sqlx::query_as!(
        Folder,
        "select id, project, parent, name, position, revision, create_time, update_time
           from items.folder
          where account = $1 and request_id = $2",
        account,
        request_id
    )
    .fetch_optional(&mut **tx)
    .await?)
}

/// Gives a folder another name.
///
/// # Errors
/// `NotFound`; `Denied`; `Stale` where `revision` is given and behind.
pub async fn rename(env: &Env, cause: &Cause, id: FolderId, revision: i64, name: String) -> Result<Folder> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    let found = get(&mut *tx, account, id).await?;
    role::check_project(&mut tx, &cause.caller, found.project, Deed::Plan).await?;
    hold(&mut tx, account, found.project).await?;
    let folder = get(&mut *tx, account, id).await?;
    Error::stale_unless("folder", revision, folder.revision)?;
    if folder.name == name {
        return Ok(folder);
    }
    let folder = write(&mut tx, env, account, Folder { name, ..folder }).await?;
    tell(&mut tx, cause, &folder, &["name"]);
    tx.commit().await?;
    Ok(folder)
}

/// Puts a folder into another of its project, or at the top, after one that is there, or first.
///
/// # Errors
/// `NotFound`; `Denied`; `Invalid` where the others are not there; `Refused` for a circle or too many levels.
pub async fn place(
    env: &Env,
    cause: &Cause,
    id: FolderId,
    parent: Option<FolderId>,
    after: Option<FolderId>,
) -> Result<Folder> {
    let account = cause.caller.account;
    let parent = parent.map(|id| id.uuid());
    let mut tx = env.db.begin().await?;
    let found = get(&mut *tx, account, id).await?;
    role::check_project(&mut tx, &cause.caller, found.project, Deed::Plan).await?;
    let tree = hold(&mut tx, account, found.project).await?;
    let folder = get(&mut *tx, account, id).await?;
    tree.check_parent(Some((folder.id, &folder.name)), parent)?;
    let order = tree.order(folder.id, parent, after.map(|id| id.uuid()))?;
    let changed: &[&str] = if folder.parent == parent { &["position"] } else { &["parent_id", "position"] };
    write(&mut tx, env, account, Folder { parent, ..folder }).await?;
    put_in_order(&mut tx, account, &order).await?;
    let folder = get(&mut *tx, account, id).await?;
    tell(&mut tx, cause, &folder, changed);
    tx.commit().await?;
    Ok(folder)
}

async fn write(tx: &mut Tx, env: &Env, account: Uuid, folder: Folder) -> Result<Folder> {
    let folder = Folder { revision: folder.revision + 1, update_time: env.clock.now(), ..folder };
    sqlx::query!(
        "update items.folder set parent = $3, name = $4, revision = $5, update_time = $6 where account = $1 and id = $2",
        account,
        folder.id,
        folder.parent,
        folder.name,
        folder.revision,
        folder.update_time
    )
    .execute(&mut **tx)
    .await?;
    Ok(folder)
}

async fn put_in_order(tx: &mut Tx, account: Uuid, ids: &[Uuid]) -> Result<()> {
    let positions: Vec<i32> = (1..).take(ids.len()).collect();
    sqlx::query!(
        "update items.folder
            set position = placed.position
           from unnest($2::uuid[], $3::integer[]) as placed (id, position)
          where folder.account = $1 and folder.id = placed.id and folder.position <> placed.position",
        account,
        ids,
        &positions
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn tell(tx: &mut Tx, cause: &Cause, folder: &Folder, changed: &[&str]) {
    let changed = changed.iter().map(|field| (*field).to_owned()).collect();
    let updated = pb::FolderUpdated { folder: Some(wire::place::folder(folder)), changed };
    tx.emit(cause, about(folder, Emit::new(&updated)));
}

fn about(folder: &Folder, emit: Emit) -> Emit {
    emit.about(FolderId::from(folder.id)).about(ProjectId::from(folder.project)).revision(folder.revision)
}
