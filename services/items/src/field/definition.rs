//! What a field can be: read, checked, its key made from its name. Pure.
use sqlx::types::Json;
use tandem_kit::{
    Cause, Error, Result,
    id::{self, CustomFieldId, ItemTypeId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Choice, Field, Type, value};
use crate::{
    error,
    item::request,
    text,
    vocabulary::{Vocabulary, item_type::check::same},
    wire,
};

/// How many fields of a target are used at once.
const MOST_FIELDS: usize = 200;
/// How many choices a field offers.
const MOST_CHOICES: usize = 200;
/// How many it has, retired ones among them.
const MOST_KEPT_CHOICES: usize = 1_000;
const MOST_DECIMALS: i32 = 6;
const LONGEST_HELP: usize = 500;
const LONGEST_KEY: usize = 50;
const MOST_TYPES: usize = 100;

/// What a field is made of.
#[derive(Debug)]
pub struct New {
    field: Field,
    /// Asked for; else it is made from the name.
    key: Option<String>,
    default_value: Option<prost_types::Value>,
    pub request_id: Option<String>,
}

impl New {
    /// # Errors
    /// `Invalid` with the field.
    pub fn read(cause: &Cause, request: pb::CreateCustomFieldRequest) -> Result<Self> {
        let given = request.custom_field.unwrap_or_default();
        let target = wire::target_of_field(given.target()).ok_or_else(|| {
            Error::invalid(
                "custom_field.target",
                "must be TARGET_ITEM, _PROJECT, _CUSTOMER, _ORGANIZATION or _USER",
            )
        })?;
        let r#type = wire::type_of_field(given.r#type())
            .ok_or_else(|| Error::invalid("custom_field.type", "must be TYPE_TEXT or another type"))?;
        let field = Field {
            id: CustomFieldId::new().uuid(),
            target,
            key: String::new(),
            name: text::label("custom_field.name", &given.name)?,
            help: help(&given.help)?,
            r#type,
            decimals: decimals(r#type, given.decimals)?,
            choices: Json(choices(r#type, &given.choices, &[])?),
            default_value: None,
            required: given.required,
            visible_to_customers: given.visible_to_customers,
            position: i32::MAX,
            kinds: kinds(&given)?,
            types: types(&given.type_ids)?,
            retired: false,
            revision: 1,
        };
        let request_id = text::key("request_id", &request.request_id)?;
        Ok(Self {
            field,
            key: if given.key.is_empty() { None } else { Some(key(&given.key)?) },
            default_value: given.default_value,
            request_id: request::key(&cause.caller, "create field", request_id),
        })
    }

    /// The field beside the account's others.
    ///
    /// # Errors
    /// `Refused` `KEY_TAKEN`; `Invalid` where the default is no value of it.
    pub fn into_field(self, words: &Vocabulary) -> Result<Field> {
        let taken = |key: &str| words.fields.iter().any(|f| f.target == self.field.target && f.key == key);
        let key = match self.key {
            Some(key) if taken(&key) => return Err(error::key_taken(&key)),
            Some(key) => key,
            None => free_key(&self.field.name, taken),
        };
        let position = words.fields.iter().filter(|f| f.target == self.field.target && !f.retired).count();
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        let mut field = Field { key, position, ..self.field };
        field.default_value = default_value(&field, self.default_value.as_ref())?;
        Ok(field)
    }
}

/// Whether the account may have the field beside its others.
///
/// # Errors
/// `Refused` `TOO_MANY_FIELDS`, `NAME_TAKEN`; `Invalid` where a type is not there.
pub fn fits(field: &Field, words: &Vocabulary) -> Result<()> {
    let others = words.fields.iter().filter(|f| f.target == field.target && !f.retired && f.id != field.id);
    if !field.retired && others.clone().count() >= MOST_FIELDS {
        return Err(error::too_many_fields(MOST_FIELDS));
    }
    if !field.retired && others.clone().any(|other| same(&other.name, &field.name)) {
        return Err(error::name_taken("field", &field.name));
    }
    match field.types.iter().find(|id| words.item_type(**id).is_none()) {
        Some(id) => Err(Error::invalid(
            "custom_field.type_ids",
            format!("there is no item type \"{}\"", ItemTypeId::from(*id)),
        )),
        None => Ok(()),
    }
}

/// The default as it is kept.
///
/// # Errors
/// `Invalid` where it is no value of the field.
pub fn default_value(
    field: &Field,
    given: Option<&prost_types::Value>,
) -> Result<Option<Json<serde_json::Value>>> {
    let Some(given) = given else { return Ok(None) };
    let read = value::read(field, given, None);
    Ok(read.map_err(|problem| Error::invalid("custom_field.default_value", problem))?.map(Json))
}

/// # Errors
/// `Invalid`.
pub fn help(text: &str) -> Result<String> {
    let help = text.trim().replace('\0', "");
    match help.chars().count() {
        n if n > LONGEST_HELP => {
            Err(Error::invalid("custom_field.help", format!("has {n} characters; at most {LONGEST_HELP}")))
        }
        _ => Ok(help),
    }
}

/// # Errors
/// `Invalid`.
pub fn decimals(r#type: Type, given: i32) -> Result<i16> {
    match r#type {
        Type::Number if (0..=MOST_DECIMALS).contains(&given) => Ok(i16::try_from(given).unwrap_or(0)),
        Type::Number => Err(Error::invalid(
            "custom_field.decimals",
            format!("{given} is not between 0 and {MOST_DECIMALS}"),
        )),
        Type::Cost => Ok(2),
        _ => Ok(0),
    }
}

/// # Errors
/// `Invalid`.
pub fn kinds(given: &pb::CustomField) -> Result<Vec<String>> {
    let mut kinds: Vec<String> = Vec::new();
    for kind in given.kinds() {
        let kind = wire::kind(kind)
            .ok_or_else(|| Error::invalid("custom_field.kinds", "names a kind that is none"))?
            .to_string();
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    Ok(kinds)
}

/// # Errors
/// `Invalid`.
pub fn types(given: &[String]) -> Result<Vec<Uuid>> {
    let field = "custom_field.type_ids";
    if given.len() > MOST_TYPES {
        return Err(Error::invalid(field, format!("has {} ids; at most {MOST_TYPES}", given.len())));
    }
    given.iter().map(|text| id::in_field(field, text).map(|id: ItemTypeId| id.uuid())).collect()
}

/// The choices of a field that had `before`: in the order given, then those left out, retired.
///
/// # Errors
/// `Invalid`.
pub fn choices(r#type: Type, given: &[pb::custom_field::Choice], before: &[Choice]) -> Result<Vec<Choice>> {
    let field = "custom_field.choices";
    if !matches!(r#type, Type::Choice | Type::MultiChoice) {
        let none = given.is_empty();
        return if none { Ok(Vec::new()) } else { Err(Error::invalid(field, "are those of a choice only")) };
    }
    let mut choices: Vec<Choice> = Vec::new();
    for one in given {
        let name = text::label(field, &one.name)?;
        let color = if one.color.is_empty() { String::new() } else { text::color(field, &one.color)? };
        let taken = |id: &str| choices.iter().chain(before).any(|c| c.id == id);
        let id = match one.id.as_str() {
            "" => free_key(&name, taken),
            id if before.iter().any(|c| c.id == id) && !choices.iter().any(|c| c.id == id) => id.to_owned(),
            id => {
                return Err(Error::invalid(field, format!("{id:?} is the id of no choice, or stands twice")));
            }
        };
        choices.push(Choice { id, name, color, retired: one.retired });
    }
    let left_out: Vec<Choice> =
        before.iter().filter(|c| !choices.iter().any(|kept| kept.id == c.id)).cloned().collect();
    choices.extend(left_out.into_iter().map(|choice| Choice { retired: true, ..choice }));
    let used: Vec<&Choice> = choices.iter().filter(|c| !c.retired).collect();
    if used.is_empty() || used.len() > MOST_CHOICES || choices.len() > MOST_KEPT_CHOICES {
        return Err(Error::invalid(
            field,
            format!(
                "{} choices; a field has 1 to {MOST_CHOICES}, and {MOST_KEPT_CHOICES} with retired ones",
                used.len()
            ),
        ));
    }
    for (n, choice) in used.iter().enumerate() {
        if used[..n].iter().any(|other| same(&other.name, &choice.name)) {
            return Err(Error::invalid(field, format!("{:?} stands twice", choice.name)));
        }
    }
    Ok(choices)
}

fn key(text: &str) -> Result<String> {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    let begins = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    if begins && text.len() <= LONGEST_KEY && text.bytes().all(plain) {
        return Ok(text.to_owned());
    }
    Err(Error::invalid(
        "custom_field.key",
        format!("{text:?} is not 1 to {LONGEST_KEY} of a-z, 0-9 and _, beginning with a letter"),
    ))
}

/// A key that a name makes and that nothing has: `severity`, `severity_2`.
pub fn free_key(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut key = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' => key.push(c),
            'ä' | 'æ' => key.push_str("ae"),
            'ö' | 'ø' | 'œ' => key.push_str("oe"),
            'ü' => key.push_str("ue"),
            'ß' => key.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' => key.push('a'),
            'è' | 'é' | 'ê' | 'ë' => key.push('e'),
            'ì' | 'í' | 'î' | 'ï' => key.push('i'),
            'ò' | 'ó' | 'ô' | 'õ' => key.push('o'),
            'ù' | 'ú' | 'û' => key.push('u'),
            'ç' => key.push('c'),
            'ñ' => key.push('n'),
            // An accent that stands by itself, as lower case letters may leave one.
            '\u{300}'..='\u{36f}' => {}
            _ if !key.ends_with('_') && !key.is_empty() => key.push('_'),
            _ => {}
        }
    }
    let key = key.trim_end_matches('_');
    let begins = key.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
    let key = if begins { key.to_owned() } else { format!("x_{key}").trim_end_matches('_').to_owned() };
    let key: String = key.chars().take(LONGEST_KEY - 5).collect();
    let numbered = (2..).map(|n| format!("{key}_{n}"));
    std::iter::once(key.clone()).chain(numbered).find(|key| !taken(key)).unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_from_the_name() {
        let cases = [
            ("Severity", "severity"),
            (" Room  No. (old) ", "room_no_old"),
            ("Größe", "groesse"),
            ("2nd contact", "x_2nd_contact"),
            ("重要度", "x"),
            ("---", "x"),
        ];
        for (name, expected) in cases {
            assert_eq!(free_key(name, |_| false), expected, "{name}");
            assert!(key(&free_key(name, |_| false)).is_ok());
        }
        assert_eq!(free_key("Severity", |key| key == "severity" || key == "severity_2"), "severity_3");
        assert!(key(&free_key(&"x".repeat(100), |_| false)).is_ok());
    }

    #[test]
    fn choices_keep_their_ids_and_what_is_left_out_is_retired() {
        let choice = |id: &str, name: &str| pb::custom_field::Choice {
            id: id.into(),
            name: name.into(),
            ..Default::default()
        };
        let made = choices(Type::Choice, &[choice("", "Low"), choice("", "High")], &[]).unwrap();
        assert_eq!(made.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["low", "high"]);
        let changed = choices(Type::Choice, &[choice("high", "Urgent"), choice("", "High")], &made).unwrap();
        let seen: Vec<_> = changed.iter().map(|c| (c.id.as_str(), c.name.as_str(), c.retired)).collect();
        assert_eq!(seen, [("high", "Urgent", false), ("high_2", "High", false), ("low", "Low", true)]);
        for wrong in [vec![], vec![choice("", "a"), choice("", "A")], vec![choice("unheard_of", "a")]] {
            assert!(choices(Type::MultiChoice, &wrong, &[]).is_err(), "{wrong:?}");
        }
        assert!(choices(Type::Text, &[choice("", "a")], &[]).is_err());
    }
}
