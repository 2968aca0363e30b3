//! An item made of a template, with its checklist and its subtasks; the same request makes the same once.
use jiff::{Timestamp, civil::DateTime};
use tandem_kit::{Cause, Error, Result, id::ItemId};
use tandem_proto::items as pb;

use super::fill::Day;
use crate::{
    Env, checklist,
    item::{self, Item, New},
};

/// The longest title of an item, in characters: variables may make it longer.
const LONGEST_TITLE: usize = 250;
const LONGEST_LINE: usize = 500;

/// What it is now by the clock of the account.
pub async fn today(env: &Env, cause: &Cause) -> DateTime {
    let zone = env.calendars.zone_of(cause.account()).await;
    let now = Timestamp::from_second(env.clock.now().timestamp()).unwrap_or_default();
    zone.to_datetime(now)
}

/// A template with what its variables stand for on a day.
///
/// # Errors
/// `Invalid` with the field whose variable is none.
pub fn filled(template: &pb::ItemTemplate, day: Day) -> Result<pb::ItemTemplate> {
    let fill = |path: &str, text: &str, longest: usize| {
        let text = day.fill(text).map_err(|why| Error::invalid(format!("item_template.{path}"), why))?;
        Ok(text.chars().take(longest).collect::<String>())
    };
    let all = |path: &str, texts: &[String], longest: usize| {
        texts.iter().map(|text| fill(path, text, longest)).collect::<Result<Vec<String>>>()
    };
    Ok(pb::ItemTemplate {
        title: fill("title", &template.title, LONGEST_TITLE)?,
        description_html: fill("description_html", &template.description_html, usize::MAX)?,
        checklist_lines: all("checklist_lines", &template.checklist_lines, LONGEST_LINE)?,
        subtask_titles: all("subtask_titles", &template.subtask_titles, LONGEST_TITLE)?,
        ..template.clone()
    })
}

/// What is asked for to make an item of a template that is filled.
pub fn request(template: &pb::ItemTemplate) -> pb::CreateItemRequest {
    let requester = pb::PersonRef { id: template.requester_id.clone(), ..Default::default() };
    pb::CreateItemRequest {
        kind: template.kind,
        type_id: template.type_id.clone(),
        title: template.title.clone(),
        description_html: template.description_html.clone(),
        priority: template.priority,
        requester: (!template.requester_id.is_empty()).then_some(requester),
        assignee_ids: template.assignee_ids.clone(),
        tags: template.tags.clone(),
        project_id: template.project_id.clone(),
        fields: template.fields.clone(),
        fields_later: true,
        ..Default::default()
    }
}

/// Makes an item as asked for, with the lines and the subtasks of a template that is filled. `key` makes it once.
///
/// # Errors
/// As an item is refused.
pub async fn make(
    env: &Env,
    cause: &Cause,
    template: &pb::ItemTemplate,
    request: pb::CreateItemRequest,
    key: Option<String>,
) -> Result<Item> {
    let kind = request.kind;
    let item = one(env, cause, request, key.clone()).await?;
    let parent_id = ItemId::from(item.id).to_string();
    for (n, title) in template.subtask_titles.iter().enumerate() {
        let request = pb::CreateItemRequest {
            kind,
            title: title.clone(),
            assignee_ids: template.assignee_ids.clone(),
            project_id: template.project_id.clone(),
            parent_id: parent_id.clone(),
            fields_later: true,
            ..Default::default()
        };
        let key = key.as_ref().map(|key| format!("{key}/{n}"));
        one(env, cause, request, key).await?;
    }
    if !template.checklist_lines.is_empty() && item.checklist_count == 0 {
        return checklist::fill(env, cause, &item, &template.checklist_lines).await;
    }
    item::get(env, &cause.caller, item::Name::Id(item.id.into())).await
}

async fn one(env: &Env, cause: &Cause, request: pb::CreateItemRequest, key: Option<String>) -> Result<Item> {
    let request =
        if cause.caller.is_internal() { of_those_there(env, cause, request).await? } else { request };
    let mut new = Box::pin(New::read(env, cause, request)).await?;
    new.request_id = key;
    Box::pin(item::create(env, cause, new)).await
}

/// Without the people who are gone by now: what recurs goes on without them.
async fn of_those_there(
    env: &Env,
    cause: &Cause,
    request: pb::CreateItemRequest,
) -> Result<pb::CreateItemRequest> {
    let mut request = request;
    let mut there = Vec::new();
    for id in request.assignee_ids {
        match env.people.check_assignees(cause, "assignee_ids", std::slice::from_ref(&id)).await {
            Ok(()) => there.push(id),
            Err(Error::Invalid { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    request.assignee_ids = there;
    if let Some(requester) = &request.requester {
        match env.people.by_ids(cause, "requester.id", vec![requester.id.clone()], &[]).await {
            Ok(_) => {}
            Err(Error::Invalid { .. }) => request.requester = None,
            Err(error) => return Err(error),
        }
    }
    Ok(request)
}
