//! What an update of a type sets, and what follows for its items.
use tandem_kit::{
    Cause, Emit, Error, Result, Tx,
    id::{self, ItemTypeId, StatusId},
    mask,
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{ItemType, check};
use crate::{
    Env, error, text,
    vocabulary::{
        Vocabulary,
        step::{self, Step},
    },
    wire,
};

const SETTABLE: [&str; 8] =
    ["name", "icon", "color", "position", "default", "hidden", "status_ids", "default_status_id"];

/// What an update sets; what is none stays.
#[derive(Debug, Default)]
pub struct Change {
    name: Option<String>,
    icon: Option<String>,
    color: Option<String>,
    position: Option<i32>,
    becomes_default: bool,
    hidden: Option<bool>,
    statuses: Option<Vec<StatusId>>,
    default_status: Option<StatusId>,
    /// From which status to which.
    moves: Vec<(StatusId, StatusId)>,
}

impl Change {
    /// Reads what the mask names.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn of(request: &pb::UpdateItemTypeRequest) -> Result<Self> {
        let given = request.item_type.clone().unwrap_or_default();
        let mut change = Self::default();
        for path in mask::paths(request.update_mask.as_ref())? {
            let field = format!("item_type.{path}");
            match path {
                "name" => change.name = Some(text::label(&field, &given.name)?),
                "icon" => change.icon = Some(text::icon(&field, &given.icon)?),
                "color" => change.color = Some(text::color(&field, &given.color)?),
                "position" => change.position = Some(given.position),
                "default" if given.default => change.becomes_default = true,
                "default" => {
                    return Err(Error::invalid(field, "is true only: make another type the default one"));
                }
                "hidden" => change.hidden = Some(given.hidden),
                "status_ids" => change.statuses = Some(check::ids(&field, &given.status_ids)?),
                "default_status_id" => {
                    change.default_status = Some(id::in_field(&field, &given.default_status_id)?);
                }
                _ => return Err(mask::unknown(path, &SETTABLE)),
            }
        }
        for one in &request.moves {
            let from = id::in_field("moves.from_status_id", &one.from_status_id)?;
            change.moves.push((from, id::in_field("moves.to_status_id", &one.to_status_id)?));
        }
        Ok(change)
    }

    fn apply(&self, before: &ItemType, words: &Vocabulary) -> Result<ItemType> {
        let mut after = before.clone();
        after.name = self.name.clone().unwrap_or(after.name);
        after.icon = self.icon.clone().unwrap_or(after.icon);
        after.color = self.color.clone().unwrap_or(after.color);
        after.position = self.position.unwrap_or(after.position);
        after.is_default |= self.becomes_default;
        after.hidden = self.hidden.unwrap_or(after.hidden);
        if let Some(statuses) = &self.statuses {
            let retired = before.statuses.iter().filter(|id| words.status(**id).is_some_and(|s| s.retired));
            after.statuses = statuses.iter().map(StatusId::uuid).chain(retired.copied()).collect();
            let strange = statuses.iter().find(|id| words.status(id.uuid()).is_some_and(|s| s.retired));
            if let Some(id) = strange {
                return Err(Error::invalid(
                    "item_type.status_ids",
                    format!("{id} is retired; restore it first"),
                ));
            }
        }
        after.default_status = self.default_status.map(|id| id.uuid()).or(after.default_status);
        let gone = after.is_default && (after.hidden || after.retired);
        if gone {
            return Err(error::default_type(&after.name, "hide"));
        }
        check::fits(&after, "item_type.", words)?;
        Ok(after)
    }

    /// Where the items of a status go that the type loses.
    fn goal(&self, lost: Uuid, after: &ItemType, words: &Vocabulary) -> Result<Option<Uuid>> {
        let Some((_, to)) = self.moves.iter().find(|(from, _)| from.uuid() == lost) else { return Ok(None) };
        words.status_of("moves.to_status_id", after, Some(*to)).map(|status| Some(status.id))
    }
}

/// Changes a type. Items that stand in a status that it loses go on in the background.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` `NAME_TAKEN`, `DEFAULT_TYPE`, `STATUS_IN_USE`; `Invalid` with the field.
pub async fn update(
    env: &Env,
    cause: &Cause,
    id: ItemTypeId,
    revision: i64,
    change: Change,
) -> Result<(ItemType, Vocabulary)> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let mut words = super::super::lock(&mut tx, account).await?;
    let before = words.item_type(id.uuid()).ok_or_else(|| Error::not_found("item type", id))?.clone();
    Error::stale_unless("item type", revision, before.revision)?;
    let after = change.apply(&before, &words)?;
    let lost: Vec<Uuid> = before.statuses.iter().filter(|id| !after.statuses.contains(id)).copied().collect();
    for from in lost {
        let to = change.goal(from, &after, &words)?;
        leave(&mut tx, env, cause, Leaving { r#type: &after, from, to }, &words).await?;
    }
    if after != before {
        write(&mut tx, env, cause, &mut words, after).await?;
        tx.commit().await?;
        env.vocabularies.doubt(account);
    }
    let after = words.item_type(id.uuid()).cloned().ok_or_else(|| Error::not_found("item type", id))?;
    Ok((after, words))
}

/// A status that a type loses.
struct Leaving<'a> {
    r#type: &'a ItemType,
    from: Uuid,
    to: Option<Uuid>,
}

