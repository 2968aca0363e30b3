//! Lists of items: a filter, an order, and a keyset page.
use std::sync::Arc;

use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{
    Cause, Error, Page, Result,
    condition::{self, Checked, Scope},
};
use tandem_proto::types::{Condition, comparison::Operator, condition::Node};
use uuid::Uuid;

use super::{
    Item,
    count::in_time,
    fields,
    order::{Key, Order},
    row, titled,
};
use crate::{
    Env,
    sight::{self, Sight},
};

/// Of how many items titles are sorted.
const MOST_SORTED: i64 = 10_000;

/// What a filter selects, for one who asks.
pub struct Selection {
    cause: Cause,
    said: Said,
    compiled: Option<(Checked, Scope)>,
    sight: Option<Arc<Sight>>,
    /// All that may be it, where so much is known.
    candidates: Option<Vec<Uuid>>,
}

impl Selection {
    /// # Errors
    /// `Invalid` with what is wrong in the filter.
    pub async fn of(env: &Env, cause: &Cause, filter: &str) -> Result<Self> {
        let compiled = compiled(env, cause, filter).await?;
        let said = Said::by(filter);
        let candidates = titled::candidates(env, cause.caller.account, &said.titles).await?;
        Ok(Self { cause: cause.clone(), said, compiled, sight: sight::current(), candidates })
    }
    /// The same, with what is archived though the filter does not say so.
    pub fn archived_too(mut self) -> Self {
        self.said.archived = true;
        self
    }
    /// Takes away the parents of items that who asks does not see.
    ///
    /// # Errors
    /// Where the database is away.
    pub async fn trim_parents(&self, env: &Env, items: &mut [Item]) -> Result<()> {
        let parents: Vec<Uuid> = items.iter().filter_map(|item| item.parent).collect();
        let Some(sight) = self.sight.as_ref().filter(|_| !parents.is_empty()) else { return Ok(()) };
        let mut query = QueryBuilder::<Postgres>::new("select item.id from items.item where item.account = ");
        query.push_bind(self.cause.caller.account).push(" and item.id = any(").push_bind(parents).push(")");
        sight.push(&mut query);
        let seen = query.build_query_scalar::<Uuid>().fetch_all(env.db.pool()).await?;
        for item in items {
            item.parent = item.parent.filter(|parent| seen.contains(parent));
        }
        Ok(())
    }
    /// Whether all of it is finished.
    pub fn only_finished(&self) -> bool {
        self.said.finished
    }
    /// What stands after `where`. A customer finds only their own published ones.
    pub fn push(&self, query: &mut QueryBuilder<Postgres>) {
        let caller = &self.cause.caller;
        query.push("item.account = ").push_bind(caller.account).push(" and item.delete_time is null");
        if let Some(sight) = &self.sight {
            sight.push(query);
        } else if let Some(customer) = caller.customer() {
            query.push(" and item.published and item.requesters @> array[");
            query.push_bind(customer.to_string()).push("]");
        }
        if caller.customer().is_some() {
            query.push(" and item.merged_into is null");
        } else if !self.said.archived {
            query.push(" and item.archive_time is null");
        }
        if caller.customer().is_none() && !self.said.archived && !self.said.placed {
            // Asked once for a statement, and answered by a small index.
            query
                .push(" and (item.project is null or item.project <> all (array(select id from items.project where account = ")
                .push_bind(caller.account)
                .push(" and archive_time is not null)))");
        }
        self.said.push(caller.account, query);
        if let Some(candidates) = &self.candidates {
            query.push(" and item.id = any(").push_bind(candidates.clone()).push(")");
        }
        if let Some((checked, scope)) = &self.compiled {
            query.push(" and ");
            condition::sql::push(checked, scope, query);
        }
    }
}

/// Whether all that a filter finds is finished.
pub fn only_finished(filter: &str) -> bool {
    Said::by(filter).finished
}

