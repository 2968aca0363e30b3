//! What an update of a form sets.
use serde_json::json;
use sqlx::types::Json;
use tandem_kit::{Cause, Emit, Error, Result, Tx, mask};
use tandem_proto::items as pb;

use super::{Asked, Audience, DESCRIPTION, Form, ItemFormId, OF_CUSTOMERS, OF_USERS, Required};
use crate::{
    Env, error,
    vocabulary::{ItemType, Kind, Vocabulary},
    wire,
};

/// How many fields a form has.
const MOST_FIELDS: usize = 60;
const SETTABLE: [&str; 2] = ["fields", "offered"];
const FIELDS: &str = "item_form.fields";

/// Changes a form.
///
/// # Errors
/// `NotFound`; `Stale`; `Refused` `TOO_MANY_FIELDS`; `Invalid` with the field.
pub async fn update(env: &Env, cause: &Cause, request: pb::UpdateItemFormRequest) -> Result<pb::ItemForm> {
    let given = request.item_form.unwrap_or_default();
    let paths = mask::paths(request.update_mask.as_ref())?;
    change(env, cause, given.id.parse()?, |before, r#type, words| {
        Error::stale_unless("item form", given.revision, before.revision)?;
        changed(before, &given, &paths, (r#type, words))
    })
    .await
}

/// Makes a form as it was before anybody changed it.
///
/// # Errors
/// `NotFound`.
pub async fn reset(env: &Env, cause: &Cause, id: ItemFormId) -> Result<pb::ItemForm> {
    change(env, cause, id, |before, _, _| Ok(Form { fields: None, offered: false, ..before.clone() })).await
}

async fn change(
    env: &Env,
    cause: &Cause,
    id: ItemFormId,
    decide: impl FnOnce(&Form, &ItemType, &Vocabulary) -> Result<Form>,
) -> Result<pb::ItemForm> {
    let account = cause.account();
    env.vocabularies.of(account).await?;
    let mut tx = env.db.begin().await?;
    let words = crate::vocabulary::lock(&mut tx, account).await?;
    let (before, r#type) = words.form_by_id(id)?;
    let after = decide(&before, r#type, &words)?;
    if after == before {
        return Ok(wire::form(&before, r#type, &words));
    }
    let after = Form { revision: before.revision + 1, ..after };
    write(&mut tx, cause, &after).await?;
    let shown = wire::form(&after, r#type, &words);
    let updated = pb::ItemFormUpdated { item_form: Some(shown.clone()) };
    let emit = Emit::new(&updated).about(id).revision(after.revision);
    tx.emit(cause, if after.audience == Audience::Customer { emit.to_customers() } else { emit });
    say(&mut tx, (&before, &after), (r#type, &words));
    tx.commit().await?;
    env.vocabularies.doubt(account);
    Ok(shown)
}

/// The form after what the mask names.
fn changed(
    before: &Form,
    given: &pb::ItemForm,
    paths: &[&str],
    (r#type, words): (&ItemType, &Vocabulary),
) -> Result<Form> {
    let mut after = before.clone();
    for path in paths {
        match *path {
            "fields" => {
                let fields = given.fields.iter().map(|one| read(one, before.audience));
                let fields = fields.collect::<Result<Vec<Asked>>>()?;
                check(&fields, before.audience, (r#type, words))?;
                after.fields = Some(Json(fields));
            }
            "offered"
                if given.offered && (before.audience, r#type.kind) != (Audience::Customer, Kind::Ticket) =>
            {
                return Err(Error::invalid("item_form.offered", "is of forms of customers for tickets only"));
            }
            "offered" => after.offered = given.offered,
            _ => return Err(mask::unknown(path, &SETTABLE)),
        }
    }
    Ok(after)
}

fn read(given: &pb::item_form::Field, audience: Audience) -> Result<Asked> {
    let required = wire::required(given.required()).ok_or_else(|| {
        Error::invalid(
            FIELDS,
            format!("{:?} needs REQUIRED_NEVER, _TO_CREATE or _TO_FINISH", short(&given.field)),
        )
    })?;
    if required == Required::ToFinish && audience == Audience::Customer {
        return Err(Error::invalid(FIELDS, format!("{:?}: customers finish nothing", short(&given.field))));
    }
    Ok(Asked { field: given.field.clone(), required })
}

/// Whether a form can ask for these.
fn check(fields: &[Asked], audience: Audience, (r#type, words): (&ItemType, &Vocabulary)) -> Result<()> {
    if fields.len() > MOST_FIELDS {
        return Err(error::too_many_asked(fields.len(), MOST_FIELDS));
    }
    let plain: &[&str] = if audience == Audience::Agent { &OF_USERS } else { &OF_CUSTOMERS };
    for (n, asked) in fields.iter().enumerate() {
        if fields[..n].iter().any(|other| other.field == asked.field) {
            return Err(Error::invalid(FIELDS, format!("{:?} is there twice", short(&asked.field))));
        }
        let known = match asked.key() {
            Some(key) => words.custom(r#type, audience).any(|field| field.key == key),
            None => plain.contains(&asked.field.as_str()),
        };
        if !known {
            let all = format!(
                "{:?} cannot be asked for here; there are {} and the type's custom fields",
                short(&asked.field),
                plain.join(", ")
            );
            return Err(Error::invalid(FIELDS, all));
        }
    }
    let begins = |asked: &Asked| asked.field == DESCRIPTION && asked.required == Required::ToCreate;
    if audience == Audience::Customer && !fields.iter().any(begins) {
        return Err(Error::invalid(
            FIELDS,
            "customers give a description_html, REQUIRED_TO_CREATE: it is the first message of their request",
        ));
    }
    Ok(())
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Says for the audit what a form asked for that nobody had changed, and what one asks for that was made as it was before.
fn say(tx: &mut Tx, (before, after): (&Form, &Form), (r#type, words): (&ItemType, &Vocabulary)) {
    let fields = |form: &Form| json!(form.asked(r#type, words));
    tx.unless_kept("fields", fields(before), fields(after));
    tx.unless_kept("offered", json!(before.offered), json!(after.offered));
    // Neither ever changes; a new row would say them as if they had not been.
    tx.unless_kept("item_type", json!(before.item_type), json!(before.item_type));
    tx.unless_kept("audience", json!(before.audience.to_string()), json!(before.audience.to_string()));
}

async fn write(tx: &mut Tx, cause: &Cause, form: &Form) -> Result<()> {
    sqlx::query!(
        "insert into items.item_form (account, id, item_type, audience, fields, offered, revision)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (account, id) do update
            set fields = excluded.fields, offered = excluded.offered, revision = excluded.revision",
        cause.caller.account,
        form.id,
        form.item_type,
        form.audience as Audience,
        form.fields.as_ref().map(|fields| json!(fields.0)),
        form.offered,
        form.revision
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{super::tests::words, *};

    fn asked(fields: &[&str]) -> Vec<Asked> {
        fields.iter().map(|field| Asked { field: (*field).into(), required: Required::ToCreate }).collect()
    }

    #[test]
    fn a_form_asks_once_for_what_its_type_has_and_its_audience_sees() {
        let words = words();
        let of = |audience, fields: &[&str]| check(&asked(fields), audience, (&words.types[0], &words));
        of(Audience::Agent, &["fields.severity", "tags", "fields.room"]).unwrap();
        of(Audience::Agent, &[]).unwrap();
        of(Audience::Customer, &["fields.room", "description_html", "priority"]).unwrap();
        for (audience, wrong) in [
            (Audience::Agent, &["tags", "tags"][..]),
            (Audience::Agent, &["fields.points"]),
            (Audience::Agent, &["title"]),
            (Audience::Customer, &["description_html", "tags"]),
            (Audience::Customer, &["description_html", "fields.severity"]),
            (Audience::Customer, &["fields.room"]),
        ] {
            assert!(of(audience, wrong).is_err(), "{wrong:?}");
        }
    }
}
