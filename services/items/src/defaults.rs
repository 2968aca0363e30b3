//! What an account starts with: types, statuses, the sample SLA policy, and the sequence of its item numbers.
use serde_json::json;
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{
    Db, Result,
    id::{AccountId, ItemTypeId, SlaPolicyId, StatusId},
};

use crate::{
    sla::policy::shipped_promises,
    vocabulary::{self, Kind, State},
};

const TYPES: [(Kind, &str, &str, &str); 7] = [
    (Kind::Ticket, "Ticket", "ticket", "#2f6fdb"),
    (Kind::Ticket, "Complaint", "frown", "#c2410c"),
    (Kind::Ticket, "Question", "help-circle", "#0f766e"),
    (Kind::Ticket, "Problem", "alert-triangle", "#b91c1c"),
    (Kind::Task, "Task", "check-square", "#4f46e5"),
    (Kind::Task, "Feature", "sparkles", "#7c3aed"),
    (Kind::Task, "Bug", "bug", "#be123c"),
];

const STATUSES: [(Kind, &str, State, &str, &str); 9] = [
    (Kind::Ticket, "Open", State::NotStarted, "#2563eb", "open"),
    (Kind::Ticket, "Pending agent", State::InProgress, "#d97706", "pending_agent"),
    (Kind::Ticket, "Pending customer", State::InProgress, "#7c3aed", "pending_customer"),
    (Kind::Ticket, "Resolved", State::Finished, "#15803d", "resolved"),
    (Kind::Ticket, "Closed", State::Finished, "#475569", "closed"),
    (Kind::Task, "Planned", State::NotStarted, "#2563eb", "planned"),
    (Kind::Task, "In progress", State::InProgress, "#d97706", "in_progress"),
    (Kind::Task, "Review", State::InProgress, "#7c3aed", "review"),
    (Kind::Task, "Done", State::Finished, "#15803d", "done"),
];

/// Makes what an account has not yet. Ids follow from the account, so twice, or twice at once, is once.
///
/// # Errors
/// `Unavailable` where the database is away.
pub async fn make(db: &Db, account: AccountId) -> Result<()> {
    let mut tx = db.begin().await?;
    // `create sequence if not exists` fails where two do it at once.
    vocabulary::one_at_a_time(&mut tx, account).await?;
    for (position, (kind, name, icon, color)) in (0_i32..).zip(TYPES) {
        let id = ItemTypeId::derived(account.uuid(), &format!("type/{kind}/{name}"));
        let is_default = position == 0 || TYPES[usize::try_from(position).unwrap_or(1) - 1].0 != kind;
        sqlx::query!(
            "insert into items.item_type (account, id, kind, name, icon, color, is_default, position)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict do nothing",
            account.uuid(),
            id.uuid(),
            kind as Kind,
            name,
            icon,
            color,
            is_default,
            position
        )
        .execute(&mut *tx)
        .await?;
    }
    for (position, (kind, name, state, color, key)) in (0_i32..).zip(STATUSES) {
        let id = StatusId::derived(account.uuid(), &format!("status/{kind}/{key}"));
        sqlx::query!(
            "insert into items.status (account, id, kind, name, state, color, is_default, position, key)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             on conflict do nothing",
            account.uuid(),
            id.uuid(),
            kind as Kind,
            name,
            state as State,
            color,
            state == State::NotStarted,
            position,
            key
        )
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query!(
        "insert into items.sla_policy (account, id, name, promises, sample) values ($1, $2, 'Sample SLA', $3, true)
         on conflict do nothing",
        account.uuid(),
        SlaPolicyId::derived(account.uuid(), "sla/sample").uuid(),
        json!(shipped_promises())
    )
    .execute(&mut *tx)
    .await?;
    make_sequence(&mut tx, account).await?;
    tx.commit().await
}

/// Numbers go on after the highest that was given, where the sequence was lost.
async fn make_sequence(tx: &mut sqlx::PgConnection, account: AccountId) -> Result<()> {
    let next = sqlx::query_scalar!(
        r#"select coalesce(max(number), 0) + 1 as "next!" from items.item where account = $1"#,
        account.uuid()
    )
    .fetch_one(&mut *tx)
    .await?;
    // A name cannot be bound; this one is 32 hexadecimal digits.
    let name = account.uuid().simple();
    QueryBuilder::<Postgres>::new(format!(
        "create sequence if not exists items.number_{name} as bigint start with {next} cache 1"
    ))
    .build()
    .execute(tx)
    .await?;
    Ok(())
}
