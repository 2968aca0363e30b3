//! Fields of a request that come as text: from the query, the path, or the parts of a form.
use prost_reflect::{DynamicMessage, FieldDescriptor, Kind, ReflectMessage, Value};
use serde_json::Value as Json;

use super::{Violations, route, value};

/// Puts the pairs of a query into a request. Repeated fields by repeating the name; `requester.email=` reaches inside.
pub fn bind(
    into: &mut DynamicMessage,
    pairs: impl Iterator<Item = (String, String)>,
    wrong: &mut Violations,
) {
    for (name, text) in pairs {
        let Some(path) = route::field_path(&into.descriptor(), &name) else {
            wrong.add(name, "there is no such parameter");
            continue;
        };
        let Some(last) = path.last() else { continue };
        if last.is_map() {
            wrong.add(name, "can only be given in a body");
            continue;
        }
        let holder = holder(into, &path);
        if !last.is_list() && holder.has_field(last) {
            wrong.add(name, "is given twice");
            continue;
        }
        if let Some(value) = read(last, &text, &name, wrong) {
            put(holder, last, value);
        }
    }
}

/// Puts a variable of the path into a request, whatever stood there.
pub fn bind_path(into: &mut DynamicMessage, path: &[FieldDescriptor], text: &str, wrong: &mut Violations) {
    let Some(last) = path.last() else { return };
    let name = path.iter().map(FieldDescriptor::name).collect::<Vec<_>>().join(".");
    if let Some(value) = read(last, text, &name, wrong) {
        holder(into, path).set_field(last, value);
    }
}

fn read(field: &FieldDescriptor, text: &str, name: &str, wrong: &mut Violations) -> Option<Value> {
    let json = match (field.kind(), text) {
        (Kind::Bool, "true" | "1") => Json::Bool(true),
        (Kind::Bool, "false" | "0") => Json::Bool(false),
        (Kind::Enum(_), number) if number.parse::<i32>().is_ok() => {
            Json::from(number.parse::<i32>().unwrap_or(0))
        }
        _ => Json::String(text.to_owned()),
    };
    value::element(field, &json, name, wrong)
}

/// The message that holds the last field of a path; those on the way come to be.
fn holder<'a>(into: &'a mut DynamicMessage, path: &[FieldDescriptor]) -> &'a mut DynamicMessage {
    let Some((first, rest)) = path.split_first().filter(|(_, rest)| !rest.is_empty()) else { return into };
    match into.get_field_mut(first) {
        Value::Message(inner) => holder(inner, rest),
        _ => unreachable!("a field path goes through messages"),
    }
}

fn put(holder: &mut DynamicMessage, field: &FieldDescriptor, value: Value) {
    if !field.is_list() {
        holder.set_field(field, value);
    } else if let Value::List(list) = holder.get_field_mut(field) {
        list.push(value);
    }
}

#[cfg(test)]
mod tests {
    use prost::Message;
    use prost_reflect::DescriptorPool;
    use tandem_proto::{
        conversations::GetAttachmentRequest,
        items::{CreateItemRequest, ListItemsRequest, UpdateItemRequest},
    };

    use super::*;
    use crate::transcode::{Violation, text};

    fn read<T: Message + Default>(name: &str, query: &str) -> Result<T, Vec<Violation>> {
        let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
        let mut message = DynamicMessage::new(pool.get_message_by_name(name).unwrap());
        let mut wrong = Violations::default();
        bind(&mut message, text::pairs(query), &mut wrong);
        wrong.or(T::decode(message.encode_to_vec().as_slice()).unwrap())
    }

    #[test]
    fn a_query_fills_fields_of_every_kind() {
        let list: ListItemsRequest =
            read("tandem.items.v1.ListItemsRequest", "pageSize=5&order_by=number&filter=a+%3D+b").unwrap();
        assert_eq!((list.page_size, list.order_by.as_str(), list.filter.as_str()), (5, "number", "a = b"));
        let create: CreateItemRequest =
            read("tandem.items.v1.CreateItemRequest", "tags=a&tags=b&requester.email=x&kind=KIND_TASK")
                .unwrap();
        assert_eq!((create.tags.len(), create.kind, create.requester.unwrap().email.as_str()), (2, 2, "x"));
        let update: UpdateItemRequest = read(
            "tandem.items.v1.UpdateItemRequest",
            "update_mask=title&item.create_time=2026-01-31T10:00:00Z&item.revision=9007199254740993",
        )
        .unwrap();
        assert_eq!(update.item.unwrap().revision, 9_007_199_254_740_993);
        let file: GetAttachmentRequest =
            read("tandem.conversations.v1.GetAttachmentRequest", "inline=true").unwrap();
        assert!(file.inline);
    }

    #[test]
    fn unknown_doubled_and_wrong_parameters_are_named() {
        let wrong = read::<ListItemsRequest>(
            "tandem.items.v1.ListItemsRequest",
            "limit=5&page_size=x&filter=a&filter=b",
        );
        let fields: Vec<_> = wrong.unwrap_err().into_iter().map(|v| (v.field, v.problem)).collect();
        let expected = [
            ("limit", "there is no such parameter"),
            ("page_size", "must be a whole number (32 bits), not \"x\""),
            ("filter", "is given twice"),
        ];
        assert_eq!(fields, expected.map(|(f, p)| (f.to_owned(), p.to_owned())));
    }
}
