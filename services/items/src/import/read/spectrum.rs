//! The cases of csv-spectrum through the reader of imports. They are no part of the repository: `TANDEM_CORPORA` names their folder,
//! or `shared/corpora` is found above this crate; where there are none, the test says so and passes.
#![expect(
    clippy::disallowed_methods,
    reason = "says what was there; the corpora are named by the environment"
)]

use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::StreamExt as _;
use serde_json::{Map, Value};

use super::Table;

fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("TANDEM_CORPORA").map(PathBuf::from);
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|above| above.join("shared/corpora"));
    let mut folders = named.into_iter().chain(above).map(|folder| folder.join("csv-spectrum"));
    folders.find(|folder| folder.is_dir())
}

async fn read(file: &Path) -> Vec<Value> {
    let bytes = std::fs::read(file).unwrap();
    let pieces: Vec<_> = bytes.chunks(3).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    let mut table = Table::open(futures::stream::iter(pieces).boxed(), None).await.unwrap();
    let columns = table.columns().to_vec();
    let rows = table.next(usize::MAX).await.unwrap();
    let object = |cells: Vec<String>| columns.iter().cloned().zip(cells.into_iter().map(Value::String));
    rows.into_iter().map(|row| Value::Object(object(row.cells).collect::<Map<_, _>>())).collect()
}

#[tokio::test]
async fn every_case_of_csv_spectrum_is_read_as_it_says() {
    let Some(folder) = folder() else {
        eprintln!("csv-spectrum is not here: set TANDEM_CORPORA");
        return;
    };
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(folder.join("csvs")).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(!cases.is_empty());
    let mut wrong = Vec::new();
    for case in &cases {
        let name = case.file_stem().unwrap().to_string_lossy();
        let wanted = std::fs::read(folder.join("json").join(format!("{name}.json"))).unwrap();
        // A single row is there without a list round it.
        let wanted = match serde_json::from_slice(&wanted).unwrap() {
            Value::Array(rows) => rows,
            row => vec![row],
        };
        let got = read(case).await;
        if got != wanted {
            eprintln!("{name}: want {wanted:?} got {got:?}");
            wrong.push(name.into_owned());
        }
    }
    eprintln!("csv-spectrum: {} of {}", cases.len() - wrong.len(), cases.len());
    // Its answer has another telephone number than its file.
    wrong.retain(|name| name != "location_coordinates");
    assert!(wrong.is_empty(), "{wrong:?}");
}
