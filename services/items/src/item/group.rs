//! What items fall into by one field: each group is a filter of its own.
use std::borrow::Cow;

use sqlx::{PgConnection, Postgres, QueryBuilder};
use tandem_kit::{
    Cause, Error, Result,
    id::{FolderId, ItemTypeId, OrganizationId, PortfolioId, ProjectId, SlaPolicyId, StatusId},
};
use uuid::Uuid;

use super::{
    count::{self, Count},
    list::Selection,
};
use crate::{
    Env,
    field::{Field, Target, Type},
    vocabulary::Vocabulary,
};

/// Among how many items, the newest, values are looked for that are not known beforehand; and how many are listed.
const LOOKED_AT: i64 = 20_000;
const LISTED: i64 = 100;

/// What items are grouped by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    Status,
    State,
    Type,
    Priority,
    Assignee,
    Requester,
    Organization,
    Project,
    Folder,
    Portfolio,
    Tag,
    Sla,
    Breached,
    DueTime,
    /// A custom field of choices, by its key.
    Choices(String),
}

const NAMES: [(&str, By); 14] = [
    ("status", By::Status),
    ("status.state", By::State),
    ("type", By::Type),
    ("priority", By::Priority),
    ("assignee", By::Assignee),
    ("requester", By::Requester),
    ("organization", By::Organization),
    ("project", By::Project),
    ("folder", By::Folder),
    ("portfolio", By::Portfolio),
    ("tag", By::Tag),
    ("sla", By::Sla),
    ("breached", By::Breached),
    ("due_time", By::DueTime),
];

/// One group: its value (none: the items that have none), the filter that finds its items, and how many there are.
#[derive(Debug)]
pub struct Group {
    pub value: String,
    pub filter: String,
    pub count: Count,
}

