//! A new item, read and checked, before it is one.
use chrono::{DateTime, Utc};
use prost_types::Timestamp;
use sqlx::types::Json;
use tandem_kit::{
    Caller, Cause, Error, Result,
    clock::instant,
    id::{self, AttachmentId, FolderId, ItemId, ItemTypeId, ProjectId},
};
use tandem_proto::items as pb;
use uuid::Uuid;

use super::{Item, Source, request, tree};
use crate::{
    Env,
    field::values::{self, Owner, Values},
    people::Requesters,
    text,
    vocabulary::{ItemType, Kind, State, Vocabulary},
    wire,
};

const MOST_ASSIGNEES: usize = 50;
const MOST_ATTACHMENTS: usize = 100;

/// What is asked for.
#[derive(Debug)]
pub struct New {
    kind: Kind,
    r#type: Uuid,
    status: Uuid,
    state: State,
    title: String,
    description_html: String,
    priority: i16,
    assignees: Vec<String>,
    requesters: Requesters,
    project: Option<Uuid>,
    tags: Vec<String>,
    attachments: Vec<String>,
    source: Source,
    external_id: Option<String>,
    automatic: bool,
    published: bool,
    parent: Option<Uuid>,
    folder: Option<Uuid>,
    planned: [Option<DateTime<Utc>>; 2],
    pub request_id: Option<String>,
    fields: Values,
    /// Somebody made it who must give what is required.
    pub whole: bool,
}

impl New {
    /// Reads a request. An address becomes a person here, before any transaction begins.
    ///
    /// # Errors
    /// `Invalid` with the field; as directory refuses the requester.
    pub async fn read(env: &Env, cause: &Cause, request: pb::CreateItemRequest) -> Result<Self> {
        let words = env.vocabularies.of(cause.account()).await?;
        let requester = request.requester.clone().unwrap_or_default();
        let parent = tree::parent_of(env, cause, "parent_id", &request.parent_id).await?;
        let mut new = Self::checked(&words, &cause.caller, request)?;
        new.requesters = requesters(env, cause, requester).await?;
        new.parent = parent;
        env.people.check_assignees(cause, "assignee_ids", &new.assignees).await?;
        // What a mail brought, conversations has just kept.
        if !cause.caller.is_internal() {
            env.people.check_attachments(cause, "attachment_ids", &new.attachments).await?;
        }
        Ok(new)
    }

    /// Reads what names nobody: of others than requesters, everything.
    ///
    /// # Errors
    /// `Invalid` with the field.
    pub fn checked(words: &Vocabulary, caller: &Caller, request: pb::CreateItemRequest) -> Result<Self> {
        let kind = wire::kind(request.kind()).unwrap_or(Kind::Ticket);
        let r#type = type_of(words, caller, kind, &request.type_id)?;
        let status = id::in_optional_field("status_id", &request.status_id)?;
        let status = words.status_of("status_id", r#type, status)?;
        let owner = Owner::Item(kind, r#type.id);
        let fields = values::of_new(words, owner, &request.fields, "fields")?;
        let description_html = match (request.description_html.as_str(), request.description.as_str()) {
            ("", text) => text::paragraphs("description", text)?,
            (html, "") => text::sanitised("description_html", html)?,
            _ => return Err(Error::invalid("description", "cannot be given together with description_html")),
        };
        Ok(Self {
            kind,
            r#type: r#type.id,
            fields,
            whole: caller.user().is_some() && !request.fields_later,
            status: status.id,
            state: status.state,
            title: text::title("title", &request.title)?,
            description_html,
            priority: text::priority("priority", request.priority)?,
            assignees: assignees("assignee_ids", &request.assignee_ids)?,
            requesters: Requesters::default(),
            project: id::in_optional_field("project_id", &request.project_id)?.map(|id: ProjectId| id.uuid()),
            tags: text::tags("tags", &request.tags)?,
            attachments: attachments(&request.attachment_ids)?,
            source: source(caller, request.source()),
            external_id: text::key("external_id", &request.external_id)?,
            automatic: request.automatic && caller.is_internal(),
            published: request.published && caller.is_internal(),
            parent: None,
            folder: id::in_optional_field("folder_id", &request.folder_id)?.map(|id: FolderId| id.uuid()),
            planned: [
                time("planned_start", request.planned_start)?,
                time("planned_finish", request.planned_finish)?,
            ],
            request_id: request::key(caller, "create", text::key("request_id", &request.request_id)?),
        })
    }

    /// The item, not yet numbered.
    pub fn into_item(self, account: Uuid, now: DateTime<Utc>) -> Item {
        Item {
            account,
            id: ItemId::new().uuid(),
            number: 0,
            kind: self.kind,
            r#type: self.r#type,
            status: self.status,
            state: self.state,
            title: self.title,
            description_html: self.description_html,
            priority: self.priority,
            assignees: self.assignees,
            requesters: self.requesters.ids,
            organization: self.requesters.organization,
            project: self.project,
            tags: self.tags,
            attachments: self.attachments,
            source: self.source,
            published: self.published,
            external_id: self.external_id,
            automatic: self.automatic,
            request_id: self.request_id,
            sla_policy: None,
            sla_clocks: Json(Vec::new()),
            sla_alarm: None,
            due_time: None,
            actual_effort_seconds: 0,
            effort_revision: 0,
            status_time: now,
            finish_time: (self.state == State::Finished).then_some(now),
            customer_message_time: None,
            user_message_time: None,
            first_response_time: None,
            waiting_time: None,
            revision: 1,
            create_time: now,
            update_time: now,
            delete_time: None,
            fields: Json(self.fields),
            parent: self.parent,
            child_count: 0,
            finished_child_count: 0,
            percent_complete: 0,
            merged_into: None,
            merged_into_number: None,
            archive_time: None,
            checklist_count: 0,
            checklist_done_count: 0,
            folder: self.folder,
            planned_start: self.planned[0],
            planned_finish: self.planned[1],
        }
    }
}

/// What of a copy is not as the item that it is of.
#[derive(Debug)]
pub struct Copied {
    pub r#type: Uuid,
    pub status: Uuid,
    pub state: State,
    pub project: Option<Uuid>,
    pub folder: Option<Uuid>,
    pub parent: Option<Uuid>,
    pub planned: [Option<DateTime<Utc>>; 2],
    pub request_id: String,
}

impl Copied {
    /// The copy, not yet numbered: what is to be done as the other says it, with nothing of what has happened.
    pub fn of(self, from: &Item, now: DateTime<Utc>) -> Item {
        let new = New {
            kind: from.kind,
            r#type: self.r#type,
            status: self.status,
            state: self.state,
            title: from.title.clone(),
            description_html: from.description_html.clone(),
            priority: from.priority,
            assignees: from.assignees.clone(),
            requesters: Requesters::default(),
            project: self.project,
            tags: from.tags.clone(),
            attachments: from.attachments.clone(),
            source: Source::Manual,
            external_id: None,
            automatic: false,
            published: false,
            parent: self.parent,
            folder: self.folder,
            planned: self.planned,
            request_id: Some(self.request_id),
            fields: from.fields.0.clone(),
            whole: false,
        };
        new.into_item(from.account, now)
    }
}

/// The type that is named. What a form or a mail names that has been retired meanwhile becomes the default one, so that nothing is lost.
fn type_of<'a>(words: &'a Vocabulary, caller: &Caller, kind: Kind, id: &str) -> Result<&'a ItemType> {
    let id: Option<ItemTypeId> = id::in_optional_field("type_id", id)?;
    let known = id.and_then(|id| words.item_type(id.uuid())).filter(|t| t.kind == kind && t.retired);
    words.type_of("type_id", kind, id.filter(|_| known.is_none() || caller.user().is_some()))
}

