//! What the files of a move are, and what is in them, before anything is done with them.
use tandem_kit::{
    Cause, Error, Result,
    id::{self, AttachmentId},
};
use tandem_proto::items as pb;

use super::{
    super::{Target, columns, dates, guess, looked_up::LookedUp, read::Table, replace, to_target, unpack},
    MOST_FILES,
};
use crate::{Env, vocabulary::Vocabulary};

/// The most rows of a file that are looked at for its values.
const MOST_ROWS: i32 = 200_000;
const AT_ONCE: usize = 1_000;

/// Files with what each seems to be, and the values of items with what they seem to be.
///
/// # Errors
/// `Invalid` where there are none or too many, or a zip cannot be unpacked.
pub async fn preview(
    env: &Env,
    cause: &Cause,
    request: pb::PreviewMoveRequest,
) -> Result<pb::PreviewMoveResponse> {
    let given = request.attachment_ids;
    if given.is_empty() || given.len() > MOST_FILES {
        let count = given.len();
        return Err(Error::invalid(
            "attachment_ids",
            format!("has {count}; there must be 1 to {MOST_FILES}"),
        ));
    }
    let mut files = Vec::new();
    for id in &given {
        let id: AttachmentId = id::in_field("attachment_ids", id)?;
        match Box::pin(unpack::unpacked(env, cause, id)).await? {
            Some(inside) => files.extend(inside),
            None => files.push((id, env.people.file_name(cause, id).await?)),
        }
    }
    if files.len() > MOST_FILES {
        let count = files.len();
        return Err(Error::invalid("attachment_ids", format!("has {count} files; at most {MOST_FILES}")));
    }
    let words = env.vocabularies.of(cause.account()).await?;
    let known = LookedUp::of(env, cause).await?;
    let mut seen = replace::Seen::default();
    let mut shown = Vec::new();
    for (id, name) in files {
        let read = Box::pin(look(env, cause, (id, &name), &words, &mut seen)).await;
        let (looked, problem) = match read {
            Ok(looked) => (looked, String::new()),
            Err(Error::Invalid { problem, .. }) => (Looked::default(), problem),
            Err(other) => return Err(other),
        };
        shown.push((
            looked.target.map_or(i32::MAX, guess::place),
            pb::MoveFile {
                attachment_id: id.to_string(),
                name,
                target: looked.target.map_or(pb::import::Target::Unspecified, to_target).into(),
                problem,
                rows: looked.rows,
                date_order: looked.dates.order().shown().into(),
                unsure_date: looked.dates.first_unsure().to_owned(),
                ..Default::default()
            },
        ));
    }
    shown.sort_by_key(|(place, _)| *place);
    let values = seen.values(&words, &known).into_iter().map(|(field, value, becomes, count)| {
        pb::MoveValue { field: field.to_owned(), value, becomes, count }
    });
    let choices = replace::choices(&words, &known);
    let choices =
        choices.into_iter().map(|(field, values)| pb::MoveChoices { field: field.to_owned(), values });
    Ok(pb::PreviewMoveResponse {
        files: shown.into_iter().map(|(_, file)| file).collect(),
        values: values.collect(),
        choices: choices.collect(),
    })
}

/// What a file seems to be.
#[derive(Default)]
struct Looked {
    target: Option<Target>,
    rows: i32,
    dates: dates::Seen,
}

/// What a file seems to be, and how many rows it has; the values of items are noted.
async fn look(
    env: &Env,
    cause: &Cause,
    (id, name): (AttachmentId, &str),
    words: &Vocabulary,
    seen: &mut replace::Seen,
) -> Result<Looked> {
    let mut table = Table::open(env.people.file(cause, id).await?, None).await?;
    let target = guess::target(name, table.columns());
    let fields = target.map(|target| columns::guess(target, table.columns(), &words.fields));
    let mut looked = Looked { target, ..Looked::default() };
    loop {
        let rows = table.next(AT_ONCE).await?;
        if rows.is_empty() || looked.rows >= MOST_ROWS {
            return Ok(looked);
        }
        looked.rows += i32::try_from(rows.len()).unwrap_or(i32::MAX);
        looked.dates.look(&rows);
        if let (Some(Target::Items), Some(fields)) = (target, &fields) {
            seen.look(fields, &rows);
        }
    }
}
