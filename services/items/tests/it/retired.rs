//! What names a type, a status, a field or a choice goes on when that is retired: without it where it must, and it says so.
use std::time::Duration;

use tandem_kit::rpc::Channel;
use tandem_proto::{
    items::{
        self as pb,
        custom_field::Type,
        item_form::{Audience, field::Required},
        list_uses_response::r#use::Kind as Used,
        records_service_client::RecordsServiceClient,
        widget::Kind,
    },
    types::{AuditEntry, ListAuditEntriesRequest},
};

use crate::{
    dashboard,
    desk::{Desk, acting},
    fields::{field, list, text},
    forms::asks,
    recurrence::{at_noon, day, now, recurrences, recurs, template, templates},
    uses::told,
};

/// An order of a type of its own, very severe, of two parts.
fn order(type_id: &str) -> pb::ItemTemplate {
    let fields = [("severity", text("very_high")), ("parts", list(&["low", "very_high"]))];
    pb::ItemTemplate {
        name: "Orders".into(),
        kind: pb::Kind::Ticket.into(),
        type_id: type_id.into(),
        title: "Order".into(),
        fields: fields.map(|(key, value)| (key.to_owned(), value)).into(),
        ..Default::default()
    }
}

impl Desk {
    /// Takes the second choice out of choice.
    async fn retires_choice(&self, mut field: pb::CustomField) {
        field.choices[1].retired = true;
        self.redefines(field, "choices").await.unwrap();
    }
    async fn retires_type(&self, id: &str) {
        let request = pb::RetireItemTypeRequest { id: id.into() };
        acting(&self.admin(), self.types().retire_item_type(request)).await.unwrap();
    }
    async fn makes_of(&self, template: &pb::ItemTemplate) -> pb::Item {
        let request = pb::CreateItemFromTemplateRequest { id: template.id.clone(), ..Default::default() };
        acting(&self.bench.as_agent(), templates(self).create_item_from_template(request)).await.unwrap()
    }
    async fn audited(&self, subject: &str) -> Vec<AuditEntry> {
        let mut records = RecordsServiceClient::<Channel>::new(self.bench.channel("items"));
        let request =
            ListAuditEntriesRequest { page_size: 10, subject: subject.into(), ..Default::default() };
        acting(&self.bench.as_system(), records.list_audit_entries(request)).await.unwrap().entries
    }
}

