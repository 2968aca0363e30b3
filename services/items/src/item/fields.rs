//! The fields of items that conditions may name, for users and for customers, and how each reads in SQL.
use std::sync::LazyLock;

use tandem_kit::{
    Caller,
    condition::{Catalogue, Column, Kind, Named, Search},
    custom_field::with_fields,
    id::{FolderId, ItemId, ItemTypeId, OrganizationId, PortfolioId, ProjectId, SlaPolicyId, StatusId},
};
use uuid::Uuid;

use crate::{field::Target, vocabulary::Vocabulary};

/// What the caller may ask about, with what the account calls its types and statuses.
pub fn catalogue(caller: &Caller, words: &Vocabulary) -> Catalogue {
    let fields = if caller.customer().is_some() { &FOR_CUSTOMERS } else { &FOR_USERS };
    let customer = caller.customer().is_some();
    let types = words.types.iter().map(|t| Named::new(ItemTypeId::from(t.id), [&t.name]));
    let statuses = words.statuses.iter().map(|s| Named::new(StatusId::from(s.id), [&s.key, &s.name]));
    let custom =
        words.fields.iter().filter(|f| f.target == Target::Item && (!customer || f.visible_to_customers));
    let fields = with_fields(Catalogue::clone(fields), "item", caller.account, custom);
    fields.field("type", Kind::Named(types.collect()), Column::required("item.type")).field(
        "status",
        Kind::Named(statuses.collect()),
        Column::required("item.status"),
    )
}

/// The portfolios of an item's project, those around them among them.
const IN_PORTFOLIO: &str = "exists (select from items.portfolio_project pp where pp.account = item.account \
                            and pp.project = item.project and {})";

/// Which of an item's clocks ran out before they were met; each says so within moments of its time.
const BREACHED: &str = "array(select clock ->> 'target' from jsonb_array_elements(item.sla_clocks) clock \
                        where (clock ->> 'breached')::boolean)";

/// What users may ask about.
static FOR_USERS: LazyLock<Catalogue> = LazyLock::new(|| {
    for_everybody()
        .field("priority", Kind::Number, Column::required("item.priority"))
        .field("assignee", Kind::TextId, Column::array("item.assignees"))
        .field("requester", Kind::TextId, Column::array("item.requesters"))
        .field("organization", Kind::Id(read::<OrganizationId>), Column::nullable("item.organization"))
        .field("project", Kind::Id(read::<ProjectId>), Column::nullable("item.project"))
        .field("tag", Kind::Keyword, Column::array("item.tags"))
        .field("source", Kind::choices("SOURCE_", sources()), Column::required("item.source"))
        .field("update_time", Kind::Time, Column::required("item.update_time"))
        .field("status_time", Kind::Time, Column::required("item.status_time"))
        .field("customer_message_time", Kind::Time, Column::nullable("item.customer_message_time"))
        .field("user_message_time", Kind::Time, Column::nullable("item.user_message_time"))
        .field("due_time", Kind::Time, Column::nullable("item.due_time"))
        .field("finish_time", Kind::Time, Column::nullable("item.finish_time"))
        .field("external_id", Kind::Keyword, Column::nullable("item.external_id"))
        .field("parent", Kind::Id(read::<ItemId>), Column::nullable("item.parent"))
        .field("folder", Kind::Id(read::<FolderId>), Column::nullable("item.folder"))
        .field("portfolio", Kind::Id(read::<PortfolioId>), Column::exists(IN_PORTFOLIO, "pp.portfolio"))
        .field("planned_start", Kind::Time, Column::nullable("item.planned_start"))
        .field("planned_finish", Kind::Time, Column::nullable("item.planned_finish"))
        .field("percent_complete", Kind::Number, Column::required("item.percent_complete"))
        .field("actual_effort", Kind::Duration, Column::required("item.actual_effort_seconds"))
        .field("child_count", Kind::Number, Column::required("item.child_count"))
        .field("attachment_count", Kind::Number, Column::required("cardinality(item.attachments)"))
        .field("merged", Kind::Bool, Column::required("(item.merged_into is not null)"))
        .field("archived", Kind::Bool, Column::required("(item.archive_time is not null)"))
        .field("published", Kind::Bool, Column::required("item.published"))
        .field("automatic", Kind::Bool, Column::required("item.automatic"))
        .field("sla", Kind::Id(read::<SlaPolicyId>), Column::nullable("item.sla_policy"))
        .field("breached", Kind::choices("TARGET_", targets()), Column::array(BREACHED))
        .search(Search::Sql(
            "exists (select from items.search_document d where d.account = item.account and d.item = item.id \
             and d.document @@ websearch_to_tsquery('simple', {}))"
                .into(),
        ))
});

/// What customers may ask about: nothing that would tell them of what they do not see.
static FOR_CUSTOMERS: LazyLock<Catalogue> =
    LazyLock::new(|| for_everybody().search(Search::Fields(vec!["title"])));

fn for_everybody() -> Catalogue {
    Catalogue::default()
        .field(
            "kind",
            Kind::choices("KIND_", [("TICKET", "ticket"), ("TASK", "task")]),
            Column::required("item.kind"),
        )
        .field("status.state", Kind::choices("STATE_", states()), Column::required("item.state"))
        .field("title", Kind::Text, Column::required("item.title"))
        .field("number", Kind::Number, Column::required("item.number"))
        .field("create_time", Kind::Time, Column::required("item.create_time"))
}

fn states() -> [(&'static str, &'static str); 3] {
    [("NOT_STARTED", "not_started"), ("IN_PROGRESS", "in_progress"), ("FINISHED", "finished")]
}

fn targets() -> [(&'static str, &'static str); 3] {
    [("FIRST_RESPONSE", "first_response"), ("NEXT_RESPONSE", "next_response"), ("RESOLUTION", "resolution")]
}

fn sources() -> [(&'static str, &'static str); 7] {
    [
        ("MANUAL", "manual"),
        ("EMAIL", "email"),
        ("CHAT", "chat"),
        ("WEB_FORM", "web_form"),
        ("IMPORT", "import"),
        ("API", "api"),
        ("PORTAL", "portal"),
    ]
}

fn read<T: std::str::FromStr + Into<Uuid>>(text: &str) -> Option<Uuid> {
    text.parse::<T>().ok().map(Into::into)
}
