//! Deleting a folder: what is in it moves up first, a few at a time.
use tandem_kit::{
    Cause, Emit, Error, OnConstraint, Result, Tx,
    id::{FolderId, ProjectId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Folder, about, get, hold};
use crate::{
    Env, error,
    item::{Item, Scene, row, scene},
    sight::role::{self, Deed},
};

/// Most items that move up by one deletion, and how many of them in one transaction.
const MOST_MOVED: i64 = 1_000;
const BATCH: i64 = 100;

/// What becomes of that which is in a folder that goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    MovesUp,
    MustBeNone,
}

/// Deletes a folder.
///
/// # Errors
/// `NotFound`; `Denied`; `Refused` `FOLDER_NOT_EMPTY`, or `TOO_MANY` where too many items would move.
pub async fn delete(env: &Env, cause: &Cause, id: FolderId, content: Content) -> Result<()> {
    let account = cause.caller.account;
    let mut tx = env.db.begin().await?;
    let folder = get(&mut *tx, account, id).await?;
    role::check_project(&mut tx, &cause.caller, folder.project, Deed::Plan).await?;
    drop(tx);
    if content == Content::MovesUp {
        check_count(env, account, &folder).await?;
        let batches = MOST_MOVED / BATCH + 1;
        for _ in 0..batches {
            if Box::pin(move_up(env, cause, &folder)).await? < BATCH {
                break;
            }
        }
    }
    let mut tx = env.db.begin().await?;
    hold(&mut tx, account, folder.project).await?;
    let folder = get(&mut *tx, account, id).await?;
    if content == Content::MovesUp {
        lift(&mut tx, account, &folder).await?;
    }
    let deleted = sqlx::query!("delete from items.folder where account = $1 and id = $2", account, folder.id)
        .execute(&mut *tx)
        .await;
    deleted
        .on_constraint("item_folder_fkey", || error::folder_not_empty(&folder.name))
        .on_constraint("folder_parent_fkey", || error::folder_not_empty(&folder.name))?;
    let project_id = ProjectId::from(folder.project).to_string();
    let deleted = pb::FolderDeleted { folder_id: id.to_string(), project_id };
    tx.emit(cause, about(&folder, Emit::new(&deleted)));
    tx.commit().await
}

async fn check_count(env: &Env, account: Uuid, folder: &Folder) -> Result<()> {
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
             from (select from items.item where account = $1 and folder = $2 limit $3) as found"#,
        account,
        folder.id,
        MOST_MOVED + 1
    )
    .fetch_one(env.db.pool())
    .await?;
    if count <= MOST_MOVED {
        return Ok(());
    }
    let (name, most) = (&folder.name, MOST_MOVED);
    Err(Error::refused(
        "TOO_MANY",
        format!("more than {most} items are in {name:?}; move some of them first"),
    ))
}

/// Moves the next items of a folder up, with their history, and answers how many.
async fn move_up(env: &Env, cause: &Cause, folder: &Folder) -> Result<i64> {
    let scene = Scene::of(env, cause).await?;
    let mut tx = env.db.begin().await?;
    let items = row::in_folder(&mut tx, cause.caller.account, folder.id, BATCH).await?;
    for item in &items {
        let after = Item { folder: folder.parent, ..item.clone() };
        Box::pin(scene::write(&mut tx, &scene, item, after, Vec::new())).await?;
    }
    tx.commit().await?;
    Ok(i64::try_from(items.len()).unwrap_or(BATCH))
}

/// Moves the folders in it up, and what was deleted and may come back.
async fn lift(tx: &mut Tx, account: Uuid, folder: &Folder) -> Result<()> {
    sqlx::query!(
        "update items.folder set parent = $3, revision = revision + 1 where account = $1 and parent = $2",
        account,
        folder.id,
        folder.parent
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update items.item set folder = $3 where account = $1 and folder = $2 and delete_time is not null",
        account,
        folder.id,
        folder.parent
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