#[tokio::test]
async fn a_recurrence_makes_its_item_without_what_is_retired_and_says_so() {
    let desk = Desk::open().await;
    let noon = at_noon(&desk).await;
    let severity = desk.defines(field("Severity", Type::Choice)).await;
    let parts = desk.defines(field("Parts", Type::MultiChoice)).await;
    let change = desk.makes_type("Change", Vec::new()).await.unwrap();
    let orders = template(&desk, order(&change.id)).await.unwrap();
    let start = format!("{}T13:00:00", day(noon, 0));
    let made = recurs(&desk, &orders, "FREQ=DAILY", &start).await.unwrap();
    let used = desk.uses(&change.id, "").await.unwrap();
    assert_eq!(told(&used.uses), [(Used::Template, "Orders"), (Used::Recurrence, "Backups")]);
    assert_eq!(used.uses[1].id, made.id);
    desk.retires_type(&change.id).await;
    desk.retires_choice(severity).await;
    desk.retires_choice(parts).await;
    desk.bench.advance(Duration::from_secs(2 * 3_600));
    desk.bench.settle().await;

    let after = now(&desk, &made).await;
    assert_eq!((after.made_count, after.skipped_count), (1, 0));
    let why = "made as a \"Ticket\", because \"Change\" is retired; without \"Very high\" of \"Parts\", which is retired; \
               without \"Very high\" of \"Severity\", which is retired";
    assert_eq!(after.problem, why);
    let item = desk.gets(&after.last_item_id).await.unwrap();
    let usual = desk.ticket("Usual").await;
    assert_eq!((&item.type_id, &item.status_id), (&usual.type_id, &usual.status_id));
    assert_eq!(item.fields.into_iter().collect::<Vec<_>>(), [("parts".to_owned(), list(&["low"]))]);
    let request =
        pb::ListRecurrenceOccurrencesRequest { recurrence_id: made.id.clone(), ..Default::default() };
    let occurrences =
        acting(&desk.bench.as_agent(), recurrences(&desk).list_recurrence_occurrences(request)).await;
    let [occurrence] = occurrences.unwrap().occurrences.try_into().unwrap();
    assert_eq!(
        (occurrence.item_id.as_str(), occurrence.problem.as_str()),
        (after.last_item_id.as_str(), why)
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn a_template_is_used_and_changed_when_what_it_names_is_retired() {
    let desk = Desk::open().await;
    let severity = desk.defines(field("Severity", Type::Choice)).await;
    desk.defines(field("Parts", Type::MultiChoice)).await;
    let change = desk.makes_type("Change", Vec::new()).await.unwrap();
    let orders = template(&desk, order(&change.id)).await.unwrap();
    desk.retires_type(&change.id).await;
    desk.retires_choice(severity).await;
    let item = desk.makes_of(&orders).await;
    assert_eq!(item.type_id, desk.ticket("Usual").await.type_id);
    assert_eq!(item.fields.into_keys().collect::<Vec<_>>(), ["parts"]);

    let changes = async |template: pb::ItemTemplate, path: &str| {
        let update_mask = Some(prost_types::FieldMask { paths: vec![path.into()] });
        let request = pb::UpdateItemTemplateRequest { item_template: Some(template), update_mask };
        acting(&desk.bench.as_agent(), templates(&desk).update_item_template(request)).await
    };
    let renamed = pb::ItemTemplate { name: "Orders of paper".into(), ..orders.clone() };
    let renamed = changes(renamed, "name").await.unwrap();
    assert_eq!(
        (&renamed.type_id, &renamed.fields),
        (&orders.type_id, &orders.fields),
        "nothing of it is lost"
    );
    let restore = pb::RestoreItemTypeRequest { id: change.id.clone() };
    acting(&desk.admin(), desk.types().restore_item_type(restore)).await.unwrap();
    assert_eq!(desk.makes_of(&renamed).await.type_id, change.id, "and it is there again with the type");
    let refused = template(&desk, order("")).await.unwrap_err();
    assert!(refused.message().contains("\"very_high\" is none of its choices"), "{refused}");
    desk.bench.end().await;
}

#[tokio::test]
async fn views_and_widgets_find_what_they_found_when_what_they_ask_for_is_retired() {
    let desk = Desk::open().await;
    let severity = desk.defines(field("Severity", Type::Choice)).await;
    let change = desk.makes_type("Change", Vec::new()).await.unwrap();
    let packed = desk.makes_status("Packed", pb::State::InProgress, &change).await;
    let item = desk.ticket_of(&change, "Two printers").await;
    desk.sets(&item, "fields.severity", |i| i.fields = [("severity".into(), text("very_high"))].into()).await;
    desk.sets(&item, "status_id", |i| i.status_id.clone_from(&packed.id)).await;
    let filters = ["type = Change", "fields.severity = \"Very high\"", "status = Packed"];
    let mut views = Vec::new();
    for filter in filters {
        views.push(desk.filters(filter, filter).await);
    }
    let number = |(n, filter): (usize, &&str)| pb::Widget {
        filter: (*filter).into(),
        title: (*filter).into(),
        ..dashboard::widget(&format!("w{n}"), Kind::Number)
    };
    let widgets = filters.iter().enumerate().map(number).collect();
    let board = dashboard::make(&desk, &desk.bench.as_agent(), widgets).await.unwrap();
    desk.retires_type(&change.id).await;
    desk.retires_choice(severity).await;
    desk.retires_status(&packed.id, &desk.status("pending_agent").await).await.unwrap();
    desk.bench.settle().await;

    let (agent, found) = (desk.bench.as_agent(), [1, 1, 0]);
    for (view, found) in views.iter().zip(found) {
        let request = pb::ListItemsRequest { filter: view.filter.clone(), ..Default::default() };
        let listed = acting(&agent, desk.items().list_items(request)).await.unwrap().items;
        assert_eq!(listed.len(), found, "{}", view.name);
    }
    let numbers = dashboard::read(&desk, &board.id, "UTC").await;
    assert_eq!(
        numbers.iter().map(|one| one.count.as_ref().map(|count| count.items)).collect::<Vec<_>>(),
        found.map(|n| i32::try_from(n).ok())
    );
    // A view whose words are retired is renamed all the same.
    let renamed = pb::UpdateViewRequest {
        view: Some(pb::View { name: "Packed once".into(), ..views[2].clone() }),
        update_mask: Some(prost_types::FieldMask { paths: vec!["name".into()] }),
    };
    assert_eq!(
        acting(&desk.admin(), desk.views().update_view(renamed)).await.unwrap().filter,
        views[2].filter
    );
    desk.bench.end().await;
}

#[tokio::test]
async fn an_item_of_a_retired_type_goes_on_under_its_form_and_its_policy() {
    let desk = Desk::open().await;
    let change = desk.makes_type("Change", Vec::new()).await.unwrap();
    let item = desk.ticket_of(&change, "Two printers").await;
    let clocks = item.sla_clocks.len();
    desk.retires_type(&change.id).await;
    let item = desk.enters(&item, "pending_customer").await;
    assert_eq!((&item.type_id, item.sla_clocks.len()), (&change.id, clocks));
    let item = desk.enters(&item, "resolved").await;
    assert_eq!(item.state(), pb::State::Finished);
    desk.bench.end().await;
}

#[tokio::test]
async fn the_first_change_of_a_form_says_what_it_asked_for_before() {
    let desk = Desk::open().await;
    let form = desk.form(Audience::Agent).await;
    desk.reforms(&form, asks(&[("tags", Required::Never)])).await.unwrap();
    let request = pb::ResetItemFormRequest { id: form.id.clone() };
    acting(&desk.admin(), desk.item_forms().reset_item_form(request)).await.unwrap();
    let usual = r#"[{"field":"description_html","required":"never"},{"field":"requester_ids","required":"never"},{"field":"priority","required":"never"}]"#;
    let tags = r#"[{"field":"tags","required":"never"}]"#;
    let entries = desk.audited(&form.id).await;
    let changes: Vec<_> = entries
        .iter()
        .map(|entry| {
            entry
                .changes
                .iter()
                .map(|c| (c.field.as_str(), c.before.as_str(), c.after.as_str()))
                .collect::<Vec<_>>()
        })
        .collect();
    assert_eq!(changes, [vec![("fields", tags, usual)], vec![("fields", usual, tags)]], "the newest first");
    desk.bench.end().await;
}
