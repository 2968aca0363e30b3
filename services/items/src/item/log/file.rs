//! The log as a file that is read while it is written, from the newest line back: what happens meanwhile is newer, and not in it.
use std::sync::Arc;

use bytes::Bytes;
use chrono::SecondsFormat;
use futures::{StreamExt as _, stream::BoxStream};
use serde_json::{Map, Value};
use tandem_kit::{
    Cause, Result, csv,
    download::Format,
    id::{ActivityId, ItemId},
};
use uuid::Uuid;

use super::{Asked, Line};
use crate::{Env, export::names::Names};

/// How many lines are read at once.
const BATCH: i64 = 500;
const HEAD: [&str; 12] = [
    "time",
    "item",
    "title",
    "actor",
    "actor_name",
    "verb",
    "field",
    "before",
    "after",
    "cause",
    "id",
    "item_id",
];

/// A file that is under way.
struct Going {
    env: Arc<Env>,
    cause: Cause,
    asked: Asked,
    format: Format,
    names: Names,
    before: Option<Uuid>,
}

/// All of it.
pub fn file(env: Arc<Env>, cause: &Cause, asked: Asked, format: Format) -> BoxStream<'static, Result<Bytes>> {
    let head = format.head(HEAD);
    let going = Going { env, cause: cause.clone(), asked, format, names: Names::default(), before: None };
    let rest = futures::stream::try_unfold(going, |mut going| async move {
        Ok(Box::pin(going.next()).await?.map(|text| (Bytes::from(text), going)))
    });
    futures::stream::once(async { Ok(Bytes::from(head)) }).chain(rest).boxed()
}

impl Going {
    async fn next(&mut self) -> Result<Option<String>> {
        let read = self.asked.read(&self.env, self.before, BATCH).await?;
        let Some(end) = read.last().map(|line| line.activity.id) else { return Ok(None) };
        self.before = Some(end);
        let lines = self.asked.seen(&self.env, read).await?;
        let actors = lines.iter().map(|line| line.activity.actor.clone()).collect();
        self.names.look_for_people(&self.env, &self.cause, actors).await?;
        Ok(Some(lines.iter().map(|line| written(line, self.format, &self.names)).collect()))
    }
}

fn written(line: &Line, format: Format, names: &Names) -> String {
    let Line { item, number, title, activity } = line;
    let (id, item) = (ActivityId::from(activity.id).to_string(), ItemId::from(*item).to_string());
    let time = activity.create_time.to_rfc3339_opts(SecondsFormat::Millis, true);
    let (name, number) = (names.name(&activity.actor), number.to_string());
    let cells: [&str; 12] = [
        &time,
        &number,
        title,
        &activity.actor,
        &name,
        &activity.verb,
        &activity.field,
        &activity.before,
        &activity.after,
        &activity.cause,
        &id,
        &item,
    ];
    match format {
        Format::Csv => csv::line(cells),
        Format::Lines => {
            let fields = HEAD.into_iter().zip(cells).map(|(name, cell)| (name.to_owned(), Value::from(cell)));
            format!("{}\n", Value::Object(fields.collect::<Map<_, _>>()))
        }
    }
}
