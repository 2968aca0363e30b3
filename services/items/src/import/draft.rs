//! What a row says of an item: read, checked, and made into a new one or a change of one that is there. Pure.
use chrono::{DateTime, Utc};
use tandem_kit::{
    Caller, Error,
    id::{ProjectId, StatusId},
};
use tandem_proto::items as pb;

use super::{
    dates::{self, Order},
    errors::Mistake,
    looked_up::LookedUp,
    read::Row,
    value,
};
use crate::{
    error, field,
    item::{Change, Item, New, Source},
    people::Requesters,
    text,
    vocabulary::{ItemType, Kind, State, Vocabulary},
};

/// Somebody named by their address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub email: String,
    pub name: String,
    pub organization: String,
}

/// What a row says. What it does not say is none, or empty.
#[derive(Debug, Default)]
pub struct Draft {
    pub row: i32,
    pub external_id: Option<String>,
    pub requester: Option<Wanted>,
    /// Without type and status, which depend on what is there.
    request: pb::CreateItemRequest,
    kind: Option<Kind>,
    r#type: String,
    status: String,
    priority: Option<i16>,
    created: Option<DateTime<Utc>>,
    finished: Option<DateTime<Utc>>,
    planned: [Option<DateTime<Utc>>; 2],
    percent: Option<i16>,
}

/// What rows are read with.
pub struct Reading<'a> {
    /// The field of each column.
    pub fields: &'a [String],
    pub words: &'a Vocabulary,
    pub known: &'a LookedUp,
    pub now: DateTime<Utc>,
    pub dates: Order,
}

