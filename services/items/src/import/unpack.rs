//! A zip of files is unpacked: looked through first, so that nothing of one that would fill a disk is kept.
use std::io::{self, Cursor, Read as _};

use bytes::Bytes;
use futures::StreamExt as _;
use tandem_kit::{Cause, Error, Result, id::AttachmentId};
use tokio::sync::{Semaphore, mpsc};
use zip::ZipArchive;

use super::read::Pieces;
use crate::Env;

/// The largest zip, and the largest of its files, in bytes; all of them; how many.
const LARGEST: usize = 100 << 20;
const UNPACKED: u64 = 500 << 20;
const MOST_FILES: usize = 100;
/// How much more it may be than it is packed, from a megabyte on.
const MOST_TIMES: u64 = 200;
/// What is unpacked; the rest of a zip is left alone.
const ENDINGS: [&str; 7] = ["json", "jsonl", "ndjson", "csv", "tsv", "txt", "xlsx"];
const PIECE: usize = 256 << 10;
/// How many are unpacked at once, as each is held in memory.
static PLACES: Semaphore = Semaphore::const_new(2);

/// A file of a zip.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    at: usize,
    name: String,
}

/// The files of a zip, as attachments of whoever asks, with their names; nothing where it is no zip but a workbook, or anything else.
///
/// # Errors
/// `Invalid` where it is more than is taken.
pub async fn unpacked(
    env: &Env,
    cause: &Cause,
    id: AttachmentId,
) -> Result<Option<Vec<(AttachmentId, String)>>> {
    let mut pieces = env.people.file(cause, id).await?;
    let Some(first) = pieces.next().await.transpose()? else { return Ok(None) };
    if !first.starts_with(b"PK") {
        return Ok(None);
    }
    let _place = PLACES.acquire().await.map_err(anyhow::Error::from)?;
    let all = whole(first, pieces).await?;
    let looked_at = all.clone();
    let entries =
        tokio::task::spawn_blocking(move || look(&looked_at)).await.map_err(anyhow::Error::from)??;
    let Some(entries) = entries else { return Ok(None) };
    let mut files = Vec::with_capacity(entries.len());
    for entry in entries {
        let request_id = format!("{id}/{}", entry.at);
        let pieces = contents(all.clone(), entry.at);
        let kept = env.people.upload(cause, &entry.name, request_id, pieces).await?;
        files.push((kept, entry.name));
    }
    Ok(Some(files))
}

async fn whole(first: Bytes, mut pieces: Pieces) -> Result<Bytes> {
    let mut all = bytes::BytesMut::from(&first[..]);
    while let Some(piece) = pieces.next().await.transpose()? {
        if all.len() + piece.len() > LARGEST {
            return Err(refused(format!("a zip has at most {LARGEST} bytes; send several")));
        }
        all.extend_from_slice(&piece);
    }
    Ok(all.freeze())
}

/// The files that are taken; nothing where it is a workbook. All of it is unpacked into nothing, as what it says of itself may be anything.
fn look(all: &Bytes) -> Result<Option<Vec<Entry>>> {
    let mut archive = ZipArchive::new(Cursor::new(all)).map_err(|e| unreadable(&e))?;
    if archive.file_names().any(|name| name == "[Content_Types].xml") {
        return Ok(None);
    }
    if archive.len() > 10 * MOST_FILES {
        return Err(refused(format!("the zip has {} parts; at most {}", archive.len(), 10 * MOST_FILES)));
    }
    let (mut entries, mut left) = (Vec::new(), UNPACKED);
    for at in 0..archive.len() {
        let file = archive.by_index(at).map_err(|e| unreadable(&e))?;
        let inside = file.enclosed_name();
        let Some(path) = inside else {
            return Err(refused(format!("the zip names a file outside of itself: {:?}", file.name())));
        };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if !file.is_file() || !is_taken(&path.to_string_lossy(), &name) {
            continue;
        }
        let packed = file.compressed_size();
        let most = u64::try_from(LARGEST)
            .unwrap_or(u64::MAX)
            .min(left)
            .min((1 << 20).max(packed.saturating_mul(MOST_TIMES)));
        let size = io::copy(&mut file.take(most + 1), &mut io::sink()).map_err(|e| unreadable(&e))?;
        if size > most {
            return Err(refused(format!(
                "{name:?} unpacks to more than 100 MB, to more than 500 MB with the others, or to more than {MOST_TIMES} times its size"
            )));
        }
        left -= size;
        entries.push(Entry { at, name });
        if entries.len() > MOST_FILES {
            return Err(refused(format!("the zip has more than {MOST_FILES} files that could be imported")));
        }
    }
    if entries.is_empty() {
        return Err(refused(format!("the zip has no file that ends in one of {}", ENDINGS.join(", "))));
    }
    Ok(Some(entries))
}