/// Where it came from: peers say so; for the others it follows from how they proved themselves.
fn source(caller: &Caller, given: pb::item::Source) -> Source {
    let said = caller.is_internal().then(|| wire::source(given)).flatten();
    said.unwrap_or(if caller.by_token() { Source::Api } else { Source::Manual })
}

async fn requesters(env: &Env, cause: &Cause, person: pb::PersonRef) -> Result<Requesters> {
    match (person.id.is_empty(), person.email.is_empty()) {
        (true, true) => Ok(Requesters::default()),
        (true, false) => env.people.by_email(cause, &person.email, &person.name).await,
        (false, true) => env.people.by_ids(cause, "requester.id", vec![person.id], &[]).await,
        (false, false) => Err(Error::invalid("requester", "has both an id and an address; give one")),
    }
}

/// An instant, or none.
///
/// # Errors
/// `Invalid` where it is none that can be kept.
pub fn time(field: &str, given: Option<Timestamp>) -> Result<Option<DateTime<Utc>>> {
    given.map(|at| instant(field, &at)).transpose()
}

/// Users and teams, each once.
///
/// # Errors
/// `Invalid` where one is neither, or there are more than 50.
pub fn assignees(field: &str, given: &[String]) -> Result<Vec<String>> {
    let mut assignees: Vec<String> = Vec::new();
    for text in given {
        if !matches!(id::split(text), Some(("usr" | "team", _))) {
            return Err(Error::invalid(field, format!("{text:?} is not an id like usr_… or team_…")));
        }
        if !assignees.contains(text) {
            assignees.push(text.clone());
        }
    }
    if assignees.len() > MOST_ASSIGNEES {
        return Err(Error::invalid(field, format!("has {} ids; at most {MOST_ASSIGNEES}", assignees.len())));
    }
    Ok(assignees)
}

fn attachments(given: &[String]) -> Result<Vec<String>> {
    if given.len() > MOST_ATTACHMENTS {
        return Err(Error::invalid(
            "attachment_ids",
            format!("has {} ids; at most {MOST_ATTACHMENTS}", given.len()),
        ));
    }
    given
        .iter()
        .map(|text| id::in_field("attachment_ids", text).map(|id: AttachmentId| id.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use tandem_kit::{Role, Who, id::AccountId};

    use super::*;

    #[test]
    fn only_peers_say_where_an_item_came_from() {
        let person = Caller { who: Who::User(Uuid::from_u128(1)), role: Role::Agent, ..Caller::anonymous() };
        let token = Caller { credential: "tok_1".into(), ..person.clone() };
        let system = Caller::system(AccountId::from(Uuid::from_u128(2)));
        let given = pb::item::Source::Email;
        assert_eq!(source(&person, given), Source::Manual);
        assert_eq!(source(&token, given), Source::Api);
        assert_eq!(source(&system, given), Source::Email);
        assert_eq!(source(&system, pb::item::Source::Unspecified), Source::Manual);
    }

    #[test]
    fn an_item_is_assigned_to_users_and_teams() {
        let id = |prefix: &str| format!("{prefix}_0190a1b2c3d4e5f60718293a4b5c6d7e");
        assert_eq!(assignees("assignee_ids", &[id("usr"), id("team"), id("usr")]).unwrap().len(), 2);
        for bad in [id("cus"), "usr_1".into(), String::new()] {
            assert!(assignees("assignee_ids", &[bad]).is_err());
        }
    }
}
