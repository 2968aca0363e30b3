//! Forms of types: what users must give when they make an item and when they finish it, and what customers are asked for.
use tandem_kit::{Cause, id::CustomerId, rpc::Channel};
use tandem_proto::items::{
    self as pb,
    bulk_edits_service_client::BulkEditsServiceClient,
    custom_field::Type,
    item_form::{Audience, Field, field::Required},
    item_forms_service_client::ItemFormsServiceClient,
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use crate::{
    desk::{Desk, acting, reason, update},
    fields::{field, text},
};

pub fn asks(fields: &[(&str, Required)]) -> Vec<Field> {
    fields
        .iter()
        .map(|(field, required)| Field { field: (*field).into(), required: (*required).into() })
        .collect()
}

/// The fields that an error names.
fn named(refused: &Status) -> Vec<String> {
    let details = refused.get_error_details();
    details.bad_request().unwrap().field_violations.iter().map(|one| one.field.clone()).collect()
}

impl Desk {
    pub fn item_forms(&self) -> ItemFormsServiceClient<Channel> {
        ItemFormsServiceClient::new(self.bench.channel("items"))
    }
    async fn lists_forms(&self, cause: &Cause) -> Vec<pb::ItemForm> {
        let request = pb::ListItemFormsRequest::default();
        acting(cause, self.item_forms().list_item_forms(request)).await.unwrap().item_forms
    }
    /// The form of the default type of tickets.
    pub async fn form(&self, audience: Audience) -> pb::ItemForm {
        let forms = self.lists_forms(&self.admin()).await;
        forms.into_iter().find(|form| form.audience() == audience).unwrap()
    }
    pub async fn reforms(&self, form: &pb::ItemForm, fields: Vec<Field>) -> Result<pb::ItemForm, Status> {
        let paths = vec!["fields".to_owned()];
        let request = pb::UpdateItemFormRequest {
            item_form: Some(pb::ItemForm { fields, ..form.clone() }),
            update_mask: Some(prost_types::FieldMask { paths }),
        };
        acting(&self.admin(), self.item_forms().update_item_form(request)).await
    }
    async fn tries_to_create(
        &self,
        cause: &Cause,
        request: pb::CreateItemRequest,
    ) -> Result<pb::Item, Status> {
        Box::pin(acting(cause, self.items().create_item(request))).await
    }
}

fn titled(title: &str) -> pb::CreateItemRequest {
    pb::CreateItemRequest { title: title.into(), ..Default::default() }
}

#[tokio::test]
async fn a_form_that_nobody_changed_asks_for_nothing_new() {
    let desk = Desk::open().await;
    let severity = desk.defines(field("Severity", Type::Choice)).await;
    let form = desk.form(Audience::Agent).await;
    let fields: Vec<_> = form.fields.iter().map(|f| (f.field.as_str(), f.required())).collect();
    let never = Required::Never;
    assert_eq!(
        fields,
        [
            ("description_html", never),
            ("requester_ids", never),
            ("priority", never),
            ("fields.severity", never)
        ]
    );
    assert!(form.default && form.revision == 1);
    desk.ticket("Needs nothing").await;
    let changed = desk.reforms(&form, asks(&[("tags", never)])).await.unwrap();
    assert_eq!((changed.default, changed.revision, changed.fields.len()), (false, 2, 1));
    assert_eq!(desk.heard::<pb::ItemFormUpdated>().await.len(), 1);
    let stale = desk.reforms(&form, asks(&[])).await.unwrap_err();
    assert_eq!(reason(&stale).0, "STALE");
    let request = pb::ResetItemFormRequest { id: form.id.clone() };
    let reset = acting(&desk.admin(), desk.item_forms().reset_item_form(request)).await.unwrap();
    assert_eq!((reset.fields, reset.default, reset.revision), (form.fields, true, 3));
    let retire = pb::RetireCustomFieldRequest { id: severity.id };
    acting(&desk.admin(), desk.fields().retire_custom_field(retire)).await.unwrap();
    assert_eq!(desk.form(Audience::Agent).await.fields.len(), 3, "what is retired is asked for no more");
    desk.bench.end().await;
}

#[tokio::test]
async fn a_user_gives_what_the_form_requires_and_is_told_of_all_that_is_missing() {
    let desk = Desk::open().await;
    desk.defines(field("Severity", Type::Choice)).await;
    desk.defines(pb::CustomField { required: true, ..field("Room", Type::Text) }).await;
    let form = desk.form(Audience::Agent).await;
    let create = Required::ToCreate;
    let fields = [
        ("fields.severity", create),
        ("requester_ids", create),
        ("tags", Required::ToFinish),
        ("priority", Required::Never),
    ];
    desk.reforms(&form, asks(&fields)).await.unwrap();
    let refused = desk.tries_to_create(&desk.bench.as_agent(), titled("Printer")).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).0.as_str()), (Code::InvalidArgument, "MISSING_FIELDS"));
    assert_eq!(named(&refused), ["fields.severity", "requester", "fields.room"]);
    assert!(refused.message().contains("fields.severity: \"Severity\" is required; requester:"), "{refused}");
    // Machines may leave it out.
    let mailed = desk.tries_to_create(&desk.bench.as_system(), titled("By mail")).await.unwrap();
    let later = pb::CreateItemRequest { fields_later: true, ..titled("Of a chat") };
    desk.tries_to_create(&desk.bench.as_agent(), later).await.unwrap();
    // What was missing may stay so, until it is finished; what is there is not emptied.
    desk.sets(&mailed, "title", |item| item.title = "By mail still".into()).await;
    let given = |item: &mut pb::Item| item.fields = [("severity".into(), text("low"))].into();
    let item = desk.sets(&mailed, "fields.severity", given).await;
    let agent = desk.bench.as_agent();
    let refused = desk.tries(&agent, &item, "fields.severity", |item| item.fields.clear()).await.unwrap_err();
    assert_eq!(named(&refused), ["item.fields.severity"]);
    assert!(refused.message().contains("is required and cannot be emptied"), "{refused}");
    let emptied = update(pb::Item { fields: [].into(), revision: 0, ..item.clone() }, "fields.severity");
    acting(&desk.bench.as_system(), desk.items().update_item(emptied)).await.unwrap();
    desk.bench.end().await;
}