/// The items that match, a page at a time.
///
/// # Errors
/// `Invalid` with what is wrong in the filter, the order or the token, and where too much would have to be looked through.
pub async fn list(
    env: &Env,
    cause: &Cause,
    filter: &str,
    order: Order,
    page: &Page,
) -> Result<(Vec<Item>, String)> {
    let selection = Selection::of(env, cause, filter).await?;
    order.suits(selection.only_finished())?;
    let key = page.after::<Key>()?;
    if order.is_sorted() && key.is_none() {
        check_few(env, &selection).await?;
    }
    let statuses = statuses(env, cause, &order).await?;
    let mut rows: Vec<Item> = Vec::new();
    for step in order.steps(&statuses, key.as_ref())? {
        let missing = page.limit() - i64::try_from(rows.len()).unwrap_or(i64::MAX);
        if missing <= 0 {
            break;
        }
        let mut query = QueryBuilder::<Postgres>::new("select ");
        query.push(row::COLUMNS).push(" from items.item where ");
        selection.push(&mut query);
        order.push_step(step, key.as_ref(), &mut query);
        order.push(step, &mut query);
        query.push(" limit ").push_bind(missing);
        let found = in_time(query.build_query_as::<Item>().fetch_all(env.db.pool()).await)?;
        rows.extend(found.ok_or_else(takes_too_long)?);
    }
    Ok(page.cut(rows, |last| order.key(last)))
}

/// The statuses of the account in their order, where a list goes by it.
async fn statuses(env: &Env, cause: &Cause, order: &Order) -> Result<Vec<Uuid>> {
    if !order.needs_statuses() {
        return Ok(Vec::new());
    }
    let words = env.vocabularies.of(cause.account()).await?;
    Ok(words.statuses.iter().map(|status| status.id).collect())
}

/// Refuses to sort many: no index has their order.
async fn check_few(env: &Env, selection: &Selection) -> Result<()> {
    let mut query = QueryBuilder::<Postgres>::new("select count(*) from (select from items.item where ");
    selection.push(&mut query);
    query.push(" limit ").push_bind(MOST_SORTED + 1).push(") as found");
    let found = in_time(query.build_query_scalar::<i64>().fetch_one(env.db.pool()).await)?;
    if found.ok_or_else(takes_too_long)? <= MOST_SORTED {
        return Ok(());
    }
    let help =
        "say more in it, such as project = proj_… or status.state != FINISHED, or order by another field";
    Err(Error::invalid(
        "order_by",
        format!("titles are put in order of at most {MOST_SORTED} items, and the filter finds more: {help}"),
    ))
}

fn takes_too_long() -> Error {
    let help = "say more that items are found by quickly: status.state, assignee, requester, organization, project, tag, or a custom field with =";
    Error::invalid("filter", format!("what it finds cannot be told in time among so many items; {help}"))
}

/// The ids of all that match, the latest numbers first, so many at most.
///
/// # Errors
/// `Invalid` with what is wrong in the filter.
pub async fn ids(env: &Env, cause: &Cause, filter: &str, most: usize) -> Result<Vec<Uuid>> {
    let selection = Selection::of(env, cause, filter).await?;
    let mut query = QueryBuilder::<Postgres>::new("select item.id from items.item where ");
    selection.push(&mut query);
    query.push(" and item.merged_into is null order by item.number desc limit ");
    query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
    let found = in_time(query.build_query_scalar::<Uuid>().fetch_all(env.db.pool()).await)?;
    found.ok_or_else(takes_too_long)
}

/// What a filter demands, besides whatever else, that indexes of the table are made for. The database is told so in its own words too:
/// it uses such an index only where it sees the words, not a value that is bound.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    open: bool,
    finished: bool,
    unassigned: bool,
    /// Something of what is archived: where nothing is, that is left out.
    archived: bool,
    /// In which project or folder: what is in an archived project is found there, and else is not in a list.
    placed: bool,
    /// Tags that all must have.
    tags: Vec<String>,
    /// What the titles of all must have in them.
    titles: Vec<String>,
}