/// What systems put beside the files is none of them.
fn is_taken(path: &str, name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    !name.starts_with('.') && !path.starts_with("__MACOSX") && ENDINGS.contains(&ending.as_str())
}

/// A file of it, as it is unpacked. What goes wrong here was looked for before.
fn contents(all: Bytes, at: usize) -> mpsc::Receiver<Bytes> {
    let (send, receive) = mpsc::channel(4);
    tokio::task::spawn_blocking(move || {
        let Ok(mut archive) = ZipArchive::new(Cursor::new(all)) else { return };
        let Ok(mut file) = archive.by_index(at) else { return };
        let mut piece = vec![0; PIECE];
        while let Ok(length) = file.read(&mut piece) {
            if length == 0 || send.blocking_send(Bytes::copy_from_slice(&piece[..length])).is_err() {
                return;
            }
        }
    });
    receive
}

fn refused(why: String) -> Error {
    Error::invalid("attachment_ids", why)
}

fn unreadable(error: &dyn std::fmt::Display) -> Error {
    let said: String = error.to_string().chars().take(200).collect();
    refused(format!("the zip cannot be read: {said}"))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::{ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn zip(files: &[(&str, &[u8])]) -> Bytes {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner().into()
    }

    #[test]
    fn the_files_of_a_zip_are_those_that_can_be_imported() {
        let files: [(&str, &[u8]); 5] = [
            ("desk/users.json", b"[]"),
            ("desk/.DS_Store", b"x"),
            ("__MACOSX/desk/._users.json", b"x"),
            ("desk/logo.png", b"x"),
            ("tickets.CSV", b"title\n"),
        ];
        let names: Vec<String> = look(&zip(&files)).unwrap().unwrap().into_iter().map(|e| e.name).collect();
        assert_eq!(names, ["users.json", "tickets.CSV"]);
        assert_eq!(look(&zip(&[("[Content_Types].xml", b"x"), ("xl/a.xml", b"x")])).unwrap(), None);
    }

    #[test]
    fn a_zip_that_would_fill_the_disk_or_writes_elsewhere_is_refused_with_a_sentence() {
        let bomb = vec![b' '; 30 << 20];
        for (files, why) in [
            (vec![("a.json", &bomb[..])], "200 times its size"),
            (vec![("../a.json", b"[]")], "outside of itself"),
            (vec![("a.png", b"x")], "has no file that ends in"),
        ] {
            let refused = look(&zip(&files)).unwrap_err().to_string();
            assert!(refused.contains(why), "{refused}");
        }
        assert!(
            look(&Bytes::from_static(b"PK\x03\x04 no zip"))
                .unwrap_err()
                .to_string()
                .contains("cannot be read")
        );
        let many: Vec<(String, &[u8])> =
            (0..=MOST_FILES).map(|n| (format!("{n}.json"), &b"[]"[..])).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        assert!(look(&zip(&many)).unwrap_err().to_string().contains("more than 100 files"));
    }
}