#[tokio::test]
async fn what_is_required_to_finish_is_there_before_a_user_finishes() {
    let desk = Desk::open().await;
    desk.defines(field("Cause", Type::Text)).await;
    let form = desk.form(Audience::Agent).await;
    let fields = [("fields.cause", Required::ToFinish), ("assignee_ids", Required::ToFinish)];
    desk.reforms(&form, asks(&fields)).await.unwrap();
    let item = desk.ticket("Printer").await;
    let item = desk.enters(&item, "pending_agent").await;
    let resolved = desk.status("resolved").await;
    let agent = desk.bench.as_agent();
    let refused =
        desk.tries(&agent, &item, "status_id", |i| i.status_id = resolved.clone()).await.unwrap_err();
    assert_eq!(reason(&refused).0, "MISSING_FIELDS");
    assert_eq!(named(&refused), ["item.fields.cause", "item.assignee_ids"]);
    assert!(refused.message().contains("\"Cause\" is required to finish a \"Ticket\""), "{refused}");
    // With what is missing it goes in one update.
    let whole = |i: &mut pb::Item| {
        i.status_id = resolved.clone();
        i.fields = [("cause".into(), text("Paper"))].into();
        i.assignee_ids = vec![desk.bench.agent.to_string()];
    };
    let done = desk.tries(&agent, &item, "status_id,fields.cause,assignee_ids", whole).await.unwrap();
    let emptied = desk.tries(&agent, &done, "fields.cause", |i| i.fields.clear()).await.unwrap_err();
    assert_eq!(named(&emptied), ["item.fields.cause"], "a finished item keeps it");
    // What is finished by a rule needs nothing, and one that is made finished needs all.
    let other = desk.ticket("By a rule").await;
    let by_rule = desk.bench.as_system().acting_as_rule("rule_0190a1b2c3d4e5f60718293a4b5c6d7e");
    desk.tries(&by_rule, &other, "status_id", |i| i.status_id = resolved.clone()).await.unwrap();
    let made = pb::CreateItemRequest { status_id: resolved.clone(), ..titled("Done already") };
    let refused = desk.tries_to_create(&agent, made).await.unwrap_err();
    assert_eq!(named(&refused), ["fields.cause", "assignee_ids"]);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_bulk_edit_leaves_what_lacks_a_field_and_says_so() {
    let desk = Desk::open().await;
    desk.defines(field("Cause", Type::Text)).await;
    let form = desk.form(Audience::Agent).await;
    desk.reforms(&form, asks(&[("fields.cause", Required::ToFinish)])).await.unwrap();
    let (whole, lacking) = (desk.ticket("Whole").await, desk.ticket("Lacking").await);
    desk.sets(&whole, "fields.cause", |i| i.fields = [("cause".into(), text("Paper"))].into()).await;
    let ids = vec![whole.id.clone(), lacking.id.clone()];
    let selection = Some(pb::ItemSelection { item_ids: ids, ..Default::default() });
    let change = Some(pb::BulkChange { status_id: desk.status("resolved").await, ..Default::default() });
    let mut bulk = BulkEditsServiceClient::new(desk.bench.channel("items"));
    let agent = desk.bench.as_agent();
    let preview = pb::PreviewBatchUpdateRequest { selection: selection.clone(), change: change.clone() };
    let preview = acting(&agent, bulk.preview_batch_update(preview)).await.unwrap();
    assert_eq!((preview.changed, preview.refused), (1, 1));
    let refusal = &preview.refusals[0];
    assert_eq!((refusal.item_title.as_str(), refusal.reason.as_str()), ("Lacking", "MISSING_FIELDS"));
    let begin = pb::BatchUpdateItemsRequest { selection, change, ..Default::default() };
    let begun = acting(&agent, bulk.batch_update_items(begin)).await.unwrap();
    desk.bench.settle().await;
    let request = pb::ListBulkEditResultsRequest {
        bulk_edit_id: begun.id,
        outcome: pb::bulk_edit_result::Outcome::Refused.into(),
        ..Default::default()
    };
    let results = acting(&agent, bulk.list_bulk_edit_results(request)).await.unwrap().results;
    assert_eq!(results.len(), 1);
    assert_eq!(results[0].message, "item.fields.cause: \"Cause\" is required to finish a \"Ticket\"");
    assert_eq!(desk.gets(&whole.id).await.unwrap().state(), pb::State::Finished);
    assert_eq!(desk.gets(&lacking.id).await.unwrap().state(), pb::State::NotStarted);
    desk.bench.end().await;
}

#[tokio::test]
async fn customers_read_their_form_and_no_other() {
    let desk = Desk::open().await;
    desk.defines(field("Inner", Type::Text)).await;
    desk.defines(pb::CustomField { visible_to_customers: true, ..field("Room", Type::Text) }).await;
    let customer = desk.bench.as_customer(CustomerId::new());
    let form = desk.form(Audience::Customer).await;
    let create = Required::ToCreate;
    for (fields, why) in [
        (asks(&[("fields.room", create)]), "description_html"),
        (
            asks(&[("description_html", create), ("fields.inner", create)]),
            "\"fields.inner\" cannot be asked for",
        ),
        (
            asks(&[("description_html", create), ("fields.room", Required::ToFinish)]),
            "customers finish nothing",
        ),
        (asks(&[("description_html", create), ("tags", create)]), "\"tags\" cannot be asked for"),
    ] {
        let refused = desk.reforms(&form, fields).await.unwrap_err();
        assert!(refused.message().contains(why), "{refused}");
    }
    desk.reforms(&form, asks(&[("description_html", create), ("fields.room", create)])).await.unwrap();
    let seen = desk.lists_forms(&customer).await;
    assert!(seen.iter().all(|form| form.audience() == Audience::Customer) && seen.len() > 3);
    let own = seen.iter().find(|one| one.id == form.id).unwrap();
    assert_eq!(
        own.fields.iter().map(|f| f.field.as_str()).collect::<Vec<_>>(),
        ["description_html", "fields.room"]
    );
    let agents = pb::GetItemFormRequest { id: desk.form(Audience::Agent).await.id };
    let hidden = acting(&customer, desk.item_forms().get_item_form(agents)).await.unwrap_err();
    assert_eq!(hidden.code(), Code::NotFound);
    desk.bench.end().await;
}

#[tokio::test]
async fn a_form_asks_for_sixty_fields_at_most() {
    let desk = Desk::open().await;
    let form = desk.form(Audience::Agent).await;
    let mut fields = Vec::new();
    for n in 0..61 {
        let own = desk.defines(field(&format!("Field {n}"), Type::Text)).await;
        fields.push(Field { field: format!("fields.{}", own.key), required: Required::Never.into() });
    }
    let refused = desk.reforms(&form, fields.clone()).await.unwrap_err();
    assert_eq!(reason(&refused).0, "TOO_MANY_FIELDS");
    assert_eq!(refused.message(), "a form asks for at most 60 fields; there would be 61");
    fields.pop();
    assert_eq!(desk.reforms(&form, fields).await.unwrap().fields.len(), 60);
    desk.bench.end().await;
}
