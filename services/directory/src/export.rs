//! Exports of people: what a list finds, as a file that is read while it is written.
mod column;
mod read;

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use tandem_kit::{
    Cause, Page, Readers, Result, csv,
    download::Format,
    id::{AccountId, OrganizationId},
};
use tandem_proto::items::{CustomField, custom_field::Target};
use uuid::Uuid;

use crate::{customer, fields::Fields, organization, search, user};

/// Who is in it.
#[derive(Clone, Copy, Debug)]
pub enum What {
    Customers { of: Option<OrganizationId> },
    Organizations,
    Users { disabled: bool },
}

impl What {
    fn target(self) -> Target {
        match self {
            Self::Customers { .. } => Target::Customer,
            Self::Organizations => Target::Organization,
            Self::Users { .. } => Target::User,
        }
    }
    /// What the file is called.
    pub fn file_name(self, format: Format) -> String {
        let name = match self {
            Self::Customers { .. } => "customers",
            Self::Organizations => "organizations",
            Self::Users { .. } => "users",
        };
        format.file_name(name)
    }
}

/// What is looked for: all of them, or those that have words.
struct Asked {
    what: What,
    account: AccountId,
    words: Option<search::Words>,
}

/// An export that is under way.
struct Going {
    db: Readers,
    asked: Asked,
    own: Vec<CustomField>,
    format: Format,
    /// After whom it goes on, and where it ends: who is made later is not in it.
    after: Uuid,
    last: Uuid,
}

/// The file of what is asked for. It goes by ids, which never change and follow one another in time.
///
/// # Errors
/// Where the database or items is away.
pub async fn people(
    db: &Readers,
    fields: &Fields,
    cause: &Cause,
    (what, query): (What, &str),
    format: Format,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    let account = cause.account();
    let own = fields.of(account, what.target()).await?;
    let asked = Asked { what, account, words: words(db, account, what, query).await? };
    let last = read::last(db, &asked).await?;
    let names: Vec<String> =
        column::of(what).iter().map(|name| (*name).to_owned()).chain(own.iter().map(column::named)).collect();
    let head = format.head(names.iter().map(String::as_str));
    let going = Going { db: db.clone(), asked, own, format, after: Uuid::nil(), last };
    let rest = futures::stream::try_unfold(going, |mut going| async move {
        Ok(Box::pin(going.next()).await?.map(|text| (Bytes::from(text), going)))
    });
    Ok(futures::stream::once(async { Ok(Bytes::from(head)) }).chain(rest).boxed())
}

/// The words of a question, read as the list reads them: where nobody has them, as those of names that are spelt much the same.
async fn words(db: &Readers, account: AccountId, what: What, query: &str) -> Result<Option<search::Words>> {
    if query.trim().is_empty() {
        return Ok(None);
    }
    let page = Page::of(1, "")?;
    let corrected = match what {
        What::Customers { of } => customer::search(db, account, &page, query, of).await?.corrected,
        What::Organizations => organization::search(db, account, &page, query).await?.corrected,
        What::Users { disabled } => user::search(db, account, &page, query, disabled).await?.corrected,
    };
    Ok(Some(search::words_of(account, if corrected.is_empty() { query } else { &corrected })))
}

impl Going {
    async fn next(&mut self) -> Result<Option<String>> {
        let rows = read::some(&self.db, &self.asked, (self.after, self.last)).await?;
        let Some((end, _)) = rows.last() else { return Ok(None) };
        self.after = *end;
        let names = column::of(self.asked.what);
        let mut text = String::new();
        for (_, row) in &rows {
            let values = names.iter().map(|name| (*name).to_owned()).zip(row.values.iter().cloned());
            let own = self.own.iter().map(|field| (column::named(field), column::own(field, &row.fields)));
            match self.format {
                Format::Csv => {
                    let cells: Vec<String> =
                        values.chain(own).map(|(_, value)| column::text(&value)).collect();
                    text += &csv::line(cells.iter().map(String::as_str));
                }
                Format::Lines => {
                    text += &serde_json::Value::Object(values.chain(own).collect()).to_string();
                    text.push('\n');
                }
            }
        }
        Ok(Some(text))
    }
}
