//! Lists of customers, organizations and users: words, a filter, an order, and a keyset page.
mod catalogue;
mod order;
mod table;

use jiff::tz::TimeZone;
use sqlx::{FromRow, Postgres, QueryBuilder, postgres::PgRow};
use tandem_kit::{
    Cause, Clock, Error, Page, Readers, Result,
    condition::{self, Checked, Scope},
    error::took_too_long,
    id::{AccountId, OrganizationId, TeamId},
};
use tandem_proto::items::custom_field::Target;
use uuid::Uuid;

pub use self::order::{By, Order, Value};
use self::{order::After, table::Table};
use crate::{account, fields::Fields, search, user};

type Query = QueryBuilder<Postgres>;

/// Whom a list is of.
#[derive(Clone, Copy, Debug)]
pub enum What {
    Customers { of: Option<OrganizationId> },
    Organizations,
    Users { disabled: bool },
}

impl What {
    /// What their custom fields are of.
    pub fn target(self) -> Target {
        match self {
            Self::Customers { .. } => Target::Customer,
            Self::Organizations => Target::Organization,
            Self::Users { .. } => Target::User,
        }
    }
    fn table(self) -> &'static Table {
        match self {
            Self::Customers { .. } => &table::CUSTOMERS,
            Self::Organizations => &table::ORGANIZATIONS,
            Self::Users { .. } => &table::USERS,
        }
    }
}

/// A row as a list has it.
pub trait Listed: for<'r> FromRow<'r, PgRow> + Send + Unpin {
    fn id(&self) -> Uuid;
    /// What it has of what a list is ordered by.
    fn value(&self, by: By) -> Value;
}

/// What is asked of a list.
pub struct Asked {
    pub what: What,
    pub account: AccountId,
    query: String,
    filter: Option<(Checked, Scope)>,
}

/// A page of a list.
pub struct Found<T> {
    pub rows: Vec<T>,
    pub next_page_token: String,
    /// The words in place of those asked for, where nobody has those.
    pub corrected: String,
}

/// What is asked by words and a filter.
///
/// # Errors
/// `Invalid` with what is wrong in the filter; where a custom field is named and items is away.
pub async fn asked(
    (db, fields, clock): (&Readers, &Fields, &Clock),
    cause: &Cause,
    what: What,
    (query, filter): (&str, &str),
) -> Result<Asked> {
    let account = cause.account();
    let mut asked = Asked { what, account, query: query.trim().to_owned(), filter: None };
    if filter.trim().is_empty() {
        return Ok(asked);
    }
    let custom =
        if filter.contains("fields") { fields.all_of(account, what.target()).await? } else { Vec::new() };
    let checked = condition::compile(filter, &catalogue::of(what, account, &custom))
        .map_err(|problem| problem.on("filter"))?;
    let my_teams = match cause.caller.user() {
        Some(me) if filter.contains("my_teams") => user::get(db, account, me).await?.team_ids,
        _ => Vec::new(),
    };
    let my_teams = my_teams.into_iter().map(|team| TeamId::from(team).to_string()).collect();
    let zone = TimeZone::get(&account::get(db, account).await?.time_zone).unwrap_or(TimeZone::UTC);
    let scope = if cause.caller.is_internal() {
        Scope::system(clock.now(), zone)
    } else {
        Scope::new(&cause.actor(), my_teams, clock.now(), zone)
    };
    asked.filter = Some((checked, scope));
    Ok(asked)
}

/// A page of what is asked for, all that have the words being found before they are put in order; where nobody has them, of those with
/// words that are spelt much the same.
///
/// # Errors
/// `Invalid` for a page that cannot be, and where what the filter finds cannot be told in time.
pub async fn page<T: Listed>(db: &Readers, asked: &Asked, order: Order, page: &Page) -> Result<Found<T>> {
    let after = page.after::<After>()?;
    order.goes_on(after.as_ref())?;
    let mut corrected = after.as_ref().map(|after| after.corrected.clone()).unwrap_or_default();
    let query = if corrected.is_empty() { &asked.query } else { &corrected };
    let mut rows = match asked.words(query) {
        Words::None => return Ok(Found { rows: Vec::new(), next_page_token: String::new(), corrected }),
        Words::Any => asked.select(db, None, (order, after.as_ref()), page).await?,
        Words::These(words) => asked.select(db, Some(&words), (order, after.as_ref()), page).await?,
    };
    if rows.is_empty() && after.is_none() && !asked.query.is_empty() {
        for other in search::corrections(db, asked.account, &asked.query).await? {
            let words = search::words_of(asked.account, &other);
            rows = asked.select(db, Some(&words), (order, None), page).await?;
            if !rows.is_empty() {
                corrected = other;
                break;
            }
        }
    }
    let (rows, next_page_token) = page.cut(rows, |last: &T| order.after(last, corrected.clone()));
    Ok(Found { rows, next_page_token, corrected })
}

