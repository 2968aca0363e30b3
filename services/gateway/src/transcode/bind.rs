//! From an HTTP request to the message that its rpc takes.
use bytes::Bytes;
use prost_reflect::{DynamicMessage, FieldDescriptor, ReflectMessage, Value};
use serde_json::Value as Json;

use super::{
    Violation, Violations, mask,
    multipart::File,
    query,
    route::{BodyIs, Route},
    text, value,
};

/// The body of a request, as far as binding minds.
pub enum Sent {
    /// JSON, or nothing.
    Json(Bytes),
    /// A file: raw, or the first one of a form.
    File(File),
}

/// The request message: the body first, then the query, then the path, which wins.
///
/// # Errors
/// Every field that cannot be what it is.
pub fn request(
    route: &Route,
    values: &[String],
    query: &str,
    sent: Sent,
) -> Result<DynamicMessage, Vec<Violation>> {
    let mut wrong = Violations::default();
    let mut message = DynamicMessage::new(route.rpc.method.input());
    let mut named = None;
    match (&route.body, sent) {
        (BodyIs::Nothing, _) => {}
        (BodyIs::File(field), Sent::File(file)) => attach(&mut message, field, file, &mut wrong),
        (BodyIs::File(field), Sent::Json(raw)) => {
            attach(&mut message, field, File { data: raw, ..File::default() }, &mut wrong);
        }
        (BodyIs::Request, Sent::Json(raw)) => {
            if let Some(read) = json(&raw, &mut wrong)
                && let Some(read) = value::message(&route.rpc.method.input(), &read, "", &mut wrong)
            {
                message = read;
            }
        }
        (BodyIs::Field(field), Sent::Json(raw)) => {
            if let Some(read) = json(&raw, &mut wrong)
                && let Some(Value::Message(inner)) = value::element(field, &read, field.name(), &mut wrong)
            {
                message.set_field(field, Value::Message(inner));
                named = Some((field, read));
            }
        }
        _ => wrong.add("body", "must be JSON"),
    }
    query::bind(&mut message, text::pairs(query), &mut wrong);
    if let Some((field, read)) = &named
        && route.http == http::Method::PATCH
    {
        mask::fill(&mut message, route, field, read);
    }
    for (path, text) in route.fields.iter().zip(values) {
        query::bind_path(&mut message, path, text, &mut wrong);
    }
    wrong.or(message)
}

/// The JSON of a body; none at all is an empty object.
fn json(raw: &Bytes, wrong: &mut Violations) -> Option<Json> {
    if raw.iter().all(u8::is_ascii_whitespace) {
        return Some(Json::Object(serde_json::Map::new()));
    }
    serde_json::from_slice(raw)
        .map_err(|e| wrong.add("body", format!("is no JSON: line {}, column {}", e.line(), e.column())))
        .ok()
}

fn attach(message: &mut DynamicMessage, field: &FieldDescriptor, file: File, wrong: &mut Violations) {
    if let Some(kind) = field.kind().as_message() {
        let mut body = DynamicMessage::new(kind.clone());
        body.set_field_by_name("content_type", Value::String(file.content_type));
        body.set_field_by_name("data", Value::Bytes(file.data));
        message.set_field(field, Value::Message(body));
    }
    query::bind(message, file.fields.into_iter(), wrong);
    let name = message.descriptor().get_field_by_name("name");
    if let (Some(field), Some(name)) = (name, file.name)
        && !message.has_field(&field)
    {
        message.set_field(&field, Value::String(name));
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use prost::Message;
    use tandem_proto::{
        conversations::{CreateAttachmentRequest, ReceiveEmailRequest},
        items::UpdateItemRequest,
    };

    use super::*;
    use crate::transcode::{Found, Table};

    fn read<T: Message + Default>(
        method: &Method,
        uri: &str,
        sent: Sent,
    ) -> Result<T, Vec<(String, String)>> {
        let table = Table::new(tandem_proto::DESCRIPTORS).unwrap();
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let Found::Route(route, values) = table.find(method, path) else { panic!("no {method} {uri}") };
        request(route, &values, query, sent)
            .map(|m| T::decode(m.encode_to_vec().as_slice()).unwrap())
            .map_err(|v| v.into_iter().map(|v| (v.field, v.problem)).collect())
    }
    fn json(text: &'static str) -> Sent {
        Sent::Json(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn a_patch_changes_what_its_body_names() {
        let body =
            json(r#"{"title": "b", "descriptionHtml": "", "tags": [], "revision": "7", "id": "item_2"}"#);
        let update: UpdateItemRequest = read(&Method::PATCH, "/v1/items/item_1?request_id=r", body).unwrap();
        let item = update.item.unwrap();
        assert_eq!((item.id.as_str(), item.revision, update.request_id.as_str()), ("item_1", 7, "r"));
        let mut paths = update.update_mask.unwrap().paths;
        paths.sort();
        assert_eq!(paths, ["description_html", "tags", "title"]);
    }

    #[test]
    fn a_mask_that_is_given_stands() {
        let body = json(r#"{"title": "b", "tags": ["x"]}"#);
        let update: UpdateItemRequest =
            read(&Method::PATCH, "/v1/items/item_1?updateMask=tags", body).unwrap();
        assert_eq!(update.update_mask.unwrap().paths, ["tags"]);
    }

    #[test]
    fn a_field_of_the_body_is_named_by_its_path_in_the_request() {
        let wrong = read::<UpdateItemRequest>(&Method::PATCH, "/v1/items/item_1", json(r#"{"titel": "b"}"#));
        assert_eq!(wrong.unwrap_err()[0].0, "item.titel");
        let wrong = read::<UpdateItemRequest>(&Method::PATCH, "/v1/items/item_1", json("{\"title\": \n}"));
        assert_eq!(wrong.unwrap_err()[0], ("body".into(), "is no JSON: line 2, column 1".into()));
    }

    #[test]
    fn a_raw_body_is_the_file() {
        let sent = Sent::File(File {
            data: "From: a".into(),
            content_type: "message/rfc822".into(),
            ..File::default()
        });
        let mail: ReceiveEmailRequest = read(&Method::POST, "/v1/inbound/email?to=t%40x.test", sent).unwrap();
        assert_eq!(mail.to, "t@x.test");
        let raw = mail.raw.unwrap();
        assert_eq!((raw.content_type.as_str(), &raw.data[..]), ("message/rfc822", &b"From: a"[..]));
    }

    #[test]
    fn a_form_gives_the_file_its_name_unless_the_query_does() {
        let file = || File { data: "x".into(), name: Some("a.txt".into()), ..File::default() };
        let sent: CreateAttachmentRequest =
            read(&Method::POST, "/v1/attachments", Sent::File(file())).unwrap();
        assert_eq!(sent.name, "a.txt");
    }
}