/// Sends the items of a type on that stand in a status which it loses.
async fn leave(
    tx: &mut Tx,
    env: &Env,
    cause: &Cause,
    leaving: Leaving<'_>,
    words: &Vocabulary,
) -> Result<()> {
    let Leaving { r#type, from, to } = leaving;
    let step = Step { item_type: Some(r#type.id), from, to: to.unwrap_or(from) };
    if to.is_none() && step::is_taken(tx, cause, &step).await? {
        let name = words.status(from).map_or("", |s| s.name.as_str());
        return Err(error::status_in_use(name, &r#type.name, "moves"));
    }
    // Who read the list a moment ago may still let an item in: it goes where it would by itself.
    let fallback = words.status(from).and_then(|s| words.nearest(r#type, from, s.state)).map(|s| s.id);
    let Some(to) = to.or(fallback) else { return Ok(()) };
    step::begin(tx, env, cause, &Step { to, ..step }).await
}

/// Writes a type and those that make room for it, and tells it.
///
/// # Errors
/// Where the database is away.
pub async fn write(
    tx: &mut Tx,
    env: &Env,
    cause: &Cause,
    words: &mut Vocabulary,
    changed: ItemType,
) -> Result<()> {
    let now = env.clock.now();
    let before = words.types.clone();
    place(&mut words.types, changed);
    let mut written: Vec<ItemType> = words.types.iter().filter(|t| !before.contains(t)).cloned().collect();
    // The one that ceases to be the default one first: there is never a second.
    written.sort_by_key(|t| t.is_default);
    for mut r#type in written {
        r#type.revision += 1;
        sqlx::query!(
            "update items.item_type
                set name = $3, icon = $4, color = $5, is_default = $6, position = $7, statuses = $8, default_status = $9,
                    hidden = $10, retire_time = case when $11 then coalesce(retire_time, $12) end, revision = $13
              where account = $1 and id = $2",
            cause.caller.account,
            r#type.id,
            r#type.name,
            r#type.icon,
            r#type.color,
            r#type.is_default,
            r#type.position,
            &r#type.statuses,
            r#type.default_status,
            r#type.hidden,
            r#type.retired,
            now,
            r#type.revision
        )
        .execute(&mut **tx)
        .await?;
        let updated = pb::ItemTypeUpdated { item_type: Some(wire::item_type(&r#type, words)) };
        tx.emit(
            cause,
            Emit::new(&updated).about(ItemTypeId::from(r#type.id)).revision(r#type.revision).to_customers(),
        );
        if let Some(kept) = words.types.iter_mut().find(|t| t.id == r#type.id) {
            *kept = r#type;
        }
    }
    Ok(())
}

/// Puts a type in its place among those of its kind; a new default one is the only one.
fn place(types: &mut [ItemType], changed: ItemType) {
    let (id, kind) = (changed.id, changed.kind);
    let place = usize::try_from(changed.position).unwrap_or(0);
    for r#type in types.iter_mut() {
        if r#type.id == id {
            *r#type = changed.clone();
        } else if r#type.kind == kind && changed.is_default {
            r#type.is_default = false;
        }
    }
    let mut order: Vec<Uuid> =
        types.iter().filter(|t| t.kind == kind && !t.retired && t.id != id).map(|t| t.id).collect();
    if !changed.retired {
        order.insert(place.min(order.len()), id);
    }
    for (n, id) in (0..).zip(order) {
        if let Some(r#type) = types.iter_mut().find(|t| t.id == id) {
            r#type.position = n;
        }
    }
    types.sort_by_key(|t| (t.kind != super::Kind::Ticket, t.retired, t.position));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary::{Kind, tests::item_type};

    #[test]
    fn the_others_make_room_and_there_is_one_default() {
        let named = |name: &str, position, is_default| ItemType {
            is_default,
            position,
            ..item_type(Kind::Ticket, name, &[])
        };
        let mut types = vec![named("a", 0, true), named("b", 1, false), named("c", 2, false)];
        place(&mut types, named("c", 0, true));
        let order: Vec<_> = types.iter().map(|t| (t.name.as_str(), t.position, t.is_default)).collect();
        assert_eq!(order, [("c", 0, true), ("a", 1, false), ("b", 2, false)]);
        place(&mut types, ItemType { retired: true, ..named("a", 1, false) });
        let order: Vec<_> = types.iter().map(|t| t.name.as_str()).collect();
        assert_eq!(order, ["c", "b", "a"]);
    }
}
