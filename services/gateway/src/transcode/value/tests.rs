//! What is read from JSON, and what is refused.
use prost::Message;
use prost_reflect::DescriptorPool;
use serde_json::json;
use tandem_proto::items::{CreateItemRequest, Kind as ItemKind, UpdateItemRequest};

use super::*;

fn read(name: &str, json: &Json) -> Result<DynamicMessage, Vec<(String, String)>> {
    let pool = DescriptorPool::decode(tandem_proto::DESCRIPTORS).unwrap();
    let mut wrong = Violations::default();
    let out = message(&pool.get_message_by_name(name).unwrap(), json, "", &mut wrong);
    wrong.or(out.unwrap()).map_err(|v| v.into_iter().map(|v| (v.field, v.problem)).collect())
}

#[test]
fn both_spellings_and_all_kinds_are_read() {
    let json = json!({
        "kind": "KIND_TASK", "title": "a", "priority": "3", "assigneeIds": ["usr_1"], "type_id": null,
        "requester": {"email": "ann@acme.test"}, "request_id": "r"
    });
    let message = read("tandem.items.v1.CreateItemRequest", &json).unwrap();
    let typed = CreateItemRequest::decode(message.encode_to_vec().as_slice()).unwrap();
    assert_eq!(typed.kind, ItemKind::Task as i32);
    assert_eq!((typed.priority, typed.assignee_ids), (3, vec!["usr_1".to_owned()]));
    assert_eq!(typed.requester.unwrap().email, "ann@acme.test");
}

#[test]
fn times_durations_and_masks_are_read() {
    let json = json!({"item": {"createTime": "2026-01-31T10:00:00Z", "actualEffort": "90s"}, "updateMask": "descriptionHtml,tags"});
    let message = read("tandem.items.v1.UpdateItemRequest", &json).unwrap();
    let typed = UpdateItemRequest::decode(message.encode_to_vec().as_slice()).unwrap();
    let item = typed.item.unwrap();
    assert_eq!(item.create_time.unwrap().seconds, 1_769_853_600);
    assert_eq!(item.actual_effort.unwrap().seconds, 90);
    assert_eq!(typed.update_mask.unwrap().paths, ["description_html", "tags"]);
}

#[test]
fn what_is_wrong_is_named_all_at_once() {
    let json = json!({
        "titel": "a", "title": 1, "priority": 1.5, "kind": "TASK", "assignee_ids": "usr_1",
        "tags": ["a", 2], "requester": {"mail": "x"}, "type_id": "t", "typeId": "t"
    });
    let wrong = read("tandem.items.v1.CreateItemRequest", &json).unwrap_err();
    let of = |field: &str| wrong.iter().find(|(f, _)| f == field).map(|(_, p)| p.as_str());
    assert_eq!(of("titel"), Some("CreateItemRequest has no such field"));
    assert_eq!(of("title"), Some("must be text, not 1"));
    assert_eq!(of("priority"), Some("must be a whole number (32 bits), not 1.5"));
    assert_eq!(of("kind"), Some("\"TASK\" is none of KIND_TICKET, KIND_TASK"));
    assert_eq!(of("assignee_ids"), Some("must be a list, not \"usr_1\""));
    assert_eq!(of("tags[1]"), Some("must be text, not 2"));
    assert_eq!(of("requester.mail"), Some("PersonRef has no such field"));
    assert_eq!(of("type_id"), Some("is given twice"));
}

#[test]
fn a_bad_time_and_a_non_object_are_refused() {
    let wrong = read("tandem.items.v1.Item", &json!({"create_time": "yesterday"})).unwrap_err();
    assert_eq!(wrong[0].1, "\"yesterday\" is no time such as 2026-01-31T10:00:00Z");
    let wrong = read("tandem.items.v1.UpdateItemRequest", &json!({"item": []})).unwrap_err();
    assert_eq!(wrong[0], ("item".to_owned(), "must be an object, not a list".to_owned()));
}
