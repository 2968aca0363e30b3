//! What unfinished uploads leave in a folder when their process dies: files that the store itself does not list.
use std::{fs, io, path::Path, path::PathBuf};

use chrono::{DateTime, Utc};

use crate::{Error, Result};

/// Folders in folders: an upload stands in its account's.
const DEEPEST: usize = 3;

/// Removes pieces that were last written before a time, at most so many. Answers how many.
pub(super) async fn sweep(folder: PathBuf, before: DateTime<Utc>, most: usize) -> Result<usize> {
    let swept = tokio::task::spawn_blocking(move || {
        let mut removed = 0;
        within(&folder, before, DEEPEST, most, &mut removed).map(|()| removed)
    });
    match swept.await {
        Ok(Ok(removed)) => Ok(removed),
        Ok(Err(error)) => {
            tracing::warn!(%error, "what unfinished uploads left behind cannot be removed");
            Err(Error::Unavailable("stored files are away for the moment".into()))
        }
        Err(error) => Err(anyhow::Error::from(error).into()),
    }
}

fn within(
    folder: &Path,
    before: DateTime<Utc>,
    deeper: usize,
    most: usize,
    removed: &mut usize,
) -> io::Result<()> {
    let Some(entries) = there(fs::read_dir(folder))? else { return Ok(()) };
    for entry in entries {
        if *removed >= most {
            return Ok(());
        }
        let Some(entry) = there(entry)? else { continue };
        let Some(about) = there(entry.metadata())? else { continue };
        if about.is_dir() {
            if deeper > 0 {
                within(&entry.path(), before, deeper - 1, most, removed)?;
            }
        } else if is_piece(&entry.file_name().to_string_lossy())
            && DateTime::<Utc>::from(about.modified()?) < before
            && there(fs::remove_file(entry.path()))?.is_some()
        {
            *removed += 1;
        }
    }
    Ok(())
}

/// What is gone meanwhile is no failure.
fn there<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Ok(done) => Ok(Some(done)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// `name#1`: as the store calls what is not finished.
fn is_piece(name: &str) -> bool {
    name.rsplit_once('#')
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}