impl Said {
    fn by(filter: &str) -> Self {
        let mut said = Self::default();
        let Ok(parsed) = condition::parse(filter) else { return said };
        said.archived = names_archived(&parsed);
        match &parsed {
            Condition { node: Some(Node::All(all)) } => all.conditions.iter().for_each(|c| said.hear(c)),
            single => said.hear(single),
        }
        said
    }
    fn hear(&mut self, condition: &Condition) {
        match &condition.node {
            Some(Node::Compare(c)) if ["status.state", "state"].contains(&c.field.as_str()) => {
                let finished =
                    ["FINISHED", "STATE_FINISHED"].iter().any(|name| c.value.eq_ignore_ascii_case(name));
                self.open |= finished && c.operator() == Operator::NotEqual;
                self.finished |= finished && c.operator() == Operator::Equal;
            }
            Some(Node::Compare(c))
                if ["tag", "tags"].contains(&c.field.as_str()) && (c.quoted || c.value != "*") =>
            {
                if matches!(c.operator(), Operator::Equal | Operator::Has) {
                    self.tags.push(c.value.clone());
                }
            }
            Some(Node::Compare(c)) if c.field == "title" && c.operator() == Operator::Has => {
                self.titles.extend((c.quoted || c.value != "*").then(|| c.value.clone()));
            }
            Some(Node::Compare(c)) if ["project", "folder"].contains(&c.field.as_str()) => {
                self.placed |= c.operator() == Operator::Equal;
            }
            Some(Node::Not(inner)) => {
                self.unassigned |= matches!(&inner.node, Some(Node::Compare(c))
                    if ["assignee", "assignees"].contains(&c.field.as_str()) && c.operator() == Operator::Has && c.value == "*" && !c.quoted);
            }
            _ => {}
        }
    }
    fn push(&self, account: Uuid, query: &mut QueryBuilder<Postgres>) {
        if !self.tags.is_empty() {
            let account = account.to_string();
            let whole: Vec<String> = [account].into_iter().chain(self.tags.iter().cloned()).collect();
            query
                .push(" and item.tags <> '{}' and array_prepend(item.account::text, item.tags) @> ")
                .push_bind(whole);
        }
        let words = [
            (self.open, " and item.state <> 'finished'"),
            (self.finished, " and item.state = 'finished'"),
            (self.unassigned, " and cardinality(item.assignees) = 0"),
        ];
        for (_, words) in words.into_iter().filter(|(said, _)| *said) {
            query.push(words);
        }
    }
}

fn names_archived(condition: &Condition) -> bool {
    match &condition.node {
        Some(Node::All(inner) | Node::Any(inner)) => inner.conditions.iter().any(names_archived),
        Some(Node::Not(inner)) => names_archived(inner),
        Some(Node::Compare(comparison)) => comparison.field == "archived",
        Some(Node::Text(_)) | None => false,
    }
}

async fn compiled(env: &Env, cause: &Cause, filter: &str) -> Result<Option<(Checked, Scope)>> {
    if filter.trim().is_empty() {
        return Ok(None);
    }
    let words = env.vocabularies.of(cause.account()).await?;
    let checked = condition::compile(filter, &fields::catalogue(&cause.caller, &words))
        .map_err(|problem| Error::invalid("filter", problem.to_string()))?;
    let checked = env.people.named_in(cause, checked).await?;
    let me = cause.actor();
    let my_teams = match cause.caller.user() {
        Some(_) if filter.contains("my_teams") => env.people.teams_of(cause.account(), &me).await?,
        _ => Vec::new(),
    };
    let (now, zone) = (env.clock.now(), env.calendars.zone_of(cause.account()).await);
    let scope = if cause.caller.is_internal() {
        Scope::system(now, zone)
    } else {
        Scope::new(&me, my_teams, now, zone)
    };
    Ok(Some((checked, scope)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_for_what_is_open_is_seen_where_all_of_it_must_hold() {
        for open in [
            "status.state != FINISHED",
            "assignee = me AND status.state != finished",
            "kind = TASK status.state != STATE_FINISHED",
        ] {
            assert!(Said::by(open).open, "{open}");
        }
        for other in [
            "",
            "status.state = FINISHED",
            "status.state != FINISHED OR kind = TASK",
            "status.state != IN_PROGRESS",
            "NOT (status.state != FINISHED)",
        ] {
            assert!(!Said::by(other).open, "{other}");
        }
    }

    #[test]
    fn so_is_one_for_what_is_finished_and_for_what_nobody_has() {
        let said = Said::by("status.state = FINISHED AND -assignee:*");
        assert_eq!(said, Said { finished: true, unassigned: true, ..Said::default() });
        assert_eq!(
            Said::by("NOT assignee:\"*\" AND (status.state = FINISHED OR kind = TASK)"),
            Said::default()
        );
    }

    #[test]
    fn tags_are_seen_where_all_of_them_must_be_there() {
        assert_eq!(Said::by("tag:vip AND tag = \"*\" AND kind = TASK").tags, ["vip", "*"]);
        for other in ["tag:*", "NOT tag:vip", "tag:vip OR tag:new", "tag != vip", "tag:(a OR b)"] {
            assert!(Said::by(other).tags.is_empty(), "{other}");
        }
    }

    #[test]
    fn what_is_archived_is_in_a_list_only_where_its_filter_says_so() {
        for named in
            ["archived = true", "NOT (archived = false)", "priority > 2 AND (archived = true OR tag:x)"]
        {
            assert!(Said::by(named).archived, "{named}");
        }
        for other in ["", "title:archived", "archived", "tag:archived"] {
            assert!(!Said::by(other).archived, "{other}");
        }
    }
}
