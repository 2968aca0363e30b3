//! What is in views: their items, and how many.
use tandem_kit::{Cause, Page, Result, id::ViewId};
use tandem_proto::items as pb;

use super::{Asker, both};
use crate::{
    Env,
    item::{
        Item,
        count::{self, Count},
        list::{self, Selection},
        order::Order,
    },
};

/// A page of the items of a view.
///
/// # Errors
/// `NotFound` where they do not see the view; `Invalid` as a list refuses it.
pub async fn list(
    env: &Env,
    cause: &Cause,
    request: &pb::ListViewItemsRequest,
    page: &Page,
) -> Result<(Vec<Item>, String)> {
    let asker = Asker::of(env, cause).await?;
    let view = super::get(env.db.pool(), cause, &asker, request.id.parse()?).await?;
    let order_by = if request.order_by.trim().is_empty() { &view.order_by } else { &request.order_by };
    let order = Order::read(order_by, &cause.caller)?;
    list::list(env, cause, &both(&request.filter, &view.whole_filter()), order, page).await
}

/// How many items are in each of the views that they see, in the order asked for.
///
/// # Errors
/// Where the database is away.
pub async fn counts(env: &Env, cause: &Cause, ids: &[ViewId]) -> Result<Vec<(ViewId, Count)>> {
    let asker = Asker::of(env, cause).await?;
    let views = super::list(env, cause, &asker, None).await?;
    let (mut seen, mut selections) = (Vec::new(), Vec::new());
    for id in ids {
        let Some(view) = views.iter().find(|view| view.id == id.uuid()) else { continue };
        seen.push(*id);
        // What cannot be asked any more has a count that nobody knows.
        selections.push(Selection::of(env, cause, &view.whole_filter()).await.ok());
    }
    Ok(seen.into_iter().zip(count::all(env, &selections).await?).collect())
}
