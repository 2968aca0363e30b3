//! What is in a file, before anything is done with it.
use tandem_kit::{
    Cause, Result,
    id::{self, AttachmentId},
};
use tandem_proto::items as pb;

use super::{
    Target,
    columns::{self, Mapping},
    dates::{self, Order},
    lease,
    read::{Format, Table},
    target,
};
use crate::Env;

/// How many rows are shown, and how much of a cell, in characters.
const SHOWN: usize = 5;
const SHOWN_OF_CELL: usize = 200;
/// How many rows are looked at for how dates are written, some at once.
const LOOKED_AT: usize = 5_000;
const AT_ONCE: usize = 500;

/// Columns with their first values, and what each seems to be.
///
/// # Errors
/// `Invalid` where the file cannot be read.
pub async fn preview(
    env: &Env,
    cause: &Cause,
    request: pb::PreviewImportRequest,
) -> Result<pb::PreviewImportResponse> {
    let target = target(request.target())?;
    let attachment: AttachmentId = id::in_field("attachment_id", &request.attachment_id)?;
    let words = env.vocabularies.of(cause.account()).await?;
    let mut table = Table::open(env.people.file(cause, attachment).await?, None).await?;
    let rows = table.next(SHOWN).await?;
    let before = lease::known(env, cause.caller.account, target, table.columns()).await?;
    let known = before.is_some();
    let (said, before) = before.unwrap_or((Mapping::new(), Order::Unsaid));
    let mut dates = dates::Seen::default();
    dates.look(&rows);
    for _ in 0..LOOKED_AT / AT_ONCE {
        let more = table.next(AT_ONCE).await?;
        if more.is_empty() {
            break;
        }
        dates.look(&more);
    }
    // A field may have been retired since.
    let fields = columns::decide(target, table.columns(), &said, &words.fields);
    let fields = fields.unwrap_or_else(|_| columns::guess(target, table.columns(), &words.fields));
    let columns = table.columns().iter().zip(fields).enumerate().map(|(at, (name, field))| {
        let cells = rows.iter().filter_map(|row| row.cells.get(at));
        let samples = cells.map(|cell| cell.chars().take(SHOWN_OF_CELL).collect()).collect();
        pb::ImportColumn { name: name.clone(), field, samples, unsure_date: dates.unsure(at).to_owned() }
    });
    let fields = columns::fields(target, &words.fields);
    let fields = fields.into_iter().map(|(field, name, required)| pb::ImportField { field, name, required });
    Ok(pb::PreviewImportResponse {
        columns: columns.collect(),
        fields: fields.collect(),
        format: table.format.name().to_owned(),
        delimiter: match table.format {
            Format::Csv { delimiter } => char::from(delimiter).to_string(),
            Format::Lines | Format::List | Format::Xlsx => String::new(),
        },
        encoding: table.encoding().name().to_owned(),
        known,
        // What the values tell goes before what was said of others.
        date_order: match dates.order() {
            Order::Unsaid => before,
            told => told,
        }
        .shown()
        .into(),
    })
}

/// The field of each column of a file, as was said or as it seems.
///
/// # Errors
/// `Invalid` where the file cannot be read, or what was said fits no column or field.
pub async fn decided(
    env: &Env,
    cause: &Cause,
    attachment: AttachmentId,
    target: Target,
    said: &Mapping,
) -> Result<Mapping> {
    let words = env.vocabularies.of(cause.account()).await?;
    let table = Table::open(env.people.file(cause, attachment).await?, None).await?;
    let fields = columns::decide(target, table.columns(), said, &words.fields)?;
    Ok(table.columns().iter().cloned().zip(fields).collect())
}
