//! Making a view.
use sqlx::types::Json;
use tandem_kit::{Cause, Emit, Error, Result, id::ViewId};
use tandem_proto::items as pb;

use super::{Asker, Column, Layout, View, Visibility, content};
use crate::{Env, item::request, text, vocabulary::Kind, wire};

/// Most of a user's own, and of all others of an account.
const MOST_OWN: i64 = 100;
const MOST_SHARED: i64 = 200;

/// What is to be made, checked.
pub struct New {
    name: String,
    kind: Kind,
    layout: Layout,
    filter: String,
    order_by: String,
    group_by: Vec<String>,
    columns: Vec<Column>,
    visibility: Visibility,
    teams: Vec<String>,
    request_id: Option<String>,
}

impl New {
    /// # Errors
    /// `Invalid` with the field and what is wrong with it.
    pub async fn read(env: &Env, cause: &Cause, asker: &Asker, given: pb::CreateViewRequest) -> Result<Self> {
        content::selection(env, cause, ["filter", "order_by"], [&given.filter, &given.order_by]).await?;
        let words = env.vocabularies.of(cause.account()).await?;
        let visibility = wire::view::visibility(given.visibility()).unwrap_or(Visibility::Private);
        Ok(Self {
            name: content::name("name", &given.name)?,
            kind: wire::kind(given.kind()).unwrap_or(Kind::Ticket),
            layout: wire::view::layout(given.layout()).unwrap_or(Layout::List),
            group_by: content::groups("group_by", given.group_by, &words)?,
            columns: content::columns("columns", wire::view::columns(given.columns))?,
            teams: content::teams(env, cause, asker, "team_ids", (visibility, given.team_ids)).await?,
            request_id: request::key(&cause.caller, "view", text::key("request_id", &given.request_id)?),
            filter: given.filter.trim().to_owned(),
            order_by: given.order_by.trim().to_owned(),
            visibility,
        })
    }
}

/// Makes a view at the end of its section. The same request gives the same one.
///
/// # Errors
/// `Refused` where there are as many as there may be.
pub async fn create(env: &Env, cause: &Cause, asker: &Asker, new: New) -> Result<View> {
    let (account, now, id) = (cause.account(), env.clock.now(), ViewId::new());
    let mut tx = env.db.begin().await?;
    super::one_at_a_time(&mut tx, cause).await?;
    if let Some(made) = before(&mut tx, cause, new.request_id.as_deref()).await? {
        return super::get(&mut *tx, cause, asker, made).await;
    }
    let position = room(&mut tx, cause, asker, new.visibility).await?;
    sqlx::query!(
        "insert into items.view (account, id, name, kind, layout, filter, order_by, group_by, columns, visibility, teams, owner,
                                 position, request_id, create_time, update_time)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)",
        account.uuid(),
        id.uuid(),
        new.name,
        new.kind as Kind,
        new.layout as Layout,
        new.filter,
        new.order_by,
        &new.group_by,
        Json(&new.columns) as _,
        new.visibility as Visibility,
        &new.teams,
        asker.user.uuid(),
        position,
        new.request_id,
        now
    )
    .execute(&mut *tx)
    .await?;
    let view = super::get(&mut *tx, cause, asker, id).await?;
    let created = pb::ViewCreated { view: Some(wire::view::view(&view, asker)) };
    tx.emit(cause, super::told(&view, view.visibility, Emit::new(&created)));
    tx.commit().await?;
    Ok(view)
}

/// What the same request made before.
async fn before(
    tx: &mut sqlx::PgConnection,
    cause: &Cause,
    request_id: Option<&str>,
) -> Result<Option<ViewId>> {
    let Some(request_id) = request_id else { return Ok(None) };
    let made = sqlx::query_scalar!(
        "select id from items.view where account = $1 and request_id = $2",
        cause.account().uuid(),
        request_id
    );
    Ok(made.fetch_optional(tx).await?.map(ViewId::from))
}

/// The place after the last, if there is room for one more.
pub(super) async fn room(
    tx: &mut sqlx::PgConnection,
    cause: &Cause,
    asker: &Asker,
    visibility: Visibility,
) -> Result<i32> {
    let counted = sqlx::query!(
        r#"select count(*) filter (where visibility = 'private' and owner = $2) as "own!",
                  count(*) filter (where visibility <> 'private' and owner is not null) as "shared!",
                  coalesce(max(position), 0) + 1 as "next!"
             from items.view
            where account = $1"#,
        cause.account().uuid(),
        asker.user.uuid()
    )
    .fetch_one(tx)
    .await?;
    let (there, most, whose) = match visibility {
        Visibility::Private => (counted.own, MOST_OWN, "views of your own"),
        _ => (counted.shared, MOST_SHARED, "shared views"),
    };
    if there >= most {
        return Err(Error::refused("TOO_MANY", format!("there are {there} {whose}, and may be {most}")));
    }
    Ok(counted.next)
}