impl Draft {
    /// Reads a row.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn read(row: &Row, with: &Reading<'_>) -> Result<Self, Vec<Mistake>> {
        if let Some(problem) = &row.problem {
            return Err(vec![Mistake::new(row.number, "", problem)]);
        }
        let mut draft = Self { row: row.number, ..Self::default() };
        let mut problems = Vec::new();
        let cells = with.fields.iter().zip(&row.cells).map(|(field, cell)| (field.as_str(), cell.trim()));
        // Zammad writes a dash for nobody.
        let nobody = |field: &str, cell: &str| {
            cell == "-" && matches!(field, "assignee" | "team" | "requester" | "organization")
        };
        let says = |field: &str, cell: &str| !field.is_empty() && !cell.is_empty() && !nobody(field, cell);
        for (field, cell) in cells.filter(|(field, cell)| says(field, cell)) {
            if let Err(problem) = draft.set(field, cell, with) {
                problems.push(Mistake::new(row.number, field, problem));
            }
        }
        if draft.external_id.is_none() && draft.request.title.is_empty() && problems.is_empty() {
            problems.push(Mistake::new(row.number, "title", "must not be empty"));
        }
        draft.name_requester();
        if problems.is_empty() { Ok(draft) } else { Err(problems) }
    }

    fn set(&mut self, field: &str, cell: &str, with: &Reading<'_>) -> Result<(), String> {
        let said = |error: Error| match error {
            Error::Invalid { problem, .. } => problem,
            other => other.to_string(),
        };
        let request = &mut self.request;
        match field {
            "external_id" => self.external_id = text::key(field, cell).map_err(said)?,
            "title" => request.title = text::title(field, cell).map_err(said)?,
            "description" if request.description_html.is_empty() => cell.clone_into(&mut request.description),
            "description" => {}
            "description_html" => {
                request.description.clear();
                request.description_html = text::sanitised(field, cell).map_err(said)?;
            }
            "kind" => self.kind = Some(value::kind(cell)?),
            "type" => cell.clone_into(&mut self.r#type),
            "status" => cell.clone_into(&mut self.status),
            "priority" => self.priority = Some(value::priority(cell)?),
            "tags" => request.tags = text::tags(field, &value::list(cell)).map_err(said)?,
            "created" => self.created = Some(past(dates::time(cell, with.dates)?, with.now, cell)?),
            "finished" => self.finished = Some(past(dates::time(cell, with.dates)?, with.now, cell)?),
            "planned_start" => self.planned[0] = Some(dates::time(cell, with.dates)?),
            "planned_finish" => self.planned[1] = Some(dates::time(cell, with.dates)?),
            "percent_complete" => self.percent = Some(value::percent(cell)?),
            "project" => request.project_id = with.known.project(cell)?.to_string(),
            "assignee" | "team" => {
                for id in with.known.assignees(cell)? {
                    if !request.assignee_ids.contains(&id) {
                        request.assignee_ids.push(id);
                    }
                }
            }
            "requester" => {
                let (email, name) = value::address(cell)
                    .ok_or_else(|| format!("{} is no e-mail address", value::shown(cell)))?;
                let wanted = self.requester.get_or_insert_default();
                wanted.email = email;
                wanted.name = if wanted.name.is_empty() { name } else { std::mem::take(&mut wanted.name) };
            }
            "requester_name" => cell.clone_into(&mut self.requester.get_or_insert_default().name),
            "organization" => cell.clone_into(&mut self.requester.get_or_insert_default().organization),
            custom => {
                let key = custom.trim_start_matches("fields.");
                let own = with.words.fields.iter().find(|f| f.target == field::Target::Item && f.key == key);
                let own = own.ok_or_else(|| "there is no such field any more".to_owned())?;
                let given = value::own(own, cell, with.dates)?;
                field::value::read(own, &given, None)?;
                request.fields.insert(key.to_owned(), given);
            }
        }
        Ok(())
    }

    /// A name without an address names nobody.
    fn name_requester(&mut self) {
        self.requester = self.requester.take().filter(|wanted| !wanted.email.is_empty());
    }

    /// What is wrong with it, as a row that is not taken says it.
    pub fn problem(&self, field: &str, error: Error) -> Mistake {
        match error {
            Error::Invalid { field: named, problem } => {
                let named = named.trim_start_matches("item.");
                Mistake::new(self.row, if named.is_empty() { field } else { named }, problem)
            }
            other => Mistake::new(self.row, field, other.to_string()),
        }
    }

    /// The type that is called so among those of a kind, if one is named.
    fn type_among<'a>(&self, words: &'a Vocabulary, kind: Kind) -> Result<Option<&'a ItemType>, Mistake> {
        if self.r#type.is_empty() {
            return Ok(None);
        }
        let name = self.r#type.to_lowercase();
        let found = words.types_in_use(kind).find(|t| t.name.to_lowercase() == name);
        found.map(Some).ok_or_else(|| {
            let names = words.types_in_use(kind).map(|t| t.name.as_str()).collect::<Vec<_>>().join(", ");
            Mistake::new(
                self.row,
                "type",
                format!("{} is no type of a {kind}; there are {names}", value::shown(&self.r#type)),
            )
        })
    }

    fn status_of<'a>(
        &self,
        words: &'a Vocabulary,
        r#type: &ItemType,
    ) -> Result<Option<&'a crate::vocabulary::Status>, Mistake> {
        if self.status.is_empty() {
            return Ok(None);
        }
        let found = value::status(&self.status, &words.statuses_of(r#type));
        found.map(Some).map_err(|problem| Mistake::new(self.row, "status", problem))
    }

    /// A new item of it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn make(
        &self,
        caller: &Caller,
        words: &Vocabulary,
        requesters: Requesters,
        now: DateTime<Utc>,
    ) -> Result<Item, Mistake> {
        let name = self.r#type.to_lowercase();
        let of_type =
            || words.types.iter().find(|t| !t.retired && t.name.to_lowercase() == name).map(|t| t.kind);
        let kind = self.kind.or_else(of_type).unwrap_or(Kind::Ticket);
        let named = self.type_among(words, kind)?;
        let r#type = match named {
            Some(found) => found,
            None => words.type_of("type", kind, None).map_err(|e| self.problem("type", e))?,
        };
        let status = self.status_of(words, r#type)?;
        let mut request = self.request.clone();
        request.set_kind(crate::wire::to_kind(kind));
        request.type_id = tandem_kit::id::ItemTypeId::from(r#type.id).to_string();
        request.status_id = status.map(|s| StatusId::from(s.id).to_string()).unwrap_or_default();
        request.priority = self.priority.unwrap_or(0).into();
        request.fields_later = true;
        let new = New::checked(words, caller, request).map_err(|e| self.problem("title", e))?;
        let item = new.into_item(caller.account, now);
        self.check_planned(self.planned)?;
        let created = self.created.unwrap_or(now);
        let finished = (item.state == State::Finished).then(|| self.finished.unwrap_or(now).max(created));
        Ok(Item {
            requesters: requesters.ids,
            organization: requesters.organization,
            external_id: self.external_id.clone(),
            source: Source::Import,
            create_time: created,
            update_time: now,
            status_time: finished.unwrap_or(created),
            finish_time: finished,
            planned_start: self.planned[0],
            planned_finish: self.planned[1],
            percent_complete: self.percent.unwrap_or(0),
            ..item
        })
    }

    /// What one that is there becomes by it. What the row does not say stays.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn change(
        &self,
        before: &Item,
        words: &Vocabulary,
        requesters: Option<Requesters>,
        now: DateTime<Utc>,
    ) -> Result<Item, Mistake> {
        if let Some(kind) = self.kind.filter(|kind| *kind != before.kind) {
            return Err(Mistake::new(
                self.row,
                "kind",
                format!("#{} is a {}, no {kind}", before.number, before.kind),
            ));
        }
        let named = self.type_among(words, before.kind)?;
        let r#type = named.or_else(|| words.item_type(before.r#type));
        let status = match r#type {
            Some(r#type) => self.status_of(words, r#type)?,
            None => None,
        };
        let request = &self.request;
        let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let list = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
        let project: Option<ProjectId> = request.project_id.parse().ok();
        let described = match request.description.as_str() {
            "" => request.description_html.clone(),
            text => text::paragraphs("description", text).map_err(|e| self.problem("description", e))?,
        };
        let change = Change {
            title: given(&request.title),
            description_html: given(&described),
            r#type: named.map(|t| t.id.into()),
            status: status.map(|s| s.id.into()),
            priority: self.priority,
            assignees: list(&request.assignee_ids),
            requesters,
            tags: list(&request.tags),
            project: project.map(Some),
            fields: request.fields.clone(),
            planned_start: self.planned[0].map(Some),
            planned_finish: self.planned[1].map(Some),
            percent_complete: self.percent,
            ..Change::default()
        };
        let after = change.apply(before, words, now).map_err(|e| self.problem("", e))?;
        self.check_planned([after.planned_start, after.planned_finish])?;
        Ok(after)
    }

    /// Of the other items of its transaction none shall suffer.
    fn check_planned(&self, planned: [Option<DateTime<Utc>>; 2]) -> Result<(), Mistake> {
        match planned {
            [Some(start), Some(finish)] if finish < start => {
                Err(self.problem("planned_finish", error::finish_before_start("planned_finish")))
            }
            _ => Ok(()),
        }
    }
}

fn past(at: DateTime<Utc>, now: DateTime<Utc>, cell: &str) -> Result<DateTime<Utc>, String> {
    if at > now + chrono::TimeDelta::days(1) {
        Err(format!("{} is yet to come", value::shown(cell)))
    } else {
        Ok(at.min(now))
    }
}
