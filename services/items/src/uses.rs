//! What uses a type, a status, a custom field or one of its choices.
mod kept;
mod peers;
mod thing;

use tandem_kit::{
    Cause, Result,
    id::{CustomFieldId, ItemTypeId},
};
use tandem_proto::items::{
    self as pb,
    list_uses_response::{Use, r#use::Kind},
};

use self::thing::{Thing, Which};
use crate::{Env, vocabulary::Vocabulary};

/// How many uses are shown.
const MOST: usize = 100;

/// Everything that names a thing.
///
/// # Errors
/// `NotFound`; where the database is away.
pub async fn list(env: &Env, cause: &Cause, request: &pb::ListUsesRequest) -> Result<pb::ListUsesResponse> {
    let words = env.vocabularies.of(cause.account()).await?;
    let thing = Thing::find(&words, &request.thing_id, &request.choice)?;
    let (items, partial) = kept::items(env, cause, &thing).await?;
    let mut uses = of_words(&words, &thing);
    uses.extend(kept::uses(env, cause, &thing).await?);
    let mut unasked = Vec::new();
    peers::automation(env, cause, &thing, &mut uses)
        .await
        .unwrap_or_else(|_| unasked.push("automation".into()));
    peers::customer_apps(env, cause, &thing, &mut uses)
        .await
        .unwrap_or_else(|_| unasked.push("customer-apps".into()));
    let more = uses.len() > MOST;
    uses.truncate(MOST);
    Ok(pb::ListUsesResponse { items, partial, uses, more, unasked })
}

fn one(kind: Kind, id: impl ToString, name: &str) -> Use {
    Use { kind: kind.into(), id: id.to_string(), name: name.to_owned() }
}

/// What of the vocabulary itself uses it.
fn of_words(words: &Vocabulary, thing: &Thing) -> Vec<Use> {
    let types = words.types.iter().filter(|t| !t.retired);
    match &thing.which {
        Which::Type(id) => {
            let default = types.filter(|t| t.id == *id && t.is_default);
            let default = default.map(|t| one(Kind::Default, ItemTypeId::from(t.id), &t.name));
            let fields = words.fields.iter().filter(|f| !f.retired && f.types.contains(id));
            default
                .chain(fields.map(|f| one(Kind::CustomField, CustomFieldId::from(f.id), &f.name)))
                .collect()
        }
        Which::Status(id) => {
            let default = types.filter(|t| words.default_of(t).is_some_and(|status| status.id == *id));
            default.map(|t| one(Kind::Default, ItemTypeId::from(t.id), &t.name)).collect()
        }
        Which::Field(_) if thing.choice.is_some() => Vec::new(),
        Which::Field(key) => {
            let asks = |t: &&crate::vocabulary::ItemType| {
                words.forms.iter().any(|form| {
                    form.item_type == t.id
                        && form
                            .fields
                            .as_ref()
                            .is_some_and(|all| all.iter().any(|asked| asked.key() == Some(key)))
                })
            };
            types.filter(asks).map(|t| one(Kind::Form, ItemTypeId::from(t.id), &t.name)).collect()
        }
    }
}
