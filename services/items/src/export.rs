//! Exports: what a filter finds, as a file that is read while it is written.
pub mod column;
pub mod names;

use std::sync::Arc;

use bytes::Bytes;
use futures::{StreamExt as _, stream::BoxStream};
use sqlx::{Postgres, QueryBuilder};
use tandem_kit::{Cause, Result, csv, download::Format};
use tandem_proto::items as pb;
use uuid::Uuid;

use self::{column::Column, names::Names};
use crate::{
    Env,
    item::{Item, list::Selection, row},
    view::{self, Asker, both},
    vocabulary::Vocabulary,
};

/// How many items are read at once.
const BATCH: i64 = 250;

/// An export that is under way.
struct Going {
    env: Arc<Env>,
    cause: Cause,
    selection: Selection,
    words: Arc<Vocabulary>,
    columns: Vec<Column>,
    format: Format,
    names: Names,
    /// After which item it goes on, and where it ends: what is made later is not in it.
    after: Uuid,
    last: Uuid,
}

/// The file of what is asked for. It goes by ids, which never change and follow one another in time.
///
/// # Errors
/// `Invalid` with the field; `NotFound` where they do not see the view.
pub async fn items(
    env: Arc<Env>,
    cause: &Cause,
    request: pb::ExportItemsRequest,
) -> Result<(Format, BoxStream<'static, Result<Bytes>>)> {
    let format = Format::read(&request.format)?;
    let words = env.vocabularies.of(cause.account()).await?;
    let mut columns = column::read(&request.columns, &words)?;
    let mut filter = request.filter;
    if !request.view_id.is_empty() {
        let asker = Asker::of(&env, cause).await?;
        let view = view::get(env.db.pool(), cause, &asker, request.view_id.parse()?).await?;
        filter = both(&filter, &view.whole_filter());
        if columns.is_empty() {
            columns = column::of_view(&view, &words);
        }
    }
    if columns.is_empty() {
        columns = column::all(&words);
    }
    let selection = Selection::of(&env, cause, &filter).await?;
    let last = sqlx::query_scalar!(
        "select id from items.item where account = $1 order by id desc limit 1",
        cause.caller.account
    );
    let last = last.fetch_optional(env.db.pool()).await?.unwrap_or_default();
    let head = format.head(columns.iter().map(Column::name));
    let (cause, names, after) = (cause.clone(), Names::default(), Uuid::nil());
    let going = Going { env, cause, selection, words, columns, format, names, after, last };
    let rest = futures::stream::try_unfold(going, |mut going| async move {
        Ok(Box::pin(going.next()).await?.map(|text| (Bytes::from(text), going)))
    });
    Ok((format, futures::stream::once(async { Ok(Bytes::from(head)) }).chain(rest).boxed()))
}

impl Going {
    async fn next(&mut self) -> Result<Option<String>> {
        let mut query = QueryBuilder::<Postgres>::new("select ");
        query.push(row::COLUMNS).push(" from items.item where ");
        self.selection.push(&mut query);
        query.push(" and item.id > ").push_bind(self.after).push(" and item.id <= ").push_bind(self.last);
        query.push(" order by item.id limit ").push_bind(BATCH);
        let mut items: Vec<Item> = query.build_query_as().fetch_all(self.env.db.pool()).await?;
        self.selection.trim_parents(&self.env, &mut items).await?;
        let Some(end) = items.last().map(|item| item.id) else { return Ok(None) };
        self.names.look_for(&self.env, &self.cause, &items).await?;
        let mut text = String::new();
        for item in &items {
            match self.format {
                Format::Csv => {
                    let cells: Vec<String> = self
                        .columns
                        .iter()
                        .map(|c| column::text(&c.value(item, &self.words, &self.names)))
                        .collect();
                    text += &csv::line(cells.iter().map(String::as_str));
                }
                Format::Lines => {
                    let values = self
                        .columns
                        .iter()
                        .map(|c| (c.name().to_owned(), c.value(item, &self.words, &self.names)));
                    text += &serde_json::Value::Object(values.collect()).to_string();
                    text.push('\n');
                }
            }
        }
        self.after = end;
        Ok(Some(text))
    }
}
