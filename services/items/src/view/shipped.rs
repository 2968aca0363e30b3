//! The views that every account starts with.
use tandem_kit::{
    Result,
    id::{AccountId, ViewId},
};

use super::Layout;
use crate::{Env, vocabulary::Kind};

/// What is worked off: the most urgent first, of those what is due soonest, of those the newest. `items.item_open_queue` has it so.
const QUEUE: &str = "priority desc, due_time, create_time desc";

/// The one that is no plain list.
const SERVICE_LEVEL: &str = "service_level";

/// Kind, key, name, filter, order. The third of each kind is the one that is opened first.
const VIEWS: [(Kind, &str, &str, &str, &str); 15] = [
    (Kind::Ticket, "my_open", "My open", "status.state != FINISHED AND assignee = me", QUEUE),
    (Kind::Ticket, "unassigned", "Unassigned", "status.state != FINISHED AND NOT assignee:*", QUEUE),
    (Kind::Ticket, "all_open", "All open", "status.state != FINISHED", ""),
    (
        Kind::Ticket,
        "waiting_for_us",
        "Waiting for us",
        "status.state != FINISHED AND status != pending_customer",
        QUEUE,
    ),
    (
        Kind::Ticket,
        "waiting_for_customer",
        "Waiting for the customer",
        "status.state != FINISHED AND status = pending_customer",
        QUEUE,
    ),
    (
        Kind::Ticket,
        "sla_at_risk",
        "SLA at risk",
        "status.state != FINISHED AND due_time < +1h",
        "due_time, priority desc",
    ),
    (
        Kind::Ticket,
        SERVICE_LEVEL,
        "Service level",
        "status.state != FINISHED AND sla:*",
        "due_time, priority desc",
    ),
    (Kind::Ticket, "recently_finished", "Recently finished", "status.state = FINISHED", "finish_time desc"),
    (Kind::Ticket, "all", "All", "", ""),
    (Kind::Task, "my_open", "My open", "status.state != FINISHED AND assignee = me", QUEUE),
    (Kind::Task, "unassigned", "Unassigned", "status.state != FINISHED AND NOT assignee:*", QUEUE),
    (Kind::Task, "all_open", "All open", "status.state != FINISHED", ""),
    (
        Kind::Task,
        "sla_at_risk",
        "SLA at risk",
        "status.state != FINISHED AND due_time < +1h",
        "due_time, priority desc",
    ),
    (Kind::Task, "recently_finished", "Recently finished", "status.state = FINISHED", "finish_time desc"),
    (Kind::Task, "all", "All", "", ""),
];

/// Makes those that an account has not yet. Ids follow from the account, so twice, or twice at once, is once.
///
/// # Errors
/// Where the database is away.
pub async fn make(env: &Env, account: AccountId) -> Result<()> {
    let mut tx = env.db.begin().await?;
    for (position, (kind, key, name, filter, order_by)) in (1_i32..).zip(VIEWS) {
        let layout = if key == SERVICE_LEVEL { Layout::ServiceLevel } else { Layout::List };
        sqlx::query!(
            "insert into items.view (account, id, name, kind, layout, filter, order_by, visibility, key, position, is_default,
                                     create_time, update_time)
             values ($1, $2, $3, $4, $11, $5, $6, 'shared', $7, $8, $9, $10, $10)
             on conflict on constraint view_pkey do nothing",
            account.uuid(),
            ViewId::derived(account.uuid(), &format!("view/{kind}/{key}")).uuid(),
            name,
            kind as Kind,
            filter,
            order_by,
            key,
            position,
            key == "all_open",
            env.clock.now(),
            layout as Layout
        )
        .execute(&mut *tx)
        .await?;
    }
    tx.commit().await
}