/// The ids of those asked for between two, in their order: how all of them are walked once while others are made.
///
/// # Errors
/// `Invalid` where what the filter finds cannot be told in time.
pub async fn ids(
    db: &Readers,
    asked: &Asked,
    words: Option<&search::Words>,
    (after, last): (Uuid, Uuid),
    most: i64,
) -> Result<Vec<Uuid>> {
    if matches!(asked.words(&asked.query), Words::None) {
        return Ok(Vec::new());
    }
    let Table { name, alias, .. } = asked.what.table();
    let mut query = Query::new("select ");
    query.push(format_args!("{alias}.id from {name} {alias} where "));
    asked.push(&mut query);
    query.push(format_args!(" and {alias}.id > ")).push_bind(after);
    query.push(format_args!(" and {alias}.id <= ")).push_bind(last);
    if let Some(words) = words {
        query.push(" and ");
        asked.what.table().push_words(words, &mut query);
    }
    query.push(format_args!(" order by {alias}.id limit ")).push_bind(most);
    asked.in_time(query.build_query_scalar::<Uuid>().fetch_all(db).await)
}

/// The words of a question.
enum Words {
    /// None are asked for.
    Any,
    /// What is asked for has none that anybody could have.
    None,
    These(search::Words),
}

impl Asked {
    /// The words that are looked for, read as the list reads them: where nobody has them, as those of names that are spelt much the same.
    ///
    /// # Errors
    /// As [`page`].
    pub async fn read_words<T: Listed>(&self, db: &Readers) -> Result<Option<search::Words>> {
        if self.query.is_empty() {
            return Ok(None);
        }
        let one = Page::of(1, "")?;
        let corrected = page::<T>(db, self, Order::default(), &one).await?.corrected;
        let query = if corrected.is_empty() { &self.query } else { &corrected };
        Ok(Some(search::words_of(self.account, query)))
    }

    fn words(&self, query: &str) -> Words {
        if query.is_empty() {
            Words::Any
        } else if search::has_words(query) {
            Words::These(search::words_of(self.account, query))
        } else {
            Words::None
        }
    }

    async fn select<T: Listed>(
        &self,
        db: &Readers,
        words: Option<&search::Words>,
        (order, after): (Order, Option<&After>),
        page: &Page,
    ) -> Result<Vec<T>> {
        let table = self.what.table();
        let Table { name, alias, columns, .. } = table;
        let mut query = Query::new("");
        if let Some(words) = words {
            table.push_found(self.account, words, &mut query);
        }
        query.push(format_args!("select {columns} from {name} {alias} where "));
        self.push(&mut query);
        if words.is_some() {
            query.push(format_args!(" and {alias}.id in (select found.id from found)"));
        }
        order.push_after(alias, after, &mut query);
        order.push(alias, &mut query);
        query.push(" limit ").push_bind(page.limit());
        self.in_time(query.build_query_as::<T>().fetch_all(db).await)
    }

    /// What stands after `where`.
    fn push(&self, query: &mut Query) {
        let alias = self.what.table().alias;
        query.push(format_args!("{alias}.account = ")).push_bind(self.account.uuid());
        match self.what {
            What::Customers { of: Some(of) } => {
                query.push(" and customer.organization = ").push_bind(of.uuid());
            }
            What::Users { disabled: false } => {
                query.push(" and not member.disabled");
            }
            What::Customers { of: None } | What::Organizations | What::Users { disabled: true } => {}
        }
        if let Some((checked, scope)) = &self.filter {
            query.push(" and ");
            condition::sql::push(checked, scope, query);
        }
    }

    fn in_time<T>(&self, answer: sqlx::Result<T>) -> Result<T> {
        match answer {
            Err(error) if self.filter.is_some() && took_too_long(&error) => Err(takes_too_long()),
            answer => Ok(answer?),
        }
    }
}

fn takes_too_long() -> Error {
    let help = "say more that they are found by quickly: organization, or a custom field with =";
    Error::invalid("filter", format!("what it finds cannot be told in time among so many; {help}"))
}
