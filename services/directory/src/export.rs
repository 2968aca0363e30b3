//! Exports of people: what a list finds, as a file that is read while it is written.
mod column;
mod read;

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use tandem_kit::{Readers, Result, csv, download::Format};
use tandem_proto::items::CustomField;
use uuid::Uuid;

use crate::{
    customer::Customer,
    fields::Fields,
    list::{self, Asked, What},
    organization::Organization,
    search,
    user::User,
};

/// How many are read at once.
const BATCH: i64 = 500;

/// What the file is called.
pub fn file_name(what: What, format: Format) -> String {
    let name = match what {
        What::Customers { .. } => "customers",
        What::Organizations => "organizations",
        What::Users { .. } => "users",
    };
    format.file_name(name)
}

/// An export that is under way.
struct Going {
    db: Readers,
    asked: Asked,
    words: Option<search::Words>,
    own: Vec<CustomField>,
    format: Format,
    /// After whom it goes on, and where it ends: who is made later is not in it.
    after: Uuid,
    last: Uuid,
}

/// The file of what is asked for. It goes by ids, which never change and follow one another in time.
///
/// # Errors
/// Where the database or items is away; `Invalid` where what the filter finds cannot be told in time.
pub async fn people(
    db: &Readers,
    fields: &Fields,
    asked: Asked,
    format: Format,
) -> Result<BoxStream<'static, Result<Bytes>>> {
    let what = asked.what;
    let own = fields.of(asked.account, what.target()).await?;
    let words = match what {
        What::Customers { .. } => asked.read_words::<Customer>(db).await?,
        What::Organizations => asked.read_words::<Organization>(db).await?,
        What::Users { .. } => asked.read_words::<User>(db).await?,
    };
    let last = read::last(db, &asked).await?;
    let names: Vec<String> =
        column::of(what).iter().map(|name| (*name).to_owned()).chain(own.iter().map(column::named)).collect();
    let head = format.head(names.iter().map(String::as_str));
    let going = Going { db: db.clone(), asked, words, own, format, after: Uuid::nil(), last };
    let rest = futures::stream::try_unfold(going, |mut going| async move {
        Ok(Box::pin(going.next()).await?.map(|text| (Bytes::from(text), going)))
    });
    Ok(futures::stream::once(async { Ok(Bytes::from(head)) }).chain(rest).boxed())
}

impl Going {
    async fn next(&mut self) -> Result<Option<String>> {
        let between = (self.after, self.last);
        let ids = list::ids(&self.db, &self.asked, self.words.as_ref(), between, BATCH).await?;
        let rows = read::these(&self.db, &self.asked, &ids).await?;
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
