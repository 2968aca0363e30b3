//! What an update of a field sets. Values never change by it.
use sqlx::types::Json;
use tandem_kit::{Cause, Emit, Error, Result, Tx, id::CustomFieldId, mask};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Field, definition, of};
use crate::{
    Env, text,
    vocabulary::{self, Vocabulary},
    wire,
};

const SETTABLE: [&str; 10] = [
    "name",
    "help",
    "decimals",
    "choices",
    "default_value",
    "required",
    "visible_to_customers",
    "position",
    "kinds",
    "type_ids",
];

/// Changes a field.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` `NAME_TAKEN`; `Invalid` with the field.
pub async fn update(env: &Env, cause: &Cause, request: pb::UpdateCustomFieldRequest) -> Result<Field> {
    let given = request.custom_field.unwrap_or_default();
    let paths = mask::paths(request.update_mask.as_ref())?;
    let id: CustomFieldId = given.id.parse()?;
    let account = cause.account();
    let mut tx = env.db.begin().await?;
    let mut words = vocabulary::lock(&mut tx, account).await?;
    let before = of(&words, id)?.clone();
    Error::stale_unless("custom field", given.revision, before.revision)?;
    let after = changed(&before, &given, &paths)?;
    definition::fits(&after, &words)?;
    if after != before {
        write(&mut tx, env, cause, &mut words, after).await?;
        tx.commit().await?;
        env.vocabularies.doubt(account);
    }
    of(&words, id).cloned()
}

/// The field after what the mask names.
fn changed(before: &Field, given: &pb::CustomField, paths: &[&str]) -> Result<Field> {
    let mut after = before.clone();
    for path in paths {
        match *path {
            "name" => after.name = text::label("custom_field.name", &given.name)?,
            "help" => after.help = definition::help(&given.help)?,
            "decimals" => after.decimals = definition::decimals(before.r#type, given.decimals)?,
            "choices" => {
                after.choices = Json(definition::choices(before.r#type, &given.choices, &before.choices)?);
            }
            "required" => after.required = given.required,
            "visible_to_customers" => after.visible_to_customers = given.visible_to_customers,
            "position" => after.position = given.position,
            "kinds" => after.kinds = definition::kinds(given)?,
            "type_ids" => after.types = definition::types(&given.type_ids)?,
            "default_value" => {}
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    // Read last: it may be one of the choices that are new.
    if paths.contains(&"default_value") {
        after.default_value = definition::default_value(&after, given.default_value.as_ref())?;
    }
    Ok(after)
}

/// Writes a field and those that make room for it, and tells it.
///
/// # Errors
/// Where the database is away.
pub async fn write(
    tx: &mut Tx,
    env: &Env,
    cause: &Cause,
    words: &mut Vocabulary,
    changed: Field,
) -> Result<()> {
    let before = words.fields.clone();
    place(&mut words.fields, changed);
    for field in words.fields.iter_mut().filter(|f| !before.contains(f)) {
        field.revision += 1;
        sqlx::query!(
            "update items.custom_field
                set name = $3, help = $4, decimals = $5, choices = $6, default_value = $7, required = $8,
                    visible_to_customers = $9, position = $10, kinds = $11, types = $12, revision = $13,
                    retire_time = case when $14 then coalesce(retire_time, $15) end
              where account = $1 and id = $2",
            cause.caller.account,
            field.id,
            field.name,
            field.help,
            field.decimals,
            Json(&field.choices.0) as _,
            field.default_value.as_ref().map(|value| &value.0),
            field.required,
            field.visible_to_customers,
            field.position,
            &field.kinds,
            &field.types,
            field.revision,
            field.retired,
            env.clock.now()
        )
        .execute(&mut **tx)
        .await?;
        let updated = pb::CustomFieldUpdated { custom_field: Some(wire::field(field)) };
        let emit = Emit::new(&updated).about(CustomFieldId::from(field.id)).revision(field.revision);
        tx.emit(cause, emit.to_customers());
    }
    Ok(())
}

/// Puts a field in its place among those of its target.
fn place(fields: &mut [Field], changed: Field) {
    let (id, target) = (changed.id, changed.target);
    let place = usize::try_from(changed.position).unwrap_or(0);
    let mut order: Vec<Uuid> =
        fields.iter().filter(|f| f.target == target && !f.retired && f.id != id).map(|f| f.id).collect();
    if !changed.retired {
        order.insert(place.min(order.len()), id);
    }
    if let Some(field) = fields.iter_mut().find(|f| f.id == id) {
        *field = changed;
    }
    for (n, id) in (0..).zip(order) {
        if let Some(field) = fields.iter_mut().find(|f| f.id == id) {
            field.position = n;
        }
    }
}