impl By {
    /// # Errors
    /// `Invalid` with the field and what there is.
    pub fn read(field: &str, text: &str) -> Result<Self> {
        if let Some(key) = text.strip_prefix("fields.").filter(|key| !key.is_empty()) {
            return Ok(Self::Choices(key.to_owned()));
        }
        NAMES.into_iter().find(|(name, _)| *name == text).map(|(_, by)| by).ok_or_else(|| {
            let names = NAMES.map(|(name, _)| name).join(", ");
            let told = format!(
                "{text:?} is no field to group by; it is one of {names}, or fields.<key> of a field of choices"
            );
            Error::invalid(field, told)
        })
    }
    /// Whether there is such a field, of choices where it is a custom one.
    ///
    /// # Errors
    /// `Invalid` with those that there are.
    pub fn check(&self, at: &str, words: &Vocabulary) -> Result<()> {
        let Self::Choices(wanted) = self else { return Ok(()) };
        let items = || words.fields.iter().filter(|f| f.target == Target::Item);
        let chosen = |f: &&Field| matches!(f.r#type, Type::Choice | Type::MultiChoice | Type::Checkbox);
        if items().filter(chosen).any(|f| f.key == *wanted) {
            return Ok(());
        }
        let names: Vec<String> = items()
            .filter(chosen)
            .filter(|f| !f.retired)
            .take(30)
            .map(|f| format!("fields.{}", f.key))
            .collect();
        let told = if names.is_empty() {
            "no field is one".into()
        } else {
            format!("there are {}", names.join(", "))
        };
        let told = format!(
            "\"fields.{wanted}\" is no custom field of choices, which items can be grouped by; {told}"
        );
        Err(Error::invalid(at, told))
    }
    fn name(&self) -> Cow<'static, str> {
        match self {
            Self::Choices(key) => format!("fields.{key}").into(),
            other => NAMES.into_iter().find(|(_, by)| by == other).map_or("", |(name, _)| name).into(),
        }
    }
    /// The values that there are, whatever the items; nothing where only the items tell.
    fn known(&self, words: &Vocabulary) -> Option<Vec<String>> {
        let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        match self {
            Self::Status => Some(words.statuses.iter().map(|s| StatusId::from(s.id).to_string()).collect()),
            Self::Type => Some(words.types.iter().map(|t| ItemTypeId::from(t.id).to_string()).collect()),
            Self::State => Some(owned(&["NOT_STARTED", "IN_PROGRESS", "FINISHED"])),
            Self::Priority => Some(owned(&["5", "4", "3", "2", "1", "0"])),
            Self::Breached => Some(owned(&["FIRST_RESPONSE", "NEXT_RESPONSE", "RESOLUTION", ""])),
            Self::DueTime => Some(owned(&["overdue", "today", "week", "later", ""])),
            Self::Assignee
            | Self::Requester
            | Self::Organization
            | Self::Project
            | Self::Folder
            | Self::Portfolio
            | Self::Choices(_)
            | Self::Sla
            | Self::Tag => None,
        }
    }
    /// The filter of one value.
    pub fn filter(&self, value: &str) -> String {
        let name = self.name();
        match (self, value) {
            (_, "") => format!("NOT {name}:*"),
            (Self::DueTime, "overdue") => "due_time < now".into(),
            (Self::DueTime, "today") => "due_time >= now AND due_time = today".into(),
            (Self::DueTime, "week") => "due_time > today AND due_time < +7d".into(),
            (Self::DueTime, _) => "due_time > today AND due_time >= +7d".into(),
            (Self::Tag, tag) => format!("tag:{}", quoted(tag)),
            (Self::Choices(_), choice) => format!("{name} = {}", quoted(choice)),
            (_, value) => format!("{name} = {value}"),
        }
    }
    /// The values of a row, as text.
    fn sql(&self) -> &'static str {
        match self {
            // One value stands for a list of one.
            Self::Choices(_) => {
                "jsonb_array_elements_text(case jsonb_typeof(item.value) when 'array' then item.value else jsonb_build_array(item.value) end)"
            }
            Self::Assignee => "unnest(item.assignees)",
            Self::Requester => "unnest(item.requesters)",
            Self::Tag => "unnest(item.tags)",
            Self::Folder => "item.folder::text",
            Self::Portfolio => {
                "unnest(array(select pp.portfolio::text from items.portfolio_project pp \
                                where pp.account = item.account and pp.project = item.project and pp.directly))"
            }
            Self::Organization => "item.organization::text",
            Self::Sla => "item.sla_policy::text",
            _ => "item.project::text",
        }
    }
    /// A value of the database as the contract has it.
    fn outer(&self, value: String) -> String {
        let id = Uuid::try_parse(&value).ok();
        match (self, id) {
            (Self::Organization, Some(id)) => OrganizationId::from(id).to_string(),
            (Self::Folder, Some(id)) => FolderId::from(id).to_string(),
            (Self::Portfolio, Some(id)) => PortfolioId::from(id).to_string(),
            (Self::Project, Some(id)) => ProjectId::from(id).to_string(),
            (Self::Sla, Some(id)) => SlaPolicyId::from(id).to_string(),
            _ => value,
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The groups that have items, and whether there may be more.
///
/// # Errors
/// `Invalid` with what is wrong in the filter; `Unavailable` where what there is cannot be found in time.
pub async fn list(env: &Env, cause: &Cause, filter: &str, by: By) -> Result<(Vec<Group>, bool)> {
    let words = env.vocabularies.of(cause.account()).await?;
    by.check("group_by", &words)?;
    let (values, more) = match by.known(&words) {
        Some(values) => (values, false),
        None => found(env, &Selection::of(env, cause, filter).await?, &by).await?,
    };
    let filters: Vec<String> = values.iter().map(|value| by.filter(value)).collect();
    let mut selections = Vec::with_capacity(filters.len());
    for group in &filters {
        let all = if filter.trim().is_empty() { group.clone() } else { format!("{filter} AND {group}") };
        selections.push(Some(Selection::of(env, cause, &all).await?));
    }
    let counts = count::all(env, &selections).await?;
    let groups = values.into_iter().zip(filters).zip(counts);
    let groups = groups.map(|((value, filter), count)| Group { value, filter, count });
    Ok((groups.filter(|group| group.count != Count::Exactly(0)).collect(), more))
}

/// The values that the newest items have, those of most items first, and none at last.
async fn found(env: &Env, selection: &Selection, by: &By) -> Result<(Vec<String>, bool)> {
    let looking = async |db: &mut PgConnection| {
        sqlx::raw_sql("set statement_timeout = 2000").execute(&mut *db).await?;
        let mut query = QueryBuilder::<Postgres>::new(
            "with newest as materialized (\
             select item.account, item.assignees, item.requesters, item.organization, item.project, item.folder, item.tags, \
             item.sla_policy",
        );
        if let By::Choices(key) = by {
            query.push(", item.fields -> ").push_bind(key).push(" as value");
        }
        query.push(" from items.item where ");
        selection.push(&mut query);
        query.push(" order by item.create_time desc limit ").push_bind(LOOKED_AT + 1);
        query.push(") select value, (select count(*) from newest) from (select ").push(by.sql());
        query.push(" as value from newest as item) as valued where value is not null");
        query.push(" group by value order by count(*) desc, value limit ").push_bind(LISTED + 1);
        let rows = query.build_query_as::<(String, i64)>().fetch_all(&mut *db).await;
        let rows = count::in_time(rows)?;
        sqlx::raw_sql("reset statement_timeout").execute(&mut *db).await?;
        Ok(rows)
    };
    let rows = env.db.pool().on_one(looking).await?.ok_or_else(|| {
        Error::Unavailable(format!(
            "what there is of {} cannot be found in time; narrow the filter",
            by.name()
        ))
    })?;
    let all_seen = rows.first().is_none_or(|(_, looked_at)| *looked_at <= LOOKED_AT);
    let listed = usize::try_from(LISTED).unwrap_or(usize::MAX);
    let more = !all_seen || rows.len() > listed;
    let mut values: Vec<String> = rows.into_iter().map(|(value, _)| by.outer(value)).collect();
    values.truncate(listed);
    values.push(String::new());
    Ok((values, more))
}

#[cfg(test)]
mod tests {
    use tandem_kit::condition;

    use super::*;

    #[test]
    fn a_group_is_a_filter_that_reads_as_it_is_meant() {
        for (by, value, filter) in [
            (By::State, "FINISHED", "status.state = FINISHED"),
            (By::Assignee, "", "NOT assignee:*"),
            (By::Tag, "a \"b\" \\c", r#"tag:"a \"b\" \\c""#),
            (By::Priority, "3", "priority = 3"),
            (By::DueTime, "overdue", "due_time < now"),
            (By::Breached, "RESOLUTION", "breached = RESOLUTION"),
            (By::Breached, "", "NOT breached:*"),
            (By::Choices("severity".into()), "very_high", "fields.severity = \"very_high\""),
            (By::Choices("severity".into()), "", "NOT fields.severity:*"),
        ] {
            assert_eq!(by.filter(value), filter);
            assert!(condition::parse(filter).is_ok(), "{filter}");
        }
    }

    #[test]
    fn what_is_no_field_to_group_by_is_refused_with_those_that_are() {
        assert_eq!(By::read("group_by", "status.state").unwrap(), By::State);
        assert_eq!(By::read("group_by", "fields.severity").unwrap(), By::Choices("severity".into()));
        let refused = By::read("group_by", "title").unwrap_err().to_string();
        assert!(refused.starts_with("group_by: \"title\"") && refused.contains("due_time"), "{refused}");
    }
}
