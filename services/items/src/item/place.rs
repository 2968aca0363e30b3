//! What an item's row says of it among others: its parent, what it was merged into, whether it is archived, what is counted of its parts,
//! when its work is planned.
use sqlx::PgConnection;

use super::Item;
use crate::rollup;

/// Writes it, where it differs.
///
/// # Errors
/// Where a constraint of the table refuses it.
pub async fn save(db: &mut PgConnection, before: &Item, item: &Item) -> sqlx::Result<()> {
    if columns(before) == columns(item) {
        return Ok(());
    }
    sqlx::query!(
        "update items.item
            set parent = $3, child_count = $4, finished_child_count = $5, percent_complete = $6, merged_into = $7,
                merged_into_number = $8, archive_time = $9, checklist_count = $10, checklist_done_count = $11,
                planned_start = $12, planned_finish = $13
          where account = $1 and id = $2",
        item.account,
        item.id,
        item.parent,
        item.child_count,
        item.finished_child_count,
        item.percent_complete,
        item.merged_into,
        item.merged_into_number,
        item.archive_time,
        item.checklist_count,
        item.checklist_done_count,
        item.planned_start,
        item.planned_finish
    )
    .execute(&mut *db)
    .await?;
    if before.archive_time != item.archive_time {
        rollup::mark(db, item.account, item.id).await?;
    }
    Ok(())
}

fn columns(item: &Item) -> impl PartialEq {
    (
        (item.parent, item.child_count, item.finished_child_count, item.percent_complete),
        (item.merged_into, item.merged_into_number, item.archive_time),
        (item.checklist_count, item.checklist_done_count, item.planned_start, item.planned_finish),
    )
}
